//! `GET /nodes`

use crate::{
    api::{Filters, setters},
    catalogue::{Row, rows},
    model::Node,
    operation::{Operation, Parts},
    reply,
};

/// Lists the nodes of a swarm.
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
/// In every version.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct List {
    filters: Option<Filters>,
}

impl List {
    /// Makes the operation: all nodes.
    pub fn new() -> Self {
        Self::default()
    }

    setters! { []
        /// Sets what it is narrowed to: `id`, `name`, `role`, `membership`, `label`, `node.label`.
        filters: one(Filters),
    }
}

impl Operation for List {
    type Reply = reply::List<Node>;
    const ROW: &'static Row = &rows::NODE_LIST;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().query("filters", self.filters))
    }
}
