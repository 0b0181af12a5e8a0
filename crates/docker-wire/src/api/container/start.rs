//! `POST /containers/{id}/start`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Starts a container.
///
/// # Errors
///
/// 404 where there is no such container, 304 ([`is_not_modified`](crate::Error::is_not_modified)) where it runs already, 400
/// and 500 where its command cannot run.
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
pub struct Start {
    id: String,
    detach_keys: Option<String>,
}

impl Start {
    /// Names the container by id, by the beginning of its id, or by name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), detach_keys: None }
    }

    super::super::setters! {
        /// Sets the keys that detach a terminal.
        detach_keys: String,
    }
}

impl Operation for Start {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CONTAINER_START;

    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).query("detachKeys", self.detach_keys))
    }
}
