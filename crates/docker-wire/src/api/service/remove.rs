//! `DELETE /services/{id}`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Removes a service. Its tasks are stopped after the reply.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such service; status 503 if the engine is no manager of
/// a swarm.
///
/// # Cancel safety
///
/// The engine may have removed it.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Remove {
    id: String,
}

impl Remove {
    /// Makes the operation for a service by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Remove {
    type Reply = Empty;
    const ROW: &'static Row = &rows::SERVICE_DELETE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id))
    }
}
