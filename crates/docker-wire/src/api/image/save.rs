//! `GET /images/{name}/get`

use crate::{
    api::{json_text, setters},
    catalogue::{Row, rows},
    model::Platform,
    operation::{Operation, Parts, Patience},
    reply::Archive,
};

/// Streams an image, with all its layers, as a tar archive.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none.
///
/// # Cancel safety
///
/// Dropping the archive closes the exchange.
///
/// # API version
///
/// In every version; `platform` since 1.48, more than one since 1.52.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Save {
    name: String,
    platform: Option<Vec<Platform>>,
}

impl Save {
    /// Makes the operation for an image by name or id.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), platform: None }
    }

    setters! { []
        /// Sets of which platforms. Since API 1.48; more than one since 1.52.
        platform: list(Platform),
    }
}

impl Operation for Save {
    type Reply = Archive;
    const ROW: &'static Row = &rows::IMAGE_GET;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let platform: Vec<_> = self.platform.iter().flatten().map(json_text).collect::<Result<_, _>>()?;
        Ok(Parts::default().patience(Patience::AN_HOUR).path("name", self.name).queries("platform", platform))
    }
}
