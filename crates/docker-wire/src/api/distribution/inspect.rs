//! `GET /distribution/{name}/json`

use crate::{
    api::setters,
    auth::RegistryAuth,
    catalogue::{Row, rows},
    model::DistributionInspect,
    operation::{Operation, Parts},
    reply::Json,
};

/// Asks a registry what an image's name stands for, without pulling it.
///
/// # Errors
///
/// If the registry does not know the image, wants other credentials or cannot be reached.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// Since 1.30.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Inspect {
    name: String,
    auth: Option<RegistryAuth>,
}

impl Inspect {
    /// Makes the operation for an image by name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), auth: None }
    }

    setters! { []
        /// Sets the credentials for the registry.
        auth: one(RegistryAuth),
    }
}

impl Operation for Inspect {
    type Reply = Json<DistributionInspect>;
    const ROW: &'static Row = &rows::DISTRIBUTION_INSPECT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default()
            .path("name", self.name)
            .secret_header("x-registry-auth", self.auth.map(|auth| auth.header()))
    }
}
