//! `POST /containers/{id}/stop`

use std::time::Duration;

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Stops a container: a signal, a grace, then a kill. The reply comes when it has ended.
///
/// # Errors
///
/// 404 where there is no such container, 304 ([`is_not_modified`](crate::Error::is_not_modified)) where it does not run.
///
/// # Cancel safety
///
/// Dropping the future leaves it open whether the engine did it; doing it again is harmless.
///
/// # API version
///
/// Since 1.24. `signal` since 1.42: older engines silently send the usual one.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Stop {
    id: String,
    t: Option<Duration>,
    signal: Option<String>,
}

impl Stop {
    /// Names the container by id, by the beginning of its id, or by name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), t: None, signal: None }
    }

    super::super::setters! {
        /// Sets the grace before the kill, rounded up to whole seconds; the container's own is 10 s by default.
        t: Duration,
        /// Sets the signal, such as `SIGINT`. Since API 1.42.
        signal: String,
    }
}

impl Operation for Stop {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CONTAINER_STOP;

    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default()
            .path("id", self.id)
            .query("t", self.t.map(super::super::whole_seconds))
            .query("signal", self.signal))
    }
}
