//! `POST /images/{name}/push`

use std::fmt::Display;

use crate::{
    api::{json_text, setters},
    auth::RegistryAuth,
    catalogue::{Row, rows},
    model::{ImageReference, Platform, take},
    operation::{Operation, Parts},
    reply::Progress,
};

/// Pushes an image to the registry in its name.
///
/// A name without a tag means `latest`: an engine that is told no tag would push all of them.
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::{api::image, auth::RegistryAuth};
///
/// let auth = RegistryAuth::password("user", "secret");
/// docker.send(image::Push::new("registry.example/app:1").auth(auth)).await?.finish().await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Here if the engine refuses. What fails later, such as a registry that wants credentials, is an error of the
/// [`Progress`]: a push has succeeded when that has finished.
///
/// # Cancel safety
///
/// Dropping the progress stops the push; layers that are there stay.
///
/// # API version
///
/// In every version; `platform` since 1.46.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Push {
    name: Option<ImageReference>,
    tag: Option<String>,
    platform: Option<Platform>,
    auth: Option<RegistryAuth>,
    /// What is wrong with the name; it is said when the request is made.
    wrong: Option<String>,
}

impl Push {
    /// Makes the operation for an image by name, with a tag in it or not.
    pub fn new(name: impl TryInto<ImageReference, Error: Display>) -> Self {
        let mut wrong = None;
        let name = take(name, &mut wrong);
        Self { name, tag: None, platform: None, auth: None, wrong }
    }

    setters! { []
        /// Sets the tag, whatever the name says.
        tag: text,
        /// Sets which platform, where the image has several. Since API 1.46.
        platform: one(Platform),
        /// Sets the credentials for the registry.
        auth: one(RegistryAuth),
    }
}

impl Operation for Push {
    type Reply = Progress;
    const ROW: &'static Row = &rows::IMAGE_PUSH;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let platform = self.platform.as_ref().map(json_text).transpose()?;
        let name = self.name.ok_or(self.wrong.unwrap_or_default())?;
        let tag = self.tag.as_deref().or(name.digest()).or(name.tag()).unwrap_or("latest");
        // Older engines insist on the header, even if it says nothing.
        let auth = self.auth.unwrap_or_else(RegistryAuth::nobody);
        Parts::default()
            .path("name", name.name())
            .query("tag", Some(tag))
            .query("platform", platform)
            .secret_header("x-registry-auth", Some(auth.header()))
    }
}
