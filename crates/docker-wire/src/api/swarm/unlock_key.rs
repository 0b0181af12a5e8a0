//! `GET /swarm/unlockkey`

use crate::{
    catalogue::{Row, rows},
    model,
    operation::{Operation, Parts},
    reply::Json,
};

/// Tells the key that unlocks managers after a restart.
///
/// # Errors
///
/// Status 503 if the engine is no manager of a swarm.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// Since 1.25.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct UnlockKey {}

impl UnlockKey {
    /// Makes the operation.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Operation for UnlockKey {
    type Reply = Json<model::UnlockKey>;
    const ROW: &'static Row = &rows::SWARM_UNLOCKKEY;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default())
    }
}
