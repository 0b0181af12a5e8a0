//! `GET /tasks`

use crate::{
    api::{Filters, setters},
    catalogue::{Row, rows},
    model::Task,
    operation::{Operation, Parts},
    reply,
};

/// Lists the tasks of a swarm, those that have ended as well.
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
    /// Makes the operation: all tasks.
    pub fn new() -> Self {
        Self::default()
    }

    setters! { []
        /// Sets what it is narrowed to: `desired-state`, `id`, `label`, `name`, `node`, `service`.
        filters: one(Filters),
    }
}

impl Operation for List {
    type Reply = reply::List<Task>;
    const ROW: &'static Row = &rows::TASK_LIST;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().query("filters", self.filters))
    }
}
