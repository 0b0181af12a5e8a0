//! `GET /containers/{id}/top`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::ContainerTop,
    operation::{Operation, Parts},
    reply::Json,
};

/// Lists the processes in a container.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none,
/// [`Error::is_conflict`](crate::Error::is_conflict) if it does not run.
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
pub struct Top {
    id: String,
    ps_args: Option<String>,
}

impl Top {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ps_args: None }
    }

    setters! { []
        /// Sets the arguments of `ps`, such as `aux`.
        ps_args: text,
    }
}

impl Operation for Top {
    type Reply = Json<ContainerTop>;
    const ROW: &'static Row = &rows::CONTAINER_TOP;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).query("ps_args", self.ps_args))
    }
}
