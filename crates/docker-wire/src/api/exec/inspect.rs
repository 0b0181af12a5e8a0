//! `GET /exec/{id}/json`

use crate::{
    catalogue::{Row, rows},
    model::ExecInspect,
    operation::{Operation, Parts},
    reply::Json,
};

/// Asks what became of a command in a container.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such command; a while after its end there is
/// none.
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
    /// Makes the operation for a command by id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Inspect {
    type Reply = Json<ExecInspect>;
    const ROW: &'static Row = &rows::EXEC_INSPECT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id))
    }
}
