//! The error of a transport: what [`Transport`](crate::Transport) implementations return.

use std::{error::Error as StdError, fmt};

/// What a transport can say about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// Certainly nothing was sent.
    Unsent,
    /// The request may have reached the other side.
    Broken,
    /// The caller's own body could not be made; a part of it may have reached the other side.
    Input,
    /// A timer of this name fired after the request may have been sent.
    Timeout(&'static str),
}

/// A failure of the connection, below HTTP.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// Makes the error for a request of which certainly nothing was sent.
    pub fn unsent(message: impl Into<String>) -> Self {
        Self { kind: TransportErrorKind::Unsent, message: message.into(), source: None }
    }

    /// Makes the error for an exchange that failed after something may have been sent.
    pub fn broken(message: impl Into<String>) -> Self {
        Self { kind: TransportErrorKind::Broken, message: message.into(), source: None }
    }

    /// Makes the error for a body that could not be made, such as of a file that cannot be read.
    pub fn input(message: impl Into<String>) -> Self {
        Self { kind: TransportErrorKind::Input, message: message.into(), source: None }
    }

    /// Makes the error for a timer that fired.
    pub fn timeout(timer: &'static str) -> Self {
        Self {
            kind: TransportErrorKind::Timeout(timer),
            message: format!("the {timer} timer fired"),
            source: None,
        }
    }

    /// Adds the cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Says the same in other words; what they were is the cause.
    #[cfg_attr(not(feature = "net"), expect(dead_code, reason = "only what connects fails so"))]
    pub(crate) fn saying(self, message: impl Into<String>) -> Self {
        Self { kind: self.kind, message: message.into(), source: Some(self.into()) }
    }

    /// Tells what may be concluded.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn StdError + 'static))
    }
}
