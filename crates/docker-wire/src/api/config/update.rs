//! `POST /configs/{id}/update`

use crate::{
    catalogue::{Row, rows},
    model::ConfigSpec,
    operation::{Operation, Parts},
    reply::Empty,
};

/// Changes the labels of a config: nothing else of it can change.
///
/// Begin with the spec of [`Inspect`](super::Inspect).
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such config; status 500 or 400 if the version is not the
/// newest, or if something else would change; 503 if the engine is no manager of a swarm.
///
/// # Cancel safety
///
/// The engine may have made the change; the version tells.
///
/// # API version
///
/// Since 1.30.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Update {
    id: String,
    version: i64,
    spec: ConfigSpec,
}

impl Update {
    /// Makes the operation for a config by id or name, the version of it that is changed, and what it shall be.
    pub fn new(id: impl Into<String>, version: i64, spec: ConfigSpec) -> Self {
        Self { id: id.into(), version, spec }
    }
}

impl Operation for Update {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CONFIG_UPDATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().path("id", self.id).query("version", Some(self.version)).json(&self.spec)
    }
}
