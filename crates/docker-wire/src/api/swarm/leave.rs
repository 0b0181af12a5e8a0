//! `POST /swarm/leave`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Makes the engine leave its swarm; its tasks are stopped.
///
/// # Errors
///
/// Status 503 if the engine is in no swarm, or is a manager and `force` is not set.
///
/// # Cancel safety
///
/// The engine goes on leaving.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Leave {
    force: Option<bool>,
}

impl Leave {
    /// Makes the operation.
    pub fn new() -> Self {
        Self::default()
    }

    setters! { []
        /// Sets whether a manager leaves as well, though the swarm may come to an end by it.
        force: flag,
    }
}

impl Operation for Leave {
    type Reply = Empty;
    const ROW: &'static Row = &rows::SWARM_LEAVE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().query("force", self.force))
    }
}
