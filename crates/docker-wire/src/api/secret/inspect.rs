//! `GET /secrets/{id}`

use crate::{
    catalogue::{Row, rows},
    model::Secret,
    operation::{Operation, Parts},
    reply::Json,
};

/// Tells everything about one secret but what is secret.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such secret; status 503 if the engine is no manager of a
/// swarm.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// Since 1.25.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Inspect {
    id: String,
}

impl Inspect {
    /// Makes the operation for a secret by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Inspect {
    type Reply = Json<Secret>;
    const ROW: &'static Row = &rows::SECRET_INSPECT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id))
    }
}
