//! `POST /containers/{id}/checkpoints`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::CheckpointBody,
    operation::{Operation, Parts},
    reply::Empty,
};

/// Writes down the processes of a container, to go on from there later.
///
/// Only engines with experimental features do it.
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
pub struct Create {
    id: String,
    body: CheckpointBody,
}

impl Create {
    /// Makes the operation for a container by id or name, with the name of the checkpoint.
    pub fn new(id: impl Into<String>, checkpoint_id: impl Into<String>) -> Self {
        Self { id: id.into(), body: CheckpointBody::new().checkpoint_id(checkpoint_id) }
    }

    setters! { [body]
        /// Sets where on the host it is kept.
        checkpoint_dir: text,
        /// Sets whether the container stops after it.
        exit: flag,
    }

    /// Sets a field of the body that this crate does not know.
    #[must_use]
    pub fn extra(mut self, key: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.body = self.body.extra(key, value);
        self
    }
}

impl Operation for Create {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CHECKPOINT_CREATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().path("id", self.id).json(&self.body)
    }
}
