//! `GET /volumes/{name}`

use crate::{
    catalogue::{Row, rows},
    model::Volume,
    operation::{Operation, Parts},
    reply::Json,
};

/// Asks what the engine knows about a volume.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none.
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
pub struct Inspect {
    name: String,
}

impl Inspect {
    /// Makes the operation for a volume by name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

impl Operation for Inspect {
    type Reply = Json<Volume>;
    const ROW: &'static Row = &rows::VOLUME_INSPECT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("name", self.name))
    }
}
