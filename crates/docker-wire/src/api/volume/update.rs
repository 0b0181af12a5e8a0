//! `PUT /volumes/{name}`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::{ClusterVolumeSpec, VolumeUpdateBody},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Changes whether a volume of a swarm can be used.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none; if it has changed since it was read.
///
/// # Cancel safety
///
/// The engine may have done it.
///
/// # API version
///
/// Since 1.42.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Update {
    name: String,
    version: i64,
    body: VolumeUpdateBody,
}

impl Update {
    /// Makes the operation for a cluster volume by name or id, in the version that was read.
    pub fn new(name: impl Into<String>, version: i64) -> Self {
        Self { name: name.into(), version, body: VolumeUpdateBody::new() }
    }

    setters! { [body]
        /// Sets all of its specification; only the availability may differ.
        spec: one(ClusterVolumeSpec),
    }

    /// Sets a field of the body that this crate does not know.
    #[must_use]
    pub fn extra(mut self, key: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.body = self.body.extra(key, value);
        self
    }
}

impl Operation for Update {
    type Reply = Empty;
    const ROW: &'static Row = &rows::VOLUME_UPDATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().path("name", self.name).query("version", Some(self.version)).json(&self.body)
    }
}
