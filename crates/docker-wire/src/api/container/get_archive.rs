//! `GET /containers/{id}/archive`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Archive,
};

/// Gets a file or directory out of a container, as a tar archive.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such container or path.
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
pub struct GetArchive {
    id: String,
    path: String,
}

impl GetArchive {
    /// Makes the operation for a container by id or name, and a path in it.
    pub fn new(id: impl Into<String>, path: impl Into<String>) -> Self {
        Self { id: id.into(), path: path.into() }
    }
}

impl Operation for GetArchive {
    type Reply = Archive;
    const ROW: &'static Row = &rows::CONTAINER_ARCHIVE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).query("path", Some(self.path)))
    }
}
