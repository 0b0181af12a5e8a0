//! `POST /volumes/prune`

use crate::{
    api::{Filters, setters},
    catalogue::{Row, rows},
    model::VolumesPruned,
    operation::{Operation, Parts},
    reply::Json,
};

/// Removes volumes that nothing uses.
///
/// From API 1.42 on, with the filter `all=true` those that have a name as well; below, always.
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
/// Since 1.25; `filters` since 1.29, and an older engine would remove all of them.
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
        /// Sets what it is narrowed to. Since API 1.29.
        filters: one(Filters),
    }
}

impl Operation for Prune {
    type Reply = Json<VolumesPruned>;
    const ROW: &'static Row = &rows::VOLUME_PRUNE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().query("filters", self.filters))
    }
}
