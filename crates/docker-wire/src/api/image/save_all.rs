//! `GET /images/get`

use crate::{
    api::{json_text, setters},
    catalogue::{Row, rows},
    model::Platform,
    operation::{Operation, Parts, Patience},
    reply::Archive,
};

/// Streams several images, with all their layers, as one tar archive.
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
pub struct SaveAll {
    names: Vec<String>,
    platform: Option<Vec<Platform>>,
}

impl SaveAll {
    /// Makes the operation for images by name or id.
    pub fn new(names: impl IntoIterator<Item: Into<String>>) -> Self {
        Self { names: names.into_iter().map(Into::into).collect(), platform: None }
    }

    setters! { []
        /// Sets of which platforms. Since API 1.48; more than one since 1.52.
        platform: list(Platform),
    }
}

impl Operation for SaveAll {
    type Reply = Archive;
    const ROW: &'static Row = &rows::IMAGE_GET_ALL;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let platform: Vec<_> = self.platform.iter().flatten().map(json_text).collect::<Result<_, _>>()?;
        Ok(Parts::default()
            .patience(Patience::AN_HOUR)
            .queries("names", self.names)
            .queries("platform", platform))
    }
}
