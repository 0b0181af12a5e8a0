//! `DELETE /plugins/{name}`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Removes a plugin.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such plugin; others if it is enabled or in use and
/// `force` is not set.
///
/// # Cancel safety
///
/// The engine may have removed it.
///
/// # API version
///
/// Since 1.25.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Remove {
    name: String,
    force: Option<bool>,
}

impl Remove {
    /// Makes the operation for a plugin by name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), force: None }
    }

    setters! { []
        /// Sets whether it is removed though it is enabled.
        force: flag,
    }
}

/// The specifications promise the plugin as a reply; engines answer nothing.
impl Operation for Remove {
    type Reply = Empty;
    const ROW: &'static Row = &rows::PLUGIN_DELETE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("name", self.name).query("force", self.force))
    }
}
