//! `DELETE /containers/{id}`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Removes a container.
///
/// # Errors
///
/// 404 where there is no such container, 409 where it runs (unless forced) or is being removed already.
///
/// # Cancel safety
///
/// Dropping the future leaves it open whether the engine did it; doing it again is harmless.
///
/// # API version
///
/// Since 1.24.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Remove {
    id: String,
    v: Option<bool>,
    force: Option<bool>,
    link: Option<bool>,
}

impl Remove {
    /// Names the container by id, by the beginning of its id, or by name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), v: None, force: None, link: None }
    }

    super::super::setters! {
        /// Says whether its anonymous volumes go with it.
        v: bool,
        /// Says whether it is killed first if it runs.
        force: bool,
        /// Says whether the named link goes and not the container.
        link: bool,
    }
}

impl Operation for Remove {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CONTAINER_DELETE;

    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default()
            .path("id", self.id)
            .switch("v", self.v)
            .switch("force", self.force)
            .switch("link", self.link))
    }
}
