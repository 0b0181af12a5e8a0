//! `GET /containers/{id}/logs`

use crate::{
    api::{Timestamp, setters},
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply,
};

/// Reads the output of a container: output and error, unless set otherwise.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such container.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version; `until` since 1.35, `format` since 1.54. Below 1.42 the reply does not tell whether the
/// container has a terminal: say it with [`tty`](Self::tty).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Logs {
    id: String,
    has_tty: bool,
    follow: Option<bool>,
    stdout: Option<bool>,
    stderr: Option<bool>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    timestamps: Option<bool>,
    tail: Option<String>,
    details: Option<bool>,
    format: Option<String>,
}

impl Logs {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            has_tty: false,
            follow: None,
            stdout: Some(true),
            stderr: Some(true),
            since: None,
            until: None,
            timestamps: None,
            tail: None,
            details: None,
            format: None,
        }
    }

    /// Says whether the container has a terminal. It is not sent; below API 1.42 it decides how the reply is read.
    #[must_use]
    pub fn tty(mut self, tty: bool) -> Self {
        self.has_tty = tty;
        self
    }

    /// Sets how many of the last lines there are.
    #[must_use]
    pub fn tail(mut self, lines: u64) -> Self {
        self.tail = Some(lines.to_string());
        self
    }

    setters! { []
        /// Sets whether the stream stays open for output to come.
        follow: flag,
        /// Sets whether standard output is read. True unless set.
        stdout: flag,
        /// Sets whether standard error is read. True unless set.
        stderr: flag,
        /// Sets from when on.
        since: one(Timestamp),
        /// Sets until when. Since API 1.35.
        until: one(Timestamp),
        /// Sets whether each line begins with its time.
        timestamps: flag,
        /// Sets whether each line begins with what the logging driver was told to add.
        details: flag,
        /// Sets the format of the reply. Since API 1.54.
        format: text,
    }
}

impl Operation for Logs {
    type Reply = reply::Logs;
    const ROW: &'static Row = &rows::CONTAINER_LOGS;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let mut parts = Parts::default()
            .path("id", self.id)
            .query("follow", self.follow)
            .query("stdout", self.stdout)
            .query("stderr", self.stderr)
            .query("since", self.since)
            .query("until", self.until)
            .query("timestamps", self.timestamps)
            .query("tail", self.tail)
            .query("details", self.details)
            .query("format", self.format);
        parts.tty = self.has_tty;
        Ok(parts)
    }
}
