//! `GET /tasks/{id}/logs`

use crate::{
    api::{Timestamp, setters},
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply,
};

/// Reads the output of a task: output and error, unless set otherwise.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such task; status 503 if the engine is no manager of a
/// swarm; others if the logging driver cannot be read.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// Since 1.29. Below 1.42 the reply does not tell whether there is a terminal: say it with [`tty`](Self::tty).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Logs {
    id: String,
    has_tty: bool,
    details: Option<bool>,
    follow: Option<bool>,
    stdout: Option<bool>,
    stderr: Option<bool>,
    since: Option<Timestamp>,
    timestamps: Option<bool>,
    tail: Option<String>,
}

impl Logs {
    /// Makes the operation for a task by id.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            has_tty: false,
            details: None,
            follow: None,
            stdout: Some(true),
            stderr: Some(true),
            since: None,
            timestamps: None,
            tail: None,
        }
    }

    /// Says whether there is a terminal. It is not sent; below API 1.42 it decides how the reply is read.
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
        /// Sets whether each line begins with where it comes from: its node, service and task.
        details: flag,
        /// Sets whether the stream stays open for output to come.
        follow: flag,
        /// Sets whether standard output is read. True unless set.
        stdout: flag,
        /// Sets whether standard error is read. True unless set.
        stderr: flag,
        /// Sets from when on.
        since: one(Timestamp),
        /// Sets whether each line begins with its time.
        timestamps: flag,
    }
}

impl Operation for Logs {
    type Reply = reply::Logs;
    const ROW: &'static Row = &rows::TASK_LOGS;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let mut parts = Parts::default()
            .path("id", self.id)
            .query("details", self.details)
            .query("follow", self.follow)
            .query("stdout", self.stdout)
            .query("stderr", self.stderr)
            .query("since", self.since)
            .query("timestamps", self.timestamps)
            .query("tail", self.tail);
        parts.tty = self.has_tty;
        Ok(parts)
    }
}
