//! `POST /images/create`

use std::fmt::Display;

use crate::{
    api::setters,
    auth::RegistryAuth,
    catalogue::{Row, rows},
    model::{ImageReference, Platform, take},
    operation::{Operation, Parts},
    reply::Progress,
};

/// Pulls an image from a registry.
///
/// A name without a tag means `latest`: an engine that is told no tag would pull all of them.
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::api::image;
///
/// docker.send(image::Pull::new("alpine:3.19").platform("linux/arm64")).await?.finish().await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Here if the engine refuses. What fails later, such as a registry that cannot be reached, is an error of the
/// [`Progress`]: a pull has succeeded when that has finished.
///
/// # Cancel safety
///
/// Dropping the progress stops the pull; layers that are there stay.
///
/// # API version
///
/// In every version; `platform` since 1.32, and an older engine pulls its own platform.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Pull {
    from_image: Option<ImageReference>,
    tag: Option<String>,
    platform: Option<Platform>,
    auth: Option<RegistryAuth>,
    /// The first value that is none; it is said when the request is made.
    wrong: Option<String>,
}

impl Pull {
    /// Makes the operation for an image by name, with a tag or digest in it or not.
    pub fn new(from_image: impl TryInto<ImageReference, Error: Display>) -> Self {
        let mut wrong = None;
        let from_image = take(from_image, &mut wrong);
        Self { from_image, tag: None, platform: None, auth: None, wrong }
    }

    /// Sets the platform, such as `linux/arm64/v8`.
    #[must_use]
    pub fn platform(mut self, platform: impl TryInto<Platform, Error: Display>) -> Self {
        self.platform = take(platform, &mut self.wrong);
        self
    }

    setters! { []
        /// Sets the tag or digest, whatever the name says.
        tag: text,
        /// Sets the credentials for the registry.
        auth: one(RegistryAuth),
    }
}

impl Operation for Pull {
    type Reply = Progress;
    const ROW: &'static Row = &rows::IMAGE_CREATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let from_image = match (self.from_image, self.wrong) {
            (Some(from_image), None) => from_image,
            (_, wrong) => return Err(wrong.unwrap_or_default()),
        };
        let tag = self.tag.as_deref().or(from_image.digest()).or(from_image.tag()).unwrap_or("latest");
        Parts::default()
            .query("fromImage", Some(from_image.name()))
            .query("tag", Some(tag))
            .query("platform", self.platform)
            .secret_header("x-registry-auth", self.auth.map(|auth| auth.header()))
    }
}
