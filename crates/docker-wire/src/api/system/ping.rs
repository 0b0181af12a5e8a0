//! `GET /_ping`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Pong,
};

/// Asks whether the engine answers, and which API version it takes at most.
///
/// # Errors
///
/// [`Phase::Connect`](crate::Phase::Connect) if there is no engine.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version. Below 1.28 the reply does not tell the newest version.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Ping;

impl Ping {
    /// Makes the operation.
    pub fn new() -> Self {
        Self
    }
}

impl Operation for Ping {
    type Reply = Pong;
    const ROW: &'static Row = &rows::SYSTEM_PING;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default())
    }
}
