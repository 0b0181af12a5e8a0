//! `POST /plugins/{name}/push`

use crate::{
    api::setters,
    auth::RegistryAuth,
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Progress,
};

/// Pushes a plugin to the registry that its name says.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such plugin. What fails later is an error of the
/// [`Progress`]: a push has succeeded when that has finished.
///
/// # Cancel safety
///
/// Dropping the progress stops the push.
///
/// # API version
///
/// Since 1.25.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Push {
    name: String,
    auth: Option<RegistryAuth>,
}

impl Push {
    /// Makes the operation for a plugin by name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), auth: None }
    }

    setters! { []
        /// Sets the credentials for the registry.
        auth: one(RegistryAuth),
    }
}

impl Operation for Push {
    type Reply = Progress;
    const ROW: &'static Row = &rows::PLUGIN_PUSH;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default()
            .path("name", self.name)
            .secret_header("x-registry-auth", self.auth.map(|auth| auth.header()))
    }
}
