//! `POST /containers/{id}/unpause`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Lets the processes of a paused container go on.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none,
/// [`Error::is_conflict`](crate::Error::is_conflict) if it does not stand still.
///
/// # Cancel safety
///
/// The engine may have done it.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Unpause {
    id: String,
}

impl Unpause {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Unpause {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CONTAINER_UNPAUSE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id))
    }
}
