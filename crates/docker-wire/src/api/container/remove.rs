//! `DELETE /containers/{id}`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Removes a container.
///
/// # Errors
///
/// [`Error::is_conflict`](crate::Error::is_conflict) if it runs and `force` is not set, or is being removed already;
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none.
///
/// # Cancel safety
///
/// The engine goes on removing it.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Remove {
    id: String,
    v: Option<bool>,
    force: Option<bool>,
    link: Option<bool>,
}

impl Remove {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), v: None, force: None, link: None }
    }

    setters! { []
        /// Sets whether its anonymous volumes are removed as well.
        v: flag,
        /// Sets whether it is killed if it runs.
        force: flag,
        /// Sets whether only a link of this name is removed.
        link: flag,
    }
}

impl Operation for Remove {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CONTAINER_DELETE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default()
            .path("id", self.id)
            .query("v", self.v)
            .query("force", self.force)
            .query("link", self.link))
    }
}
