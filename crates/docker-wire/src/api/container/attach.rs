//! `POST /containers/{id}/attach`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Hijacked,
};

/// Attaches to a container: a stream of its output and error, unless set otherwise.
///
/// For a container that ends soon the order is attach, wait, start; then nothing is missed.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such container,
/// [`Error::is_conflict`](crate::Error::is_conflict) if it is paused.
///
/// # Cancel safety
///
/// Dropping the stream detaches; the container runs on, unless its standard input was to be closed with it.
///
/// # API version
///
/// In every version. Below 1.42 the reply does not tell whether the container has a terminal: say it with
/// [`tty`](Self::tty).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Attach {
    id: String,
    has_tty: bool,
    stream: Option<bool>,
    logs: Option<bool>,
    stdin: Option<bool>,
    stdout: Option<bool>,
    stderr: Option<bool>,
    detach_keys: Option<String>,
}

impl Attach {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            has_tty: false,
            stream: Some(true),
            logs: None,
            stdin: None,
            stdout: Some(true),
            stderr: Some(true),
            detach_keys: None,
        }
    }

    /// Says whether the container has a terminal. It is not sent; below API 1.42 it decides how the stream is read.
    #[must_use]
    pub fn tty(mut self, tty: bool) -> Self {
        self.has_tty = tty;
        self
    }

    setters! { []
        /// Sets whether it streams what comes. True unless set.
        stream: flag,
        /// Sets whether output from before comes first.
        logs: flag,
        /// Sets whether standard input is attached.
        stdin: flag,
        /// Sets whether standard output is attached. True unless set.
        stdout: flag,
        /// Sets whether standard error is attached. True unless set.
        stderr: flag,
        /// Sets the keys that detach, such as `ctrl-p,ctrl-q`.
        detach_keys: text,
    }
}

impl Operation for Attach {
    type Reply = Hijacked;
    const ROW: &'static Row = &rows::CONTAINER_ATTACH;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let mut parts = Parts::default()
            .path("id", self.id)
            .query("stream", self.stream)
            .query("logs", self.logs)
            .query("stdin", self.stdin)
            .query("stdout", self.stdout)
            .query("stderr", self.stderr)
            .query("detachKeys", self.detach_keys);
        parts.tty = self.has_tty;
        Ok(parts)
    }
}
