//! An archive to send.

use crate::{body::Body, codec::archive::Archive};

/// An archive to send: a ready one as a [`Body`], or one of files in memory.
#[derive(Debug)]
pub struct Contents(Inner);

#[derive(Debug)]
enum Inner {
    Ready(Body),
    Files(Archive),
}

impl Contents {
    /// Adds a file, if it is not a ready archive.
    pub(super) fn add(self, path: String, mode: u32, bytes: bytes::Bytes) -> Result<Self, Self> {
        match self.0 {
            Inner::Files(archive) => Ok(archive.file(path, mode, bytes).into()),
            Inner::Ready(_) => Err(self),
        }
    }

    pub(super) fn into_body(self) -> Result<Body, String> {
        match self.0 {
            Inner::Ready(body) => Ok(body),
            Inner::Files(archive) => archive.into_body().map_err(|error| error.to_string()),
        }
    }
}

impl From<Body> for Contents {
    fn from(body: Body) -> Self {
        Self(Inner::Ready(body))
    }
}

impl From<bytes::Bytes> for Contents {
    fn from(bytes: bytes::Bytes) -> Self {
        Self(Inner::Ready(bytes.into()))
    }
}

impl From<Archive> for Contents {
    fn from(archive: Archive) -> Self {
        Self(Inner::Files(archive))
    }
}
