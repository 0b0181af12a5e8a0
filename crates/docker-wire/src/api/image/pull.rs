//! `POST /images/create`

use super::reference;
use crate::{
    api::setters,
    auth::RegistryAuth,
    catalogue::{Row, rows},
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
    from_image: String,
    tag: Option<String>,
    platform: Option<String>,
    auth: Option<RegistryAuth>,
}

impl Pull {
    /// Makes the operation for an image by name, with a tag or digest in it or not.
    pub fn new(from_image: impl Into<String>) -> Self {
        Self { from_image: from_image.into(), tag: None, platform: None, auth: None }
    }

    setters! { []
        /// Sets the tag or digest, whatever the name says.
        tag: text,
        /// Sets the platform, such as `linux/arm64/v8`.
        platform: text,
        /// Sets the credentials for the registry.
        auth: one(RegistryAuth),
    }
}

impl Operation for Pull {
    type Reply = Progress;
    const ROW: &'static Row = &rows::IMAGE_CREATE;

    fn into_parts(self) -> Result<Parts, String> {
        let (repository, tag) = reference::part(&self.from_image);
        if repository.is_empty() {
            return Err("the name of the image is empty".to_owned());
        }
        let tag = self.tag.as_deref().or(tag).unwrap_or("latest");
        Parts::default()
            .query("fromImage", Some(repository))
            .query("tag", Some(tag))
            .query("platform", self.platform)
            .secret_header("x-registry-auth", self.auth.map(|auth| auth.header()))
    }
}
