//! `DELETE /volumes/{name}`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Removes a volume and what is in it.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none,
/// [`Error::is_conflict`](crate::Error::is_conflict) if a container uses it.
///
/// # Cancel safety
///
/// The engine may have done it.
///
/// # API version
///
/// In every version; `force` since 1.25.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Remove {
    name: String,
    force: Option<bool>,
}

impl Remove {
    /// Makes the operation for a volume by name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), force: None }
    }

    setters! { []
        /// Sets whether it counts as removed although its driver is gone. Since API 1.25.
        force: flag,
    }
}

impl Operation for Remove {
    type Reply = Empty;
    const ROW: &'static Row = &rows::VOLUME_DELETE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("name", self.name).query("force", self.force))
    }
}
