//! `DELETE /images/{name}`

use crate::{
    api::{json_text, setters},
    catalogue::{Row, rows},
    model::{ImageDeleted, Platform},
    operation::{Operation, Parts},
    reply::List,
};

/// Removes a name of an image, and with the last name the image.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such image,
/// [`Error::is_conflict`](crate::Error::is_conflict) if it is used.
///
/// # Cancel safety
///
/// The engine may have done it.
///
/// # API version
///
/// In every version; `platforms` since 1.50.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Remove {
    name: String,
    force: Option<bool>,
    noprune: Option<bool>,
    platforms: Option<Vec<Platform>>,
}

impl Remove {
    /// Makes the operation for an image by name or id.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), force: None, noprune: None, platforms: None }
    }

    setters! { []
        /// Sets whether it is removed although stopped containers use it or it has several names.
        force: flag,
        /// Sets whether images that it was built on stay, although they have no name.
        noprune: flag,
        /// Sets of which platforms only. Since API 1.50.
        platforms: list(Platform),
    }
}

impl Operation for Remove {
    type Reply = List<ImageDeleted>;
    const ROW: &'static Row = &rows::IMAGE_DELETE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let platforms: Vec<_> = self.platforms.iter().flatten().map(json_text).collect::<Result<_, _>>()?;
        Ok(Parts::default()
            .path("name", self.name)
            .query("force", self.force)
            .query("noprune", self.noprune)
            .queries("platforms", platforms))
    }
}
