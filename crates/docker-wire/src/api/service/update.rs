//! `POST /services/{id}/update`

use std::fmt;

use crate::{
    api::setters,
    auth::RegistryAuth,
    catalogue::{Row, rows},
    model::{ServiceSpec, ServiceUpdated},
    operation::{Operation, Parts},
    reply::Json,
};

/// Changes a service, or takes its last change back.
///
/// What the spec does not say is taken away: begin with that of [`Inspect`](super::Inspect). Tasks are replaced if what
/// they are has changed.
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::{api::service, model::ServiceMode};
///
/// let web = docker.send(service::Inspect::new("web")).await?.into_inner();
/// let version = web.version.index.unwrap_or_default();
/// docker.send(service::Update::new(web.id, version, web.spec.mode(ServiceMode::replicas(5)))).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such service; status 500 or 400 if the version is
/// not the newest; 503 if the engine is no manager of a swarm.
///
/// # Cancel safety
///
/// The engine may have made the change; the version tells.
///
/// # API version
///
/// In every version; `registry_auth_from` since 1.25, `rollback` since 1.28.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Update {
    id: String,
    version: i64,
    spec: ServiceSpec,
    registry_auth_from: Option<RegistryAuthFrom>,
    rollback: Option<String>,
    auth: Option<RegistryAuth>,
}

/// Where the credentials for an image come from, if none are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegistryAuthFrom {
    /// What the service has.
    Spec,
    /// What the service had before its last change.
    PreviousSpec,
}

impl fmt::Display for RegistryAuthFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Spec => "spec",
            Self::PreviousSpec => "previous-spec",
        })
    }
}

impl Update {
    /// Makes the operation for a service by id or name, the version of it that is changed, and what it shall be.
    pub fn new(id: impl Into<String>, version: i64, spec: ServiceSpec) -> Self {
        Self { id: id.into(), version, spec, registry_auth_from: None, rollback: None, auth: None }
    }

    /// Takes the last change back. The spec is not heeded then. Since API 1.28.
    #[must_use]
    pub fn rollback(mut self) -> Self {
        self.rollback = Some("previous".to_owned());
        self
    }

    setters! { []
        /// Sets where credentials come from, if none are given. Since API 1.25.
        registry_auth_from: one(RegistryAuthFrom),
        /// Sets the credentials with which nodes pull the image.
        auth: one(RegistryAuth),
    }
}

impl Operation for Update {
    type Reply = Json<ServiceUpdated>;
    const ROW: &'static Row = &rows::SERVICE_UPDATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        if let Some(wrong) = self.spec.mistake() {
            return Err(wrong);
        }
        Parts::default()
            .path("id", self.id)
            .query("version", Some(self.version))
            .query("registryAuthFrom", self.registry_auth_from)
            .query("rollback", self.rollback)
            .secret_header("x-registry-auth", self.auth.map(|auth| auth.header()))?
            .json(&self.spec)
    }
}
