//! Credentials for registries, as the engine passes them on.

#[cfg(feature = "credentials")]
pub(crate) mod kept;

use std::{collections::BTreeMap, fmt};

use base64::{Engine as _, engine::general_purpose::URL_SAFE};
use serde_json::{Map, Value};

/// Credentials for one registry. Never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct RegistryAuth(Map<String, Value>);

/// Credentials for several registries, by address. Never shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RegistryConfig(BTreeMap<String, RegistryAuth>);

impl RegistryAuth {
    /// Makes credentials of nobody.
    pub(crate) fn nobody() -> Self {
        Self(Map::new())
    }

    /// Makes credentials of a user and a password.
    pub fn password(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self(Map::new()).with("username", user.into()).with("password", password.into())
    }

    /// Makes credentials of an identity token.
    pub fn identity_token(token: impl Into<String>) -> Self {
        Self(Map::new()).with("identitytoken", token.into())
    }

    /// Makes credentials of a bearer token, which the registry is shown as it is.
    pub fn registry_token(token: impl Into<String>) -> Self {
        Self(Map::new()).with("registrytoken", token.into())
    }

    /// Sets the address of the registry.
    #[must_use]
    pub fn server_address(self, address: impl Into<String>) -> Self {
        self.with("serveraddress", address.into())
    }

    /// Encodes it for a header: base64url with padding, since engines refuse every other alphabet.
    pub(crate) fn header(&self) -> String {
        encoded(&self.0)
    }

    fn with(mut self, key: &str, value: String) -> Self {
        self.0.insert(key.to_owned(), Value::String(value));
        self
    }
}

impl RegistryConfig {
    /// Makes one without credentials.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds credentials for the registry at an address.
    #[must_use]
    pub fn registry(mut self, address: impl Into<String>, auth: RegistryAuth) -> Self {
        self.0.insert(address.into(), auth);
        self
    }

    /// Tells whether there are no credentials at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Encodes it for a header.
    pub(crate) fn header(&self) -> String {
        let all = self.0.iter().map(|(address, auth)| (address.clone(), Value::Object(auth.0.clone())));
        encoded(&all.collect())
    }
}

fn encoded(map: &Map<String, Value>) -> String {
    URL_SAFE.encode(serde_json::to_vec(map).unwrap_or_default())
}

impl fmt::Debug for RegistryAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegistryAuth")
    }
}

impl fmt::Debug for RegistryConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegistryConfig")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_url_safe_and_padded() {
        let auth = RegistryAuth::password("user", "??>>~~");
        let header = auth.header();
        assert!(!header.contains(['+', '/']), "{header}");
        assert_eq!(header.len() % 4, 0);
        let decoded: Value = serde_json::from_slice(&URL_SAFE.decode(&header).unwrap()).unwrap();
        assert_eq!(decoded["password"], "??>>~~");
    }

    #[test]
    fn credentials_are_not_shown() {
        let auth = RegistryAuth::password("user", "hunter2").server_address("registry.example");
        let config = RegistryConfig::new().registry("registry.example", auth.clone());
        assert!(!format!("{auth:?}{config:?}").contains("hunter2"));
    }
}
