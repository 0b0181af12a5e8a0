//! What is wrong with a fixture, and where.

use std::{error::Error as StdError, fmt, io};

/// A fixture that cannot be read.
///
/// `Display` is `file:line: what`, which editors and terminals understand.
#[derive(Debug)]
pub struct FixtureError {
    name: String,
    line: usize,
    message: String,
    source: Option<io::Error>,
}

impl FixtureError {
    pub(crate) fn new(name: &str, line: usize, message: impl Into<String>) -> Self {
        Self { name: name.to_owned(), line, message: message.into(), source: None }
    }

    pub(crate) fn io(name: &str, message: &str, error: io::Error) -> Self {
        Self { source: Some(error), ..Self::new(name, 0, message) }
    }

    /// Tells the line, counted from 1; 0 where the file itself could not be read.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Tells whether there is no such file.
    pub fn is_missing(&self) -> bool {
        self.source.as_ref().is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
    }
}

impl fmt::Display for FixtureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.name, self.message),
            line => write!(f, "{}:{line}: {}", self.name, self.message),
        }
    }
}

impl StdError for FixtureError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| source as &(dyn StdError + 'static))
    }
}
