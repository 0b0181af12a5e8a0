//! Filters of lists and events.

use std::collections::BTreeMap;

/// Which objects are listed: every filter must hold, and of one filter's values any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    values: BTreeMap<String, Vec<String>>,
}

impl Filters {
    /// Filters nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value to a filter, such as `label` and `latent.owner=1`.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.entry(name.into()).or_default().push(value.into());
        self
    }

    /// Tells the filters as the engine reads them; `None` where nothing is filtered.
    pub(crate) fn wire(&self) -> Option<String> {
        (!self.values.is_empty()).then(|| serde_json::json!(self.values).to_string())
    }
}
