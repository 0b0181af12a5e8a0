//! `POST /secrets/{id}/update`

use crate::{
    catalogue::{Row, rows},
    model::SecretSpec,
    operation::{Operation, Parts},
    reply::Empty,
};

/// Changes the labels of a secret: nothing else of it can change.
///
/// Begin with the spec of [`Inspect`](super::Inspect).
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such secret; status 500 or 400 if the version is not the
/// newest, or if something else would change; 503 if the engine is no manager of a swarm.
///
/// # Cancel safety
///
/// The engine may have made the change; the version tells.
///
/// # API version
///
/// Since 1.25.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Update {
    id: String,
    version: i64,
    spec: SecretSpec,
}

impl Update {
    /// Makes the operation for a secret by id or name, the version of it that is changed, and what it shall be.
    pub fn new(id: impl Into<String>, version: i64, spec: SecretSpec) -> Self {
        Self { id: id.into(), version, spec }
    }
}

impl Operation for Update {
    type Reply = Empty;
    const ROW: &'static Row = &rows::SECRET_UPDATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().path("id", self.id).query("version", Some(self.version)).json(&self.spec)
    }
}
