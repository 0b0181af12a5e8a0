//! `GET /configs/{id}`

use crate::{
    catalogue::{Row, rows},
    model::Config,
    operation::{Operation, Parts},
    reply::Json,
};

/// Tells everything about one config, what is in it as well.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such config; status 503 if the engine is no manager of a
/// swarm.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// Since 1.30.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Inspect {
    id: String,
}

impl Inspect {
    /// Makes the operation for a config by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Inspect {
    type Reply = Json<Config>;
    const ROW: &'static Row = &rows::CONFIG_INSPECT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id))
    }
}
