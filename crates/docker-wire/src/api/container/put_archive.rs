//! `PUT /containers/{id}/archive`

use crate::{
    body::Body,
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Unpacks an archive into a folder of a container, running or not.
///
/// # Errors
///
/// 404 where there is no such container or folder, 403 where it is read-only, 400 where the archive is broken.
///
/// # Cancel safety
///
/// A part of the archive may have been unpacked when the future was dropped.
///
/// # API version
///
/// Since 1.24. `copy_uid_gid` since 1.30.
#[derive(Debug)]
#[non_exhaustive]
pub struct PutArchive {
    id: String,
    path: String,
    archive: Body,
    no_overwrite_dir_non_dir: Option<bool>,
    copy_uid_gid: Option<bool>,
}

impl PutArchive {
    /// Names the container by id or name, the folder in it, and the archive: a tar stream, compressed or not.
    pub fn new(id: impl Into<String>, path: impl Into<String>, archive: impl Into<Body>) -> Self {
        Self {
            id: id.into(),
            path: path.into(),
            archive: archive.into(),
            no_overwrite_dir_non_dir: None,
            copy_uid_gid: None,
        }
    }

    super::super::setters! {
        /// Says whether a folder and what is no folder may not replace each other.
        no_overwrite_dir_non_dir: bool,
        /// Says whether owners are kept as the archive has them. Since API 1.30.
        copy_uid_gid: bool,
    }
}

impl Operation for PutArchive {
    type Reply = Empty;
    const ROW: &'static Row = &rows::PUT_CONTAINER_ARCHIVE;

    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default()
            .path("id", self.id)
            .query("path", Some(self.path))
            .switch("noOverwriteDirNonDir", self.no_overwrite_dir_non_dir)
            .switch("copyUIDGID", self.copy_uid_gid)
            .stream("application/x-tar", self.archive))
    }
}
