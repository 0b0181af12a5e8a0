//! `GET /plugins/privileges`

use crate::{
    api::setters,
    auth::RegistryAuth,
    catalogue::{Row, rows},
    model::PluginPrivilege,
    operation::{Operation, Parts},
    reply::List,
};

/// Asks a registry what a plugin wants to be allowed; a [`Pull`](super::Pull) has to say the same.
///
/// # Errors
///
/// Those of the registry. Engines answer an empty list where they cannot reach it (observed: 20.10, 28.5).
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// Since 1.25; `name` until 1.26.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Privileges {
    remote: String,
    name: Option<String>,
    auth: Option<RegistryAuth>,
}

impl Privileges {
    /// Makes the operation for a plugin by the name it has in its registry.
    pub fn new(remote: impl Into<String>) -> Self {
        Self { remote: remote.into(), name: None, auth: None }
    }

    setters! { []
        /// Sets a name that was documented and never read. Until API 1.26.
        name: text,
        /// Sets the credentials for the registry.
        auth: one(RegistryAuth),
    }
}

impl Operation for Privileges {
    type Reply = List<PluginPrivilege>;
    const ROW: &'static Row = &rows::GET_PLUGIN_PRIVILEGES;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default()
            .query("remote", Some(self.remote))
            .query("name", self.name)
            .secret_header("x-registry-auth", self.auth.map(|auth| auth.header()))
    }
}
