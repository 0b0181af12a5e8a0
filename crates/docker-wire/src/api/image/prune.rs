//! `POST /images/prune`

use crate::{
    api::{Filters, setters},
    catalogue::{Row, rows},
    model::ImagesPruned,
    operation::{Operation, Parts},
    reply::Json,
};

/// Removes images that have no name and that nothing uses.
///
/// With the filter `dangling=false`, images that have a name as well.
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
    type Reply = Json<ImagesPruned>;
    const ROW: &'static Row = &rows::IMAGE_PRUNE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().query("filters", self.filters))
    }
}
