//! `POST /swarm/unlock`

use crate::{
    catalogue::{Row, rows},
    model::UnlockKey,
    operation::{Operation, Parts},
    reply::Empty,
};

/// Unlocks a manager that was started again.
///
/// # Errors
///
/// [`Error::is_conflict`](crate::Error::is_conflict) if the engine is not locked,
/// [`Error::is_unauthorized`](crate::Error::is_unauthorized) if the key is wrong; status 503 if it is in no swarm.
///
/// # Cancel safety
///
/// The engine may have been unlocked.
///
/// # API version
///
/// Since 1.25.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Unlock {
    body: UnlockKey,
}

impl Unlock {
    /// Makes the operation for a key, which is never shown.
    pub fn new(unlock_key: impl Into<String>) -> Self {
        Self { body: UnlockKey::new().unlock_key(unlock_key) }
    }
}

impl Operation for Unlock {
    type Reply = Empty;
    const ROW: &'static Row = &rows::SWARM_UNLOCK;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().json(&self.body)
    }
}
