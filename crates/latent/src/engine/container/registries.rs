//! Credentials for registries, by their addresses.

use std::{collections::BTreeMap, fmt};

use docker_wire::auth::{RegistryAuth, RegistryConfig};

/// Docker's own registry, as image names leave it out.
const HUB: &str = "docker.io";

/// Holds credentials for registries. Never shown.
#[derive(Clone, Default)]
pub struct Registries {
    by_address: BTreeMap<String, RegistryAuth>,
}

impl Registries {
    /// Adds credentials for the registry at an address: `registry.example:5000`, or a URL of it.
    #[must_use]
    pub fn registry(mut self, address: &str, auth: RegistryAuth) -> Self {
        self.by_address.insert(canonical(address), auth);
        self
    }

    /// Gives those for the registry of an image.
    pub(super) fn of(&self, image: &str) -> Option<RegistryAuth> {
        self.by_address.get(&canonical(registry_of(image))).cloned()
    }

    /// Gives all of them, if there are any: a build may need the base image of any registry.
    pub(super) fn all(&self) -> Option<RegistryConfig> {
        let add = |config: RegistryConfig, (address, auth): (&String, &RegistryAuth)| {
            // The engine knows its own registry by this address alone.
            let address = if address == HUB { "https://index.docker.io/v1/" } else { address };
            config.registry(address, auth.clone())
        };
        (!self.by_address.is_empty()).then(|| self.by_address.iter().fold(RegistryConfig::new(), add))
    }
}

impl fmt::Debug for Registries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.by_address.keys()).finish()
    }
}

/// The registry in an image's name: what stands before the first slash, if that can be a host.
fn registry_of(image: &str) -> &str {
    match image.split_once('/') {
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => host,
        _ => HUB,
    }
}

fn canonical(address: &str) -> String {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let hub = host == HUB || host.strip_suffix(HUB).is_some_and(|rest| rest.ends_with('.'));
    if hub { HUB.to_owned() } else { host.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_gets_the_credentials_of_its_registry_and_of_no_other() {
        let auth = |user: &str| RegistryAuth::password(user, "p");
        let registries = Registries::default()
            .registry("https://index.docker.io/v1/", auth("hub"))
            .registry("registry.example:5000", auth("own"))
            .registry("localhost", auth("here"));
        let table = [
            ("debian:13", Some("hub")),
            ("library/debian", Some("hub")),
            ("docker.io/library/debian", Some("hub")),
            ("registry.example:5000/a/b:1", Some("own")),
            ("registry.example/a", None),
            ("localhost/a", Some("here")),
            ("localhost:5000/a", None),
        ];
        for (image, user) in table {
            assert!(registries.of(image) == user.map(auth), "{image}");
        }
        assert_eq!(format!("{registries:?}"), r#"["docker.io", "localhost", "registry.example:5000"]"#);
    }
}
