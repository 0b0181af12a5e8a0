//! `GET /containers/{id}/json`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::ContainerInspect,
    operation::{Operation, Parts},
    reply::Json,
};

/// Asks for everything that the engine knows about a container.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Inspect {
    id: String,
    size: Option<bool>,
}

impl Inspect {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), size: None }
    }

    setters! { []
        /// Sets whether the sizes of its files are counted, which takes time.
        size: flag,
    }
}

impl Operation for Inspect {
    type Reply = Json<ContainerInspect>;
    const ROW: &'static Row = &rows::CONTAINER_INSPECT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).query("size", self.size))
    }
}
