//! `POST /images/load`

use crate::{
    api::{Contents, json_text, setters},
    catalogue::{Row, rows},
    model::Platform,
    operation::{Operation, Parts, Patience},
    reply::Progress,
};

/// Loads images of an archive that [`Save`](super::Save) made.
///
/// # Errors
///
/// Here if the engine refuses; what fails later is an error of the [`Progress`].
///
/// # Cancel safety
///
/// Dropping the progress stops the load; layers that are there stay.
///
/// # API version
///
/// In every version; `platform` since 1.48, more than one since 1.52.
#[derive(Debug)]
#[non_exhaustive]
pub struct Load {
    contents: Contents,
    quiet: Option<bool>,
    platform: Option<Vec<Platform>>,
}

impl Load {
    /// Makes the operation for an archive.
    pub fn new(contents: impl Into<Contents>) -> Self {
        Self { contents: contents.into(), quiet: None, platform: None }
    }

    setters! { []
        /// Sets whether the progress is left out.
        quiet: flag,
        /// Sets which platforms are loaded. Since API 1.48; more than one since 1.52.
        platform: list(Platform),
    }
}

impl Operation for Load {
    type Reply = Progress;
    const ROW: &'static Row = &rows::IMAGE_LOAD;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let platform: Vec<_> = self.platform.iter().flatten().map(json_text).collect::<Result<_, _>>()?;
        let parts = Parts::default()
            .patience(Patience::AN_HOUR)
            .query("quiet", self.quiet)
            .queries("platform", platform);
        Ok(parts.stream("application/x-tar", self.contents.into_body()?))
    }
}
