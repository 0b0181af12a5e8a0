//! `POST /plugins/{name}/enable`

use std::time::Duration;

use crate::{
    api::{seconds, setters},
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Starts a plugin.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such plugin; others if it is enabled already or
/// does not answer in time.
///
/// # Cancel safety
///
/// The engine goes on starting it.
///
/// # API version
///
/// Since 1.25.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Enable {
    name: String,
    timeout: Option<Duration>,
}

impl Enable {
    /// Makes the operation for a plugin by name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), timeout: None }
    }

    setters! { []
        /// Sets how long it may take to answer, in whole seconds, rounded up; zero is the engine's default.
        timeout: one(Duration),
    }
}

impl Operation for Enable {
    type Reply = Empty;
    const ROW: &'static Row = &rows::PLUGIN_ENABLE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("name", self.name).query("timeout", self.timeout.map(seconds::whole)))
    }
}
