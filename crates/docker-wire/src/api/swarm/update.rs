//! `POST /swarm/update`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::SwarmSpec,
    operation::{Operation, Parts},
    reply::Empty,
};

/// Changes how a swarm is run, or the tokens and keys of it.
///
/// What the spec does not say goes back to the engine's default: begin with that of [`Inspect`](super::Inspect).
///
/// # Errors
///
/// Status 503 if the engine is no manager, 500 or 400 if the version is not the newest: somebody else made a change.
///
/// # Cancel safety
///
/// The engine may have made the change; the version tells.
///
/// # API version
///
/// In every version; `rotate_manager_unlock_key` since 1.25.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Update {
    version: i64,
    spec: SwarmSpec,
    rotate_worker_token: Option<bool>,
    rotate_manager_token: Option<bool>,
    rotate_manager_unlock_key: Option<bool>,
}

impl Update {
    /// Makes the operation for the version of the swarm that is changed, and what it shall be.
    pub fn new(version: i64, spec: SwarmSpec) -> Self {
        Self {
            version,
            spec,
            rotate_worker_token: None,
            rotate_manager_token: None,
            rotate_manager_unlock_key: None,
        }
    }

    setters! { []
        /// Sets whether workers need another token from now on.
        rotate_worker_token: flag,
        /// Sets whether managers need another token from now on.
        rotate_manager_token: flag,
        /// Sets whether locked managers need another key from now on. Since API 1.25.
        rotate_manager_unlock_key: flag,
    }
}

impl Operation for Update {
    type Reply = Empty;
    const ROW: &'static Row = &rows::SWARM_UPDATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default()
            .query("version", Some(self.version))
            .query("rotateWorkerToken", self.rotate_worker_token)
            .query("rotateManagerToken", self.rotate_manager_token)
            .query("rotateManagerUnlockKey", self.rotate_manager_unlock_key)
            .json(&self.spec)
    }
}
