//! `GET /images/{name}/json`

use crate::{
    api::{json_text, setters},
    catalogue::{Row, rows},
    model::{ImageInspect, Platform},
    operation::{Operation, Parts},
    reply::Json,
};

/// Asks for everything that the engine knows about an image.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such image.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version; `manifests` since 1.48, `platform` since 1.49.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Inspect {
    name: String,
    manifests: Option<bool>,
    platform: Option<Platform>,
}

impl Inspect {
    /// Makes the operation for an image by name or id.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), manifests: None, platform: None }
    }

    setters! { []
        /// Sets whether manifests are told. Since API 1.48.
        manifests: flag,
        /// Sets of which platform. Since API 1.49.
        platform: one(Platform),
    }
}

impl Operation for Inspect {
    type Reply = Json<ImageInspect>;
    const ROW: &'static Row = &rows::IMAGE_INSPECT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default()
            .path("name", self.name)
            .query("manifests", self.manifests)
            .query("platform", self.platform.as_ref().map(json_text).transpose()?))
    }
}
