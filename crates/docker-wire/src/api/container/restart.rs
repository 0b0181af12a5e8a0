//! `POST /containers/{id}/restart`

use std::time::Duration;

use crate::{
    api::{Signal, seconds, setters},
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Stops a container and starts it again.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none.
///
/// # Cancel safety
///
/// The engine goes on. Doing it again stops the container once more.
///
/// # API version
///
/// In every version; `signal` since 1.42, and an older engine would send the container's own signal.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Restart {
    id: String,
    signal: Option<Signal>,
    t: Option<i64>,
}

impl Restart {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), signal: None, t: None }
    }

    /// Sets the time between the signal and SIGKILL. The API knows whole seconds; parts of one are rounded up, and more
    /// than 292 years are for ever.
    #[must_use]
    pub fn t(mut self, time: Duration) -> Self {
        self.t = Some(seconds::before_kill(time));
        self
    }

    /// Sends no SIGKILL, however long it takes.
    #[must_use]
    pub fn t_forever(mut self) -> Self {
        self.t = Some(-1);
        self
    }

    setters! { []
        /// Sets the signal, in place of the container's own. Since API 1.42.
        signal: one(Signal),
    }
}

impl Operation for Restart {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CONTAINER_RESTART;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let signal = self.signal.map(Signal::checked).transpose()?;
        Ok(Parts::default()
            .path("id", self.id)
            .query("signal", signal)
            .query("t", self.t)
            .patience(super::stop::patience(self.t)))
    }
}
