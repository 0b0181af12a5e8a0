//! `GET /plugins/{name}/json`

use crate::{
    catalogue::{Row, rows},
    model::Plugin,
    operation::{Operation, Parts},
    reply::Json,
};

/// Tells everything about one plugin.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such plugin.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// Since 1.25.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Inspect {
    name: String,
}

impl Inspect {
    /// Makes the operation for a plugin by name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

impl Operation for Inspect {
    type Reply = Json<Plugin>;
    const ROW: &'static Row = &rows::PLUGIN_INSPECT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("name", self.name))
    }
}
