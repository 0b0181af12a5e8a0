//! `DELETE /configs/{id}`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Removes a config.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such config; 400 if a service uses it; status 503 if the engine is no manager of
/// a swarm.
///
/// # Cancel safety
///
/// The engine may have removed it.
///
/// # API version
///
/// Since 1.30.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Remove {
    id: String,
}

impl Remove {
    /// Makes the operation for a config by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Remove {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CONFIG_DELETE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id))
    }
}
