//! `GET /networks`

use crate::{
    api::{Filters, setters},
    catalogue::{Row, rows},
    model::NetworkSummary,
    operation::{Operation, Parts},
    reply,
};

/// Lists networks.
///
/// # Errors
///
/// If the engine fails.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct List {
    filters: Option<Filters>,
}

impl List {
    /// Makes the operation.
    pub fn new() -> Self {
        Self::default()
    }

    setters! { []
        /// Sets what it is narrowed to.
        filters: one(Filters),
    }
}

impl Operation for List {
    type Reply = reply::List<NetworkSummary>;
    const ROW: &'static Row = &rows::NETWORK_LIST;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().query("filters", self.filters))
    }
}
