//! `HEAD /containers/{id}/archive`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::PathInfo,
};

/// Asks what lies at a path in a container.
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
pub struct ArchiveInfo {
    id: String,
    path: String,
}

impl ArchiveInfo {
    /// Makes the operation for a path in a container by id or name.
    pub fn new(id: impl Into<String>, path: impl Into<String>) -> Self {
        Self { id: id.into(), path: path.into() }
    }
}

impl Operation for ArchiveInfo {
    type Reply = PathInfo;
    const ROW: &'static Row = &rows::CONTAINER_ARCHIVE_INFO;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).query("path", Some(self.path)))
    }
}
