//! `POST /images/{name}/tag`

use std::fmt::Display;

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::{ImageReference, take},
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
    repo: Option<ImageReference>,
    tag: Option<String>,
    /// What is wrong with the new name; it is said when the request is made.
    wrong: Option<String>,
}

impl Tag {
    /// Makes the operation for an image by name or id, and the new name, with a tag in it or not.
    pub fn new(name: impl Into<String>, repo: impl TryInto<ImageReference, Error: Display>) -> Self {
        let mut wrong = None;
        let repo = take(repo, &mut wrong);
        Self { name: name.into(), repo, tag: None, wrong }
    }

    setters! { []
        /// Sets the new tag, whatever the new name says. Without any it is `latest`.
        tag: text,
    }
}

impl Operation for Tag {
    type Reply = Empty;
    const ROW: &'static Row = &rows::IMAGE_TAG;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let repo = self.repo.ok_or(self.wrong.unwrap_or_default())?;
        let tag = self.tag.as_deref().or(repo.digest()).or(repo.tag());
        Ok(Parts::default().path("name", self.name).query("repo", Some(repo.name())).query("tag", tag))
    }
}
