//! `POST /images/create`

use std::fmt::Display;

use crate::{
    api::{Contents, setters},
    catalogue::{Row, rows},
    model::{Platform, take},
    operation::{Operation, Parts, Patience},
    reply::Progress,
};

/// Makes an image of an archive of a root file system.
///
/// It is the same method and path as [`Pull`](super::Pull), told apart by `fromSrc`.
///
/// # Errors
///
/// Here if the engine refuses; what fails later is an error of the [`Progress`].
///
/// # Cancel safety
///
/// Dropping the progress stops the import.
///
/// # API version
///
/// In every version; `platform` since 1.32, and an older engine takes its own platform.
#[derive(Debug)]
#[non_exhaustive]
pub struct Import {
    from_src: String,
    contents: Option<Contents>,
    repo: Option<String>,
    tag: Option<String>,
    message: Option<String>,
    changes: Option<Vec<String>>,
    platform: Option<Platform>,
    wrong: Option<String>,
}

impl Import {
    /// Makes the operation for an archive that is sent along.
    pub fn new(contents: impl Into<Contents>) -> Self {
        Self { contents: Some(contents.into()), ..Self::from_url("-") }
    }

    /// Makes the operation for an archive that the engine fetches.
    pub fn from_url(url: impl Into<String>) -> Self {
        Self {
            from_src: url.into(),
            contents: None,
            repo: None,
            tag: None,
            message: None,
            changes: None,
            platform: None,
            wrong: None,
        }
    }

    setters! { []
        /// Sets the name of the image.
        repo: text,
        /// Sets its tag.
        tag: text,
        /// Sets its comment.
        message: text,
        /// Sets instructions of a Dockerfile that are applied to it, such as `CMD ["/init"]`.
        changes: texts,
    }

    /// Sets its platform, such as `linux/arm64`.
    #[must_use]
    pub fn platform(mut self, platform: impl TryInto<Platform, Error: Display>) -> Self {
        self.platform = take(platform, &mut self.wrong);
        self
    }
}

impl Operation for Import {
    type Reply = Progress;
    const ROW: &'static Row = &rows::IMAGE_CREATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        if let Some(wrong) = self.wrong {
            return Err(wrong);
        }
        let parts = Parts::default()
            .patience(Patience::AN_HOUR)
            .query("fromSrc", Some(self.from_src))
            .query("repo", self.repo)
            .query("tag", self.tag)
            .query("message", self.message)
            .queries("changes", self.changes.unwrap_or_default())
            .query("platform", self.platform);
        match self.contents {
            Some(contents) => Ok(parts.stream("application/x-tar", contents.into_body()?)),
            None => Ok(parts),
        }
    }
}
