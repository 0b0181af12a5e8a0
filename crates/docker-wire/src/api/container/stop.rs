//! `POST /containers/{id}/stop`

use std::time::Duration;

use crate::{
    api::{Signal, seconds, setters},
    catalogue::{Row, rows},
    operation::{Operation, Parts, Patience},
    reply::Empty,
};

/// Stops a container: sends its stop signal, and SIGKILL if that takes too long.
///
/// # Errors
///
/// [`Error::is_not_modified`](crate::Error::is_not_modified) if it does not run,
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none.
///
/// # Cancel safety
///
/// The engine goes on stopping it. Stopping it again is harmless.
///
/// # API version
///
/// In every version; `signal` since 1.42, and an older engine would send the container's own signal.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Stop {
    id: String,
    t: Option<i64>,
    signal: Option<Signal>,
}

impl Stop {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), t: None, signal: None }
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

/// Tells for how long an engine waits before it kills; where it is not told, most often ten seconds.
pub(super) fn patience(t: Option<i64>) -> Patience {
    match t.map(u64::try_from) {
        None => Patience::Longer(Duration::from_secs(10)),
        Some(Ok(seconds)) => Patience::Longer(Duration::from_secs(seconds)),
        Some(Err(_)) => Patience::Endless,
    }
}

impl Operation for Stop {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CONTAINER_STOP;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let signal = self.signal.map(Signal::checked).transpose()?;
        Ok(Parts::default()
            .path("id", self.id)
            .query("signal", signal)
            .query("t", self.t)
            .patience(patience(self.t)))
    }
}
