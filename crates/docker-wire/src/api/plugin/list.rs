//! `GET /plugins`

use crate::{
    api::{Filters, setters},
    catalogue::{Row, rows},
    model::Plugin,
    operation::{Operation, Parts},
    reply,
};

/// Lists plugins, those that are not enabled as well.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// Since 1.25; `filters` since 1.28.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct List {
    filters: Option<Filters>,
}

impl List {
    /// Makes the operation: all plugins.
    pub fn new() -> Self {
        Self::default()
    }

    setters! { []
        /// Sets what it is narrowed to: `capability`, `enabled`. Since API 1.28.
        filters: one(Filters),
    }
}

impl Operation for List {
    type Reply = reply::List<Plugin>;
    const ROW: &'static Row = &rows::PLUGIN_LIST;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().query("filters", self.filters))
    }
}
