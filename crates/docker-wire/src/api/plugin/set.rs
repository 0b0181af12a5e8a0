//! `POST /plugins/{name}/set`

use crate::{
    catalogue::{Row, rows},
    model::Private,
    operation::{Operation, Parts},
    reply::Empty,
};

/// Sets what of a plugin can be set. It must not be enabled.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such plugin; others if it is enabled or the setting
/// cannot be set.
///
/// # Cancel safety
///
/// The engine may have set it.
///
/// # API version
///
/// Since 1.25.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Set {
    name: String,
    settings: Private<Vec<String>>,
}

impl Set {
    /// Makes the operation for a plugin by name, and settings such as `DEBUG=1` or `state.source=/srv`, which are never
    /// shown.
    pub fn new(name: impl Into<String>, settings: impl IntoIterator<Item: Into<String>>) -> Self {
        Self { name: name.into(), settings: settings.into_iter().map(Into::into).collect::<Vec<_>>().into() }
    }
}

impl Operation for Set {
    type Reply = Empty;
    const ROW: &'static Row = &rows::PLUGIN_SET;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().path("name", self.name).json(&self.settings)
    }
}
