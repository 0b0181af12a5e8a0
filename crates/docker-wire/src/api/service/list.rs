//! `GET /services`

use crate::{
    api::{Filters, setters},
    catalogue::{Row, rows},
    model::Service,
    operation::{Operation, Parts},
    reply,
};

/// Lists the services of a swarm.
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
/// In every version; `status` since 1.41.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct List {
    filters: Option<Filters>,
    status: Option<bool>,
}

impl List {
    /// Makes the operation: all services.
    pub fn new() -> Self {
        Self::default()
    }

    setters! { []
        /// Sets what it is narrowed to: `id`, `name`, `label`, `mode`, `runtime`.
        filters: one(Filters),
        /// Sets whether the tasks of each are counted. Since API 1.41.
        status: flag,
    }
}

impl Operation for List {
    type Reply = reply::List<Service>;
    const ROW: &'static Row = &rows::SERVICE_LIST;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().query("filters", self.filters).query("status", self.status))
    }
}
