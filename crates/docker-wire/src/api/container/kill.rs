//! `POST /containers/{id}/kill`

use crate::{
    api::{Signal, setters},
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Sends a signal to a container, SIGKILL unless another is set.
///
/// # Errors
///
/// [`Error::is_conflict`](crate::Error::is_conflict) if it does not run,
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none.
///
/// # Cancel safety
///
/// The engine may have sent it.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Kill {
    id: String,
    signal: Option<Signal>,
}

impl Kill {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), signal: None }
    }

    setters! { []
        /// Sets the signal.
        signal: one(Signal),
    }
}

impl Operation for Kill {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CONTAINER_KILL;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let signal = self.signal.map(Signal::checked).transpose()?;
        Ok(Parts::default().path("id", self.id).query("signal", signal))
    }
}
