//! `GET /containers/{id}/changes`

use crate::{
    catalogue::{Row, rows},
    model::FilesystemChange,
    operation::{Operation, Parts},
    reply::List,
};

/// Lists what a container changed in its files.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Changes {
    id: String,
}

impl Changes {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Changes {
    type Reply = List<FilesystemChange>;
    const ROW: &'static Row = &rows::CONTAINER_CHANGES;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id))
    }
}
