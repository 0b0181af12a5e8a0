//! `POST /plugins/pull`

use crate::{
    api::setters,
    auth::RegistryAuth,
    catalogue::{Row, rows},
    model::PluginPrivilege,
    operation::{Operation, Parts},
    reply::Progress,
};

/// Pulls a plugin from a registry. It is not enabled then: [`Enable`](super::Enable) does that.
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::api::plugin;
///
/// let wanted = docker.send(plugin::Privileges::new("vieux/sshfs:latest")).await?.into_inner();
/// // Allows all that it wants.
/// docker.send(plugin::Pull::new("vieux/sshfs:latest").privileges(wanted)).await?.finish().await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Here if the engine refuses, for one because other privileges are wanted. What fails later is an error of the
/// [`Progress`]: a pull has succeeded when that has finished.
///
/// # Cancel safety
///
/// Dropping the progress stops the pull.
///
/// # API version
///
/// Since 1.25.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Pull {
    remote: String,
    name: Option<String>,
    privileges: Option<Vec<PluginPrivilege>>,
    auth: Option<RegistryAuth>,
}

impl Pull {
    /// Makes the operation for a plugin by the name it has in its registry.
    pub fn new(remote: impl Into<String>) -> Self {
        Self { remote: remote.into(), name: None, privileges: None, auth: None }
    }

    setters! { []
        /// Sets the name that it gets here.
        name: text,
        /// Sets what it is allowed: all that it wants.
        privileges: list(PluginPrivilege),
        /// Sets the credentials for the registry.
        auth: one(RegistryAuth),
    }
}

impl Operation for Pull {
    type Reply = Progress;
    const ROW: &'static Row = &rows::PLUGIN_PULL;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default()
            .query("remote", Some(self.remote))
            .query("name", self.name)
            .secret_header("x-registry-auth", self.auth.map(|auth| auth.header()))?
            .json(&self.privileges.unwrap_or_default())
    }
}
