//! `GET /configs`

use crate::{
    api::{Filters, setters},
    catalogue::{Row, rows},
    model::Config,
    operation::{Operation, Parts},
    reply,
};

/// Lists the configs of a swarm.
///
/// # Errors
///
/// Status 503 if the engine is no manager of a swarm.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// Since 1.30.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct List {
    filters: Option<Filters>,
}

impl List {
    /// Makes the operation: all configs.
    pub fn new() -> Self {
        Self::default()
    }

    setters! { []
        /// Sets what it is narrowed to: `id`, `label`, `name`, `names`.
        filters: one(Filters),
    }
}

impl Operation for List {
    type Reply = reply::List<Config>;
    const ROW: &'static Row = &rows::CONFIG_LIST;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().query("filters", self.filters))
    }
}
