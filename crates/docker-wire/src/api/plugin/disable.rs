//! `POST /plugins/{name}/disable`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Stops a plugin.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such plugin; others if it is not enabled, or is in
/// use and `force` is not set.
///
/// # Cancel safety
///
/// The engine goes on stopping it.
///
/// # API version
///
/// Since 1.25.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Disable {
    name: String,
    force: Option<bool>,
}

impl Disable {
    /// Makes the operation for a plugin by name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), force: None }
    }

    setters! { []
        /// Sets whether it is stopped though it is in use.
        force: flag,
    }
}

impl Operation for Disable {
    type Reply = Empty;
    const ROW: &'static Row = &rows::PLUGIN_DISABLE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("name", self.name).query("force", self.force))
    }
}
