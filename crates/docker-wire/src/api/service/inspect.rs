//! `GET /services/{id}`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::Service,
    operation::{Operation, Parts},
    reply::Json,
};

/// Tells everything that a swarm knows about one service.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such service; status 503 if the engine is no manager
/// of a swarm.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version; `insert_defaults` since 1.29.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Inspect {
    id: String,
    insert_defaults: Option<bool>,
}

impl Inspect {
    /// Makes the operation for a service by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), insert_defaults: None }
    }

    setters! { []
        /// Sets whether the swarm's defaults stand where the spec says nothing. Since API 1.29.
        insert_defaults: flag,
    }
}

impl Operation for Inspect {
    type Reply = Json<Service>;
    const ROW: &'static Row = &rows::SERVICE_INSPECT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).query("insertDefaults", self.insert_defaults))
    }
}
