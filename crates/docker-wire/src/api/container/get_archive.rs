//! `GET /containers/{id}/archive`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Archive,
};

/// Reads a file or a folder of a container as an archive.
///
/// # Errors
///
/// 404 where there is no such container or path.
///
/// # Cancel safety
///
/// Reads only; dropping the stream closes it.
///
/// # API version
///
/// Since 1.24.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct GetArchive {
    id: String,
    path: String,
}

impl GetArchive {
    /// Names the container by id, by the beginning of its id, or by name, and the path in it.
    pub fn new(id: impl Into<String>, path: impl Into<String>) -> Self {
        Self { id: id.into(), path: path.into() }
    }
}

impl Operation for GetArchive {
    type Reply = Archive;
    const ROW: &'static Row = &rows::CONTAINER_ARCHIVE;

    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).query("path", Some(self.path)))
    }
}
