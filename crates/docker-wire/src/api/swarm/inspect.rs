//! `GET /swarm`

use crate::{
    catalogue::{Row, rows},
    model::Swarm,
    operation::{Operation, Parts},
    reply::Json,
};

/// Tells what the swarm is, with the tokens that nodes join with.
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
/// In every version.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Inspect {}

impl Inspect {
    /// Makes the operation.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Operation for Inspect {
    type Reply = Json<Swarm>;
    const ROW: &'static Row = &rows::SWARM_INSPECT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default())
    }
}
