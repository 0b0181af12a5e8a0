//! `PUT /containers/{id}/archive`

use crate::{
    api::{Contents, setters},
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Unpacks a tar archive into a directory of a container.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such container or directory.
///
/// # Cancel safety
///
/// The engine may have unpacked a part of it.
///
/// # API version
///
/// In every version; `copy_uid_gid` since 1.30.
#[derive(Debug)]
#[non_exhaustive]
pub struct PutArchive {
    id: String,
    path: String,
    contents: Contents,
    no_overwrite_dir_non_dir: Option<bool>,
    copy_uid_gid: Option<bool>,
}

impl PutArchive {
    /// Makes the operation for a container by id or name, a directory in it, and what is unpacked there.
    pub fn new(id: impl Into<String>, path: impl Into<String>, contents: impl Into<Contents>) -> Self {
        Self {
            id: id.into(),
            path: path.into(),
            contents: contents.into(),
            no_overwrite_dir_non_dir: None,
            copy_uid_gid: None,
        }
    }

    setters! { []
        /// Sets whether it is an error if a file would take the place of a directory, or the other way round.
        no_overwrite_dir_non_dir: flag,
        /// Sets whether owners are those of the archive. Since API 1.30.
        copy_uid_gid: flag,
    }
}

impl Operation for PutArchive {
    type Reply = Empty;
    const ROW: &'static Row = &rows::PUT_CONTAINER_ARCHIVE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default()
            .path("id", self.id)
            .query("path", Some(self.path))
            .query("noOverwriteDirNonDir", self.no_overwrite_dir_non_dir)
            .query("copyUIDGID", self.copy_uid_gid)
            .stream("application/x-tar", self.contents.into_body()?))
    }
}
