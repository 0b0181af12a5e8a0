//! `GET /containers/json`

use crate::{
    api::{Filters, setters},
    catalogue::{Row, rows},
    model::ContainerSummary,
    operation::{Operation, Parts},
    reply,
};

/// Lists containers, those that run unless told otherwise.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version; `before` and `since` until 1.52.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct List {
    all: Option<bool>,
    limit: Option<i64>,
    size: Option<bool>,
    filters: Option<Filters>,
    before: Option<String>,
    since: Option<String>,
}

impl List {
    /// Makes the operation: containers that run.
    pub fn new() -> Self {
        Self::default()
    }

    setters! { []
        /// Sets whether containers that do not run are listed as well.
        all: flag,
        /// Sets how many, newest first; containers that do not run are then listed as well.
        limit: int,
        /// Sets whether the sizes of their files are counted, which takes time.
        size: flag,
        /// Sets what it is narrowed to.
        filters: one(Filters),
        /// Sets a container that they are older than. Until API 1.52; a filter says the same.
        before: text,
        /// Sets a container that they are younger than. Until API 1.52; a filter says the same.
        since: text,
    }
}

impl Operation for List {
    type Reply = reply::List<ContainerSummary>;
    const ROW: &'static Row = &rows::CONTAINER_LIST;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default()
            .query("all", self.all)
            .query("limit", self.limit)
            .query("size", self.size)
            .query("filters", self.filters)
            .query("before", self.before)
            .query("since", self.since))
    }
}
