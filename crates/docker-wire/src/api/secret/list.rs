//! `GET /secrets`

use crate::{
    api::{Filters, setters},
    catalogue::{Row, rows},
    model::Secret,
    operation::{Operation, Parts},
    reply,
};

/// Lists the secrets of a swarm, without what is secret.
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
/// Since 1.25.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct List {
    filters: Option<Filters>,
}

impl List {
    /// Makes the operation: all secrets.
    pub fn new() -> Self {
        Self::default()
    }

    setters! { []
        /// Sets what it is narrowed to: `id`, `label`, `name`, `names`.
        filters: one(Filters),
    }
}

impl Operation for List {
    type Reply = reply::List<Secret>;
    const ROW: &'static Row = &rows::SECRET_LIST;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().query("filters", self.filters))
    }
}
