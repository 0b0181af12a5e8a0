//! `GET /containers/{id}/logs`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply,
};

/// Reads what a container has printed, or follows what it prints.
///
/// # Errors
///
/// 404 where there is no such container; 501 and 500 where its log driver cannot be read.
///
/// # Cancel safety
///
/// Reads only; dropping the stream closes it.
///
/// # API version
///
/// Since 1.24. `until` since 1.35, `format` since 1.54.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Logs {
    id: String,
    stdout: Option<bool>,
    stderr: Option<bool>,
    follow: Option<bool>,
    since: Option<String>,
    until: Option<String>,
    timestamps: Option<bool>,
    tail: Option<String>,
    details: Option<bool>,
    format: Option<String>,
    tty: bool,
}

impl Logs {
    /// Names the container by id, by the beginning of its id, or by name.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            stdout: None,
            stderr: None,
            follow: None,
            since: None,
            until: None,
            timestamps: None,
            tail: None,
            details: None,
            format: None,
            tty: false,
        }
    }

    super::super::setters! {
        /// Says whether standard output is read.
        stdout: bool,
        /// Says whether standard error is read.
        stderr: bool,
        /// Says whether the stream goes on until the container ends.
        follow: bool,
        /// Sets where it begins: seconds since 1970, with a fraction if need be.
        since: String,
        /// Sets where it ends: seconds since 1970. Since API 1.35.
        until: String,
        /// Says whether each line begins with its time.
        timestamps: bool,
        /// Sets how many lines from the end are read: a number or `all`.
        tail: String,
        /// Says whether each line carries the log driver's details.
        details: bool,
        /// Sets the format of the stream. Since API 1.54.
        format: String,
    }

    /// Says that the container has a terminal. Below API 1.42 the engine does not tell, and reading its output the
    /// wrong way garbles it; from 1.42 on this is not needed.
    #[must_use]
    pub fn tty(mut self, tty: bool) -> Self {
        self.tty = tty;
        self
    }
}

impl Operation for Logs {
    type Reply = reply::Logs;
    const ROW: &'static Row = &rows::CONTAINER_LOGS;

    fn into_parts(self) -> Result<Parts, String> {
        let parts = Parts::default()
            .path("id", self.id)
            .switch("stdout", self.stdout)
            .switch("stderr", self.stderr)
            .switch("follow", self.follow)
            .query("since", self.since)
            .query("until", self.until)
            .switch("timestamps", self.timestamps)
            .query("tail", self.tail)
            .switch("details", self.details)
            .query("format", self.format);
        Ok(Parts { tty: self.tty, ..parts })
    }
}
