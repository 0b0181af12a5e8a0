//! `POST /commit`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::{ContainerConfig, ImageCommitted},
    operation::{Operation, Parts, Patience},
    reply::Json,
};

/// Makes an image of what a container changed.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none.
///
/// # Cancel safety
///
/// The engine may have made the image.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Commit {
    container: String,
    repo: Option<String>,
    tag: Option<String>,
    comment: Option<String>,
    author: Option<String>,
    pause: Option<bool>,
    changes: Option<Vec<String>>,
    config: Option<ContainerConfig>,
}

impl Commit {
    /// Makes the operation for a container by id or name.
    pub fn new(container: impl Into<String>) -> Self {
        Self {
            container: container.into(),
            repo: None,
            tag: None,
            comment: None,
            author: None,
            pause: None,
            changes: None,
            config: None,
        }
    }

    setters! { []
        /// Sets the name of the image, without a tag.
        repo: text,
        /// Sets its tag.
        tag: text,
        /// Sets its comment.
        comment: text,
        /// Sets who made it.
        author: text,
        /// Sets whether the container stands still meanwhile; if not set it does.
        pause: flag,
        /// Sets instructions of a Dockerfile that are applied to it, such as `CMD ["/init"]`.
        changes: texts,
        /// Sets what runs in the image's containers; what is not set is the container's.
        config: one(ContainerConfig),
    }
}

impl Operation for Commit {
    type Reply = Json<ImageCommitted>;
    const ROW: &'static Row = &rows::IMAGE_COMMIT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let parts = Parts::default()
            .patience(Patience::AN_HOUR)
            .query("container", Some(self.container))
            .query("repo", self.repo)
            .query("tag", self.tag)
            .query("comment", self.comment)
            .query("author", self.author)
            .query("pause", self.pause)
            .queries("changes", self.changes.unwrap_or_default());
        match self.config {
            Some(config) => parts.json(&config),
            None => Ok(parts),
        }
    }
}
