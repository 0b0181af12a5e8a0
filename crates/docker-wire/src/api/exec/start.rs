//! `POST /exec/{id}/start`

use crate::{
    catalogue::{Row, rows},
    model::ExecStartBody,
    operation::{Operation, Parts},
    reply::{Empty, Hijacked},
};

/// Runs a prepared command and attaches to its streams: a raw connection in both directions.
///
/// The end of the stream is the end of the command's output; [`Inspect`](super::Inspect) tells the exit code.
///
/// # Errors
///
/// 404 where there is no such command, 409 where the container has ended meanwhile. A program that does not exist
/// is reported in the stream and by exit code 126 or 127, or as 400, as the engine likes.
///
/// # Cancel safety
///
/// Dropping the stream does not end the command.
///
/// # API version
///
/// Since 1.24. `console_size` since 1.42.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Start {
    id: String,
    config: ExecStartBody,
}

impl Start {
    /// Names the command by its id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), config: ExecStartBody::default().detach(false).tty(false) }
    }

    /// Says that the command has a terminal, as it was prepared. Its output is then one raw stream.
    #[must_use]
    pub fn tty(mut self, tty: bool) -> Self {
        self.config.tty = Some(tty);
        self
    }

    /// Sets height and width of the terminal. Since API 1.42.
    #[must_use]
    pub fn console_size(mut self, height: u16, width: u16) -> Self {
        self.config.console_size = Some(vec![height.into(), width.into()]);
        self
    }
}

impl Operation for Start {
    type Reply = Hijacked;
    const ROW: &'static Row = &rows::EXEC_START;

    fn into_parts(self) -> Result<Parts, String> {
        let tty = self.config.tty == Some(true);
        let parts = Parts::default().path("id", self.id).json(&self.config)?;
        Ok(Parts { tty, ..parts })
    }
}

/// Runs a prepared command and does not wait for it.
///
/// # Errors
///
/// As [`Start`].
///
/// # Cancel safety
///
/// The command may run after the future was dropped.
///
/// # API version
///
/// Since 1.24.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct StartDetached {
    id: String,
}

impl StartDetached {
    /// Names the command by its id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for StartDetached {
    type Reply = Empty;
    const ROW: &'static Row = &rows::EXEC_START;

    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().path("id", self.id).json(&ExecStartBody::default().detach(true))
    }
}
