//! `POST /containers/{id}/pause`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Lets all processes of a container stand still.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none,
/// [`Error::is_conflict`](crate::Error::is_conflict) if it does not run, or stands still already.
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
pub struct Pause {
    id: String,
}

impl Pause {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Pause {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CONTAINER_PAUSE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id))
    }
}
