//! `GET /containers/{id}/export`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Archive,
};

/// Streams all files of a container as a tar archive.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none.
///
/// # Cancel safety
///
/// Dropping the archive closes the exchange.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Export {
    id: String,
}

impl Export {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Export {
    type Reply = Archive;
    const ROW: &'static Row = &rows::CONTAINER_EXPORT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id))
    }
}
