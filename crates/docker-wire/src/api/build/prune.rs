//! `POST /build/prune`

use crate::{
    api::{Filters, setters},
    catalogue::{Row, rows},
    model::BuildCachePruned,
    operation::{Operation, Parts},
    reply::Json,
};

/// Removes records of the build cache that nothing uses.
///
/// # Errors
///
/// If the engine fails.
///
/// # Cancel safety
///
/// The engine goes on. Doing it again removes the rest.
///
/// # API version
///
/// Since 1.31; everything that narrows it since 1.39, and an older engine would remove it all.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Prune {
    all: Option<bool>,
    filters: Option<Filters>,
    keep_storage: Option<i64>,
    reserved_space: Option<i64>,
    max_used_space: Option<i64>,
    min_free_space: Option<i64>,
}

impl Prune {
    /// Makes the operation.
    pub fn new() -> Self {
        Self::default()
    }

    setters! { []
        /// Sets whether records of all types go. Since API 1.39.
        all: flag,
        /// Sets what it is narrowed to. Since API 1.39.
        filters: one(Filters),
        /// Sets how many bytes stay. API 1.39 to 1.51.
        keep_storage: bytes,
        /// Sets how many bytes stay. Since API 1.48.
        reserved_space: bytes,
        /// Sets how many bytes the cache may take. Since API 1.48.
        max_used_space: bytes,
        /// Sets how many bytes are to be free on the disk. Since API 1.48.
        min_free_space: bytes,
    }
}

impl Operation for Prune {
    type Reply = Json<BuildCachePruned>;
    const ROW: &'static Row = &rows::BUILD_PRUNE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default()
            .query("all", self.all)
            .query("filters", self.filters)
            .query("keep-storage", self.keep_storage)
            .query("reserved-space", self.reserved_space)
            .query("max-used-space", self.max_used_space)
            .query("min-free-space", self.min_free_space))
    }
}
