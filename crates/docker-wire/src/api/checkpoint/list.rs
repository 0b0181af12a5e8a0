//! `GET /containers/{id}/checkpoints`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::Checkpoint,
    operation::{Operation, Parts},
    reply,
};

/// Lists the checkpoints of a container.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such container, or if experimental features are
/// off.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// Since 1.25; in no specification.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct List {
    id: String,
    dir: Option<String>,
}

impl List {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), dir: None }
    }

    setters! { []
        /// Sets where on the host they are kept.
        dir: text,
    }
}

impl Operation for List {
    type Reply = reply::List<Checkpoint>;
    const ROW: &'static Row = &rows::CHECKPOINT_LIST;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).query("dir", self.dir))
    }
}
