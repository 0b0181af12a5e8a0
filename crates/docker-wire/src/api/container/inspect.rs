//! `GET /containers/{id}/json`

use crate::{
    catalogue::{Row, rows},
    model::ContainerInspect,
    operation::{Operation, Parts},
    reply::Json,
};

/// Tells everything about a container.
///
/// # Errors
///
/// 404 where there is no such container.
///
/// # Cancel safety
///
/// Reads only.
///
/// # API version
///
/// Since 1.24.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Inspect {
    id: String,
    size: Option<bool>,
}

impl Inspect {
    /// Names the container by id, by the beginning of its id, or by name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), size: None }
    }

    super::super::setters! {
        /// Says whether sizes are counted, which is slow.
        size: bool,
    }
}

impl Operation for Inspect {
    type Reply = Json<ContainerInspect>;
    const ROW: &'static Row = &rows::CONTAINER_INSPECT;

    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).switch("size", self.size))
    }
}
