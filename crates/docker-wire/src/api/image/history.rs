//! `GET /images/{name}/history`

use crate::{
    api::{json_text, setters},
    catalogue::{Row, rows},
    model::{ImageHistoryItem, Platform},
    operation::{Operation, Parts},
    reply::List,
};

/// Lists the layers of an image, and how they were made.
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
/// In every version; `platform` since 1.48, and an older engine takes its own platform.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct History {
    name: String,
    platform: Option<Platform>,
}

impl History {
    /// Makes the operation for an image by name or id.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), platform: None }
    }

    setters! { []
        /// Sets of which platform. Since API 1.48.
        platform: one(Platform),
    }
}

impl Operation for History {
    type Reply = List<ImageHistoryItem>;
    const ROW: &'static Row = &rows::IMAGE_HISTORY;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let platform = self.platform.as_ref().map(json_text).transpose()?;
        Ok(Parts::default().path("name", self.name).query("platform", platform))
    }
}
