//! An archive to send.

use crate::{body::Body, codec::archive::Archive};

/// An archive to send: a ready one as a [`Body`], one of files in memory, or one that is made of files on the disk
/// while it is sent, as by [`context::Context`](crate::context::Context).
#[derive(Debug)]
pub struct Contents(Inner);

#[derive(Debug)]
enum Inner {
    Ready(Body),
    Files(Archive),
    Source(Box<dyn Source>),
}

/// Something that an archive can be made of.
pub(crate) trait Source: std::fmt::Debug + Send + Sync + 'static {
    /// Tells what the build should call the Dockerfile, given what the caller said.
    fn dockerfile(&mut self, asked: Option<String>) -> Result<Option<String>, String>;

    /// Makes the body.
    fn into_body(self: Box<Self>) -> Result<Body, String>;
}

impl Contents {
    pub(crate) fn source(source: impl Source) -> Self {
        Self(Inner::Source(Box::new(source)))
    }

    /// Adds a file, if it is an archive of files in memory.
    pub(super) fn add(self, path: String, mode: u32, bytes: bytes::Bytes) -> Result<Self, Self> {
        match self.0 {
            Inner::Files(archive) => Ok(archive.file(path, mode, bytes).into()),
            Inner::Ready(_) | Inner::Source(_) => Err(self),
        }
    }

    pub(super) fn dockerfile(&mut self, asked: Option<String>) -> Result<Option<String>, String> {
        match &mut self.0 {
            Inner::Source(source) => source.dockerfile(asked),
            Inner::Ready(_) | Inner::Files(_) => Ok(asked),
        }
    }

    pub(super) fn into_body(self) -> Result<Body, String> {
        match self.0 {
            Inner::Ready(body) => Ok(body),
            Inner::Files(archive) => archive.into_body().map_err(|error| error.to_string()),
            Inner::Source(source) => source.into_body(),
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
