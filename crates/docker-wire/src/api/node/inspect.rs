//! `GET /nodes/{id}`

use crate::{
    catalogue::{Row, rows},
    model::Node,
    operation::{Operation, Parts},
    reply::Json,
};

/// Tells everything that a swarm knows about one node.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such node; status 503 if the engine is no manager of a
/// swarm.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Inspect {
    id: String,
}

impl Inspect {
    /// Makes the operation for a node by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Inspect {
    type Reply = Json<Node>;
    const ROW: &'static Row = &rows::NODE_INSPECT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id))
    }
}
