//! `GET /exec/{id}/json`

use crate::{
    catalogue::{Row, rows},
    model::ExecInspect,
    operation::{Operation, Parts},
    reply::Json,
};

/// Tells everything about a command run in a container; its exit code among it.
///
/// # Errors
///
/// 404 where there is no such command; it goes with its container.
///
/// # Cancel safety
///
/// Reads only.
///
/// # API version
///
/// Since 1.24.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Inspect {
    id: String,
}

impl Inspect {
    /// Names the command by its id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Inspect {
    type Reply = Json<ExecInspect>;
    const ROW: &'static Row = &rows::EXEC_INSPECT;

    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id))
    }
}
