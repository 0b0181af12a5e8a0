//! `POST /networks/prune`

use crate::{
    api::{Filters, setters},
    catalogue::{Row, rows},
    model::NetworksPruned,
    operation::{Operation, Parts},
    reply::Json,
};

/// Removes networks that nothing uses.
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
/// Since 1.25; `filters` since 1.28, and an older engine would remove all of them.
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
        /// Sets what it is narrowed to. Since API 1.28.
        filters: one(Filters),
    }
}

impl Operation for Prune {
    type Reply = Json<NetworksPruned>;
    const ROW: &'static Row = &rows::NETWORK_PRUNE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().query("filters", self.filters))
    }
}
