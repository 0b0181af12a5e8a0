//! `GET /containers/{id}/attach/ws`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::WebSocket,
};

/// Attaches to a container over a WebSocket, which passes where a proxy knows no other upgrade.
///
/// It streams unless set otherwise. [`Attach`](super::Attach) tells output and error apart and closes standard input
/// alone; this cannot.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such container,
/// [`Error::is_conflict`](crate::Error::is_conflict) if it is paused. Podman has no such operation and answers 404.
///
/// # Cancel safety
///
/// Dropping the socket detaches; the container runs on, unless its standard input was to be closed with it.
///
/// # API version
///
/// In every version. From 1.42 only those of `stdin`, `stdout` and `stderr` are attached that are set; below they
/// cannot be said, and all are attached.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AttachWebsocket {
    id: String,
    stream: Option<bool>,
    logs: Option<bool>,
    stdin: Option<bool>,
    stdout: Option<bool>,
    stderr: Option<bool>,
    detach_keys: Option<String>,
}

impl AttachWebsocket {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            stream: Some(true),
            logs: None,
            stdin: None,
            stdout: None,
            stderr: None,
            detach_keys: None,
        }
    }

    setters! { []
        /// Sets whether it streams what comes. True unless set.
        stream: flag,
        /// Sets whether output from before comes first.
        logs: flag,
        /// Sets whether standard input is attached. Since API 1.42.
        stdin: flag,
        /// Sets whether standard output is attached. Since API 1.42.
        stdout: flag,
        /// Sets whether standard error is attached. Since API 1.42.
        stderr: flag,
        /// Sets the keys that detach, such as `ctrl-p,ctrl-q`.
        detach_keys: text,
    }
}

impl Operation for AttachWebsocket {
    type Reply = WebSocket;
    const ROW: &'static Row = &rows::CONTAINER_ATTACH_WEBSOCKET;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default()
            .path("id", self.id)
            .query("stream", self.stream)
            .query("logs", self.logs)
            .query("stdin", self.stdin)
            .query("stdout", self.stdout)
            .query("stderr", self.stderr)
            .query("detachKeys", self.detach_keys))
    }
}
