//! `HEAD /_ping`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Pong,
};

/// Asks whether the engine answers, without a body.
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
/// Since 1.40.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct PingHead;

impl PingHead {
    /// Makes the operation.
    pub fn new() -> Self {
        Self
    }
}

impl Operation for PingHead {
    type Reply = Pong;
    const ROW: &'static Row = &rows::SYSTEM_PING_HEAD;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default())
    }
}
