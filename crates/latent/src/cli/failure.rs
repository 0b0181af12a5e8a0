//! Failures that a person can do something about: one line each, and an exit code that says where to look.

use std::{fmt, process::ExitCode};

/// Why a command ended without doing its work.
#[derive(Debug)]
pub(super) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// The command line is wrong.
    pub(super) fn usage(message: impl fmt::Display) -> Self {
        Self::new(2, message)
    }

    /// The configuration, or the state folder that it names, is wrong.
    pub(super) fn config(message: impl fmt::Display) -> Self {
        Self::new(3, message)
    }

    /// An engine cannot be used.
    pub(super) fn engine(message: impl fmt::Display) -> Self {
        Self::new(4, message)
    }

    /// The master cannot be used.
    pub(super) fn master(message: impl fmt::Display) -> Self {
        Self::new(5, message)
    }

    /// What was asked for is not done, and neither configuration, engine nor master is why.
    pub(super) fn undone(message: impl fmt::Display) -> Self {
        Self::new(1, message)
    }

    /// `latent exec` could not run the command.
    pub(super) fn exec(message: impl fmt::Display) -> Self {
        Self::new(125, message)
    }

    fn new(code: u8, message: impl fmt::Display) -> Self {
        Self { code, message: message.to_string() }
    }

    pub(super) fn code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
