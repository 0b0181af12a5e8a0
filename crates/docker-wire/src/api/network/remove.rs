//! `DELETE /networks/{id}`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Removes a network.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none; if containers are connected to it.
///
/// # Cancel safety
///
/// The engine may have done it.
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
    /// Makes the operation for a network by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Remove {
    type Reply = Empty;
    const ROW: &'static Row = &rows::NETWORK_DELETE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id))
    }
}
