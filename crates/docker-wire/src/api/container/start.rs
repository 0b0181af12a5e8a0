//! `POST /containers/{id}/start`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Starts a container.
///
/// # Errors
///
/// [`Error::is_not_modified`](crate::Error::is_not_modified) if it runs already,
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none.
///
/// # Cancel safety
///
/// The engine may have started it. Starting it again is harmless.
///
/// # API version
///
/// In every version; the checkpoints since 1.25.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Start {
    id: String,
    detach_keys: Option<String>,
    checkpoint: Option<String>,
    checkpoint_dir: Option<String>,
}

impl Start {
    /// Makes the operation for a container by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), detach_keys: None, checkpoint: None, checkpoint_dir: None }
    }

    setters! { []
        /// Sets the keys that detach, such as `ctrl-p,ctrl-q`.
        detach_keys: text,
        /// Sets the checkpoint that it goes on from. Since API 1.25.
        checkpoint: text,
        /// Sets where checkpoints are. Since API 1.25.
        checkpoint_dir: text,
    }
}

impl Operation for Start {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CONTAINER_START;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default()
            .path("id", self.id)
            .query("detachKeys", self.detach_keys)
            .query("checkpoint", self.checkpoint)
            .query("checkpoint-dir", self.checkpoint_dir))
    }
}
