//! `POST /images/{name}/tag`

use super::reference;
use crate::{
    api::setters,
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Gives an image another name.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such image.
///
/// # Cancel safety
///
/// The engine may have done it. Doing it again changes nothing.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Tag {
    name: String,
    repo: String,
    tag: Option<String>,
}

impl Tag {
    /// Makes the operation for an image by name or id, and the new name, with a tag in it or not.
    pub fn new(name: impl Into<String>, repo: impl Into<String>) -> Self {
        Self { name: name.into(), repo: repo.into(), tag: None }
    }

    setters! { []
        /// Sets the new tag, whatever the new name says. Without any it is `latest`.
        tag: text,
    }
}

impl Operation for Tag {
    type Reply = Empty;
    const ROW: &'static Row = &rows::IMAGE_TAG;

    fn into_parts(self) -> Result<Parts, String> {
        let (repo, tag) = reference::part(&self.repo);
        let tag = self.tag.as_deref().or(tag);
        Ok(Parts::default().path("name", self.name).query("repo", Some(repo)).query("tag", tag))
    }
}
