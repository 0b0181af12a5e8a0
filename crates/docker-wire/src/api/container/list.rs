//! `GET /containers/json`

use super::super::Filters;
use crate::{
    catalogue::{Row, rows},
    model::ContainerSummary,
    operation::{Operation, Parts},
    reply::Json,
};

/// Lists containers; without more, those that run.
///
/// # Errors
///
/// 400 where a filter is not known.
///
/// # Cancel safety
///
/// Reads only.
///
/// # API version
///
/// Since 1.24. `since` and `before` until 1.52.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct List {
    all: Option<bool>,
    limit: Option<u32>,
    size: Option<bool>,
    since: Option<String>,
    before: Option<String>,
    filters: Filters,
}

impl List {
    /// Lists what runs.
    pub fn new() -> Self {
        Self::default()
    }

    super::super::setters! {
        /// Says whether those that do not run are listed, too.
        all: bool,
        /// Sets how many of the newest are listed, whether they run or not.
        limit: u32,
        /// Says whether sizes are counted, which is slow.
        size: bool,
        /// Sets a container: only newer ones are listed. API 1.24 to 1.52.
        since: String,
        /// Sets a container: only older ones are listed. API 1.24 to 1.52.
        before: String,
    }

    /// Sets filters.
    #[must_use]
    pub fn filters(mut self, filters: Filters) -> Self {
        self.filters = filters;
        self
    }

    /// Lists only those that carry a label, as `name` or `name=value`.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.filters = self.filters.with("label", label);
        self
    }
}

impl Operation for List {
    type Reply = Json<Vec<ContainerSummary>>;
    const ROW: &'static Row = &rows::CONTAINER_LIST;

    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default()
            .switch("all", self.all)
            .query("limit", self.limit)
            .switch("size", self.size)
            .query("since", self.since)
            .query("before", self.before)
            .query("filters", self.filters.wire()))
    }
}
