//! `POST /containers/{id}/kill`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Sends a signal to a container's first process.
///
/// # Errors
///
/// 404 where there is no such container, 409 where it does not run.
///
/// # Cancel safety
///
/// Dropping the future leaves it open whether the engine did it; doing it again is harmless.
///
/// # API version
///
/// Since 1.24.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Kill {
    id: String,
    signal: Option<String>,
}

impl Kill {
    /// Names the container by id, by the beginning of its id, or by name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), signal: None }
    }

    super::super::setters! {
        /// Sets the signal; `SIGKILL` by default.
        signal: String,
    }
}

impl Operation for Kill {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CONTAINER_KILL;

    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).query("signal", self.signal))
    }
}
