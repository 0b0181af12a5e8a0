//! `POST /plugins/{name}/upgrade`

use crate::{
    api::setters,
    auth::RegistryAuth,
    catalogue::{Row, rows},
    model::PluginPrivilege,
    operation::{Operation, Parts},
    reply::Progress,
};

/// Replaces a plugin that is not enabled by another version of it. Its settings stay.
///
/// # Errors
///
/// Here if the engine refuses: [`Error::is_not_found`](crate::Error::is_not_found) if there is no such plugin, others if
/// it is enabled or wants other privileges. What fails later is an error of the [`Progress`].
///
/// # Cancel safety
///
/// Dropping the progress stops the upgrade.
///
/// # API version
///
/// Since 1.26.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Upgrade {
    name: String,
    remote: String,
    privileges: Option<Vec<PluginPrivilege>>,
    auth: Option<RegistryAuth>,
}

impl Upgrade {
    /// Makes the operation for a plugin by name, and what it is replaced by.
    pub fn new(name: impl Into<String>, remote: impl Into<String>) -> Self {
        Self { name: name.into(), remote: remote.into(), privileges: None, auth: None }
    }

    setters! { []
        /// Sets what it is allowed: all that it wants.
        privileges: list(PluginPrivilege),
        /// Sets the credentials for the registry.
        auth: one(RegistryAuth),
    }
}

impl Operation for Upgrade {
    type Reply = Progress;
    const ROW: &'static Row = &rows::PLUGIN_UPGRADE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default()
            .path("name", self.name)
            .query("remote", Some(self.remote))
            .secret_header("x-registry-auth", self.auth.map(|auth| auth.header()))?
            .json(&self.privileges.unwrap_or_default())
    }
}
