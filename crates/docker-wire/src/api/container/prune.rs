//! `POST /containers/prune`

use crate::{
    api::{Filters, setters},
    catalogue::{Row, rows},
    model::ContainersPruned,
    operation::{Operation, Parts},
    reply::Json,
};

/// Removes all containers that do not run.
///
/// # Errors
///
/// Fails if another prune runs: [`Error::is_conflict`](crate::Error::is_conflict).
///
/// # Cancel safety
///
/// The engine goes on. Doing it again removes the rest.
///
/// # API version
///
/// Since 1.25.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Prune {
    filters: Option<Filters>,
}

impl Prune {
    /// Makes the operation.
    pub fn new() -> Self {
        Self::default()
    }

    setters! { []
        /// Sets what it is narrowed to.
        filters: one(Filters),
    }
}

impl Operation for Prune {
    type Reply = Json<ContainersPruned>;
    const ROW: &'static Row = &rows::CONTAINER_PRUNE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().query("filters", self.filters))
    }
}
