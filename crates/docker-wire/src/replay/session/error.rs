//! Why a session did not run as it should.

use std::{error::Error as StdError, fmt, io, path::Path};

use crate::{
    error::{Error, TransportError},
    replay::{drift::Drift, format::FixtureError, replayer::Unfinished},
};

/// A session that could not run, or did not run as recorded.
///
/// `Debug` is for people, too: it is what a failed test shows.
pub struct SessionError {
    what: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl SessionError {
    pub(super) fn mode(what: impl Into<String>) -> Self {
        Self { what: what.into(), source: None }
    }

    pub(super) fn write(path: &Path, error: io::Error) -> Self {
        let what = format!("{} cannot be written", path.display());
        Self { what, source: Some(error.into()) }
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl fmt::Debug for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        let mut next = self.source();
        while let Some(cause) = next {
            write!(f, "\n- because {cause}")?;
            next = cause.source();
        }
        Ok(())
    }
}

impl StdError for SessionError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn StdError + 'static))
    }
}

// The texts of a fixture and of a replay are what a person needs in a failed test, so they stand in front.
impl From<FixtureError> for SessionError {
    fn from(error: FixtureError) -> Self {
        let hint = if error.is_missing() { "; record it with DOCKER_WIRE_MODE=record" } else { "" };
        Self { what: format!("{error}{hint}"), source: None }
    }
}

impl From<Unfinished> for SessionError {
    fn from(error: Unfinished) -> Self {
        Self { what: error.to_string(), source: None }
    }
}

impl From<Drift> for SessionError {
    fn from(drift: Drift) -> Self {
        Self { what: drift.to_string(), source: None }
    }
}

impl From<TransportError> for SessionError {
    fn from(error: TransportError) -> Self {
        Self { what: "the live engine cannot be reached".to_owned(), source: Some(error.into()) }
    }
}

impl From<Error> for SessionError {
    fn from(error: Error) -> Self {
        Self { what: "the live engine does not tell its versions".to_owned(), source: Some(error.into()) }
    }
}
