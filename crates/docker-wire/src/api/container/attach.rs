//! `POST /containers/{id}/attach`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Hijacked,
};

/// Attaches to a container's streams: a raw connection in both directions.
///
/// # Errors
///
/// 404 where there is no such container, 409 where it is paused.
///
/// # Cancel safety
///
/// Dropping the stream closes it; the container goes on.
///
/// # API version
///
/// Since 1.24.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Attach {
    id: String,
    stream: Option<bool>,
    logs: Option<bool>,
    stdin: Option<bool>,
    stdout: Option<bool>,
    stderr: Option<bool>,
    detach_keys: Option<String>,
    tty: bool,
}

impl Attach {
    /// Names the container by id, by the beginning of its id, or by name.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            stream: None,
            logs: None,
            stdin: None,
            stdout: None,
            stderr: None,
            detach_keys: None,
            tty: false,
        }
    }

    super::super::setters! {
        /// Says whether what comes from now on is streamed.
        stream: bool,
        /// Says whether what was printed so far comes first.
        logs: bool,
        /// Says whether standard input is attached.
        stdin: bool,
        /// Says whether standard output is attached.
        stdout: bool,
        /// Says whether standard error is attached.
        stderr: bool,
        /// Sets the keys that detach a terminal.
        detach_keys: String,
    }

    /// Says that the container has a terminal. Below API 1.42 the engine does not tell, and reading its output the
    /// wrong way garbles it; from 1.42 on this is not needed.
    #[must_use]
    pub fn tty(mut self, tty: bool) -> Self {
        self.tty = tty;
        self
    }
}

impl Operation for Attach {
    type Reply = Hijacked;
    const ROW: &'static Row = &rows::CONTAINER_ATTACH;

    fn into_parts(self) -> Result<Parts, String> {
        let parts = Parts::default()
            .path("id", self.id)
            .switch("stream", self.stream)
            .switch("logs", self.logs)
            .switch("stdin", self.stdin)
            .switch("stdout", self.stdout)
            .switch("stderr", self.stderr)
            .query("detachKeys", self.detach_keys);
        Ok(Parts { tty: self.tty, ..parts })
    }
}
