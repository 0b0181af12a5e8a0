//! `DELETE /containers/{id}/checkpoints/{checkpoint}`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Removes a checkpoint of a container.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such container, or if experimental features are
/// off.
///
/// # Cancel safety
///
/// The engine may have done it.
///
/// # API version
///
/// Since 1.25; in no specification.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Remove {
    id: String,
    checkpoint: String,
    dir: Option<String>,
}

impl Remove {
    /// Makes the operation for a container by id or name, and the name of a checkpoint.
    pub fn new(id: impl Into<String>, checkpoint: impl Into<String>) -> Self {
        Self { id: id.into(), checkpoint: checkpoint.into(), dir: None }
    }

    setters! { []
        /// Sets where on the host it is kept.
        dir: text,
    }
}

impl Operation for Remove {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CHECKPOINT_DELETE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).path("checkpoint", self.checkpoint).query("dir", self.dir))
    }
}
