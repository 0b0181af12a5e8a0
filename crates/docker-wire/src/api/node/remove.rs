//! `DELETE /nodes/{id}`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Removes a node from its swarm.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such node; status 400 if it is not down and `force`
/// is not set, or is a manager; 503 if the engine is no manager of a swarm.
///
/// # Cancel safety
///
/// The engine may have removed it.
///
/// # API version
///
/// In every version; `force` since 1.25.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Remove {
    id: String,
    force: Option<bool>,
}

impl Remove {
    /// Makes the operation for a node by id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), force: None }
    }

    setters! { []
        /// Sets whether it is removed though it is there. Since API 1.25.
        force: flag,
    }
}

impl Operation for Remove {
    type Reply = Empty;
    const ROW: &'static Row = &rows::NODE_DELETE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).query("force", self.force))
    }
}
