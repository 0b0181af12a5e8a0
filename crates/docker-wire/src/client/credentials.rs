//! Credentials for registries from where `docker login` keeps them: `config.json`, and helpers that it names.

mod helper;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs, io,
    path::PathBuf,
    time::Duration,
};

use crate::{
    auth::{
        RegistryAuth, RegistryConfig,
        kept::{self, Kept, Source},
    },
    client::resolution::config_folder,
};

/// Finds credentials for registries. Cheap to keep: the file is read whenever it is asked.
///
/// Who is asked, in this order: what was [given](Self::registry); the helper that `credHelpers` names for the registry;
/// the helper of `credsStore`; `auths`. Docker Hub is known by all its names. Whatever goes wrong, such as a file
/// that cannot be read, a helper that is missing, fails or takes too long, is a warning of `tracing`, and the registry is
/// asked without credentials. Nothing secret is in a warning.
///
/// # Examples
///
/// ```no_run
/// use docker_wire::{Client, Error, api::image, client::credentials::Credentials};
///
/// # async fn example(docker: &Client) -> Result<(), Error> {
/// let credentials = Credentials::from_environment();
/// let mut pull = image::Pull::new("registry.example/app:1");
/// if let Some(auth) = credentials.for_image("registry.example/app:1").await {
///     pull = pull.auth(auth);
/// }
/// docker.send(pull).await?.finish().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Credentials {
    given: BTreeMap<String, RegistryAuth>,
    /// The folder of `config.json`.
    folder: Option<PathBuf>,
    /// Where helpers are; none is the search path.
    helpers: Option<PathBuf>,
    patience: Duration,
}

impl Credentials {
    /// Knows only what it is [given](Self::registry).
    pub fn none() -> Self {
        Self { given: BTreeMap::new(), folder: None, helpers: None, patience: Duration::from_secs(30) }
    }

    /// Looks where the `docker` CLI does: into `DOCKER_CONFIG`, else into `~/.docker`.
    pub fn from_environment() -> Self {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self { folder: config_folder(&variable), ..Self::none() }
    }

    /// Looks into the `config.json` of a folder.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: Some(folder.into()), ..Self::none() }
    }

    /// Gives credentials for the registry at an address; they count before all others.
    #[must_use]
    pub fn registry(mut self, address: &str, auth: RegistryAuth) -> Self {
        let key = kept::key(address);
        self.given.insert(key.clone(), auth.server_address(key));
        self
    }

    /// Sets where the programs `docker-credential-…` are; by default they are looked for as any program.
    #[must_use]
    pub fn helpers_in(mut self, folder: impl Into<PathBuf>) -> Self {
        self.helpers = Some(folder.into());
        self
    }

    /// Sets how long a helper may take; by default 30 s.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Finds credentials for the registry that an image is on.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: a helper that runs is ended.
    pub async fn for_image(&self, image: &str) -> Option<RegistryAuth> {
        self.for_registry(kept::registry_of(image)).await
    }

    /// Finds credentials for the registry at an address, such as `docker.io` or `registry.example:5000`.
    ///
    /// # Cancel safety
    ///
    /// As [`for_image`](Self::for_image).
    pub async fn for_registry(&self, address: &str) -> Option<RegistryAuth> {
        let key = kept::key(address);
        if let Some(given) = self.given.get(&key) {
            return Some(given.clone());
        }
        self.look(&self.read()?, &key).await
    }

    /// Finds all credentials there are, as a build with private base images needs them.
    ///
    /// # Cancel safety
    ///
    /// As [`for_image`](Self::for_image).
    pub async fn all(&self) -> RegistryConfig {
        let mut found = self.given.clone();
        if let Some(kept) = self.read() {
            let mut registries: BTreeSet<String> = kept.registries().collect();
            if !kept.store().is_empty() {
                match helper::list(&self.helper(kept.store()), self.patience).await {
                    Ok(listed) => registries.extend(listed.iter().map(|address| kept::key(address))),
                    Err(why) => tracing::warn!("{why}; what it keeps is not used"),
                }
            }
            for registry in registries {
                if !found.contains_key(&registry)
                    && let Some(auth) = self.look(&kept, &registry).await
                {
                    found.insert(registry, auth);
                }
            }
        }
        found.into_iter().fold(RegistryConfig::new(), |all, (address, auth)| all.registry(address, auth))
    }

    async fn look(&self, kept: &Kept, registry: &str) -> Option<RegistryAuth> {
        let found = match kept.source(registry) {
            Ok(Source::Nobody) => return None,
            Ok(Source::File(auth)) => return Some(auth),
            Ok(Source::Helper { helper, server }) => {
                helper::get(&self.helper(&helper), &server, self.patience).await
            }
            Err(why) => Err(format!("{}: {why}", self.path())),
        };
        found.unwrap_or_else(|why| {
            tracing::warn!("{why}; {registry} is asked without credentials");
            None
        })
    }

    fn read(&self) -> Option<Kept> {
        let path = self.folder.as_ref()?.join("config.json");
        let text = match fs::read(path) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => Err(format!("it cannot be read: {error}")),
        };
        match text.and_then(|text| Kept::parse(&text)) {
            Ok(kept) => Some(kept),
            Err(why) => {
                tracing::warn!("{}: {why}; registries are asked without credentials", self.path());
                None
            }
        }
    }

    fn path(&self) -> String {
        let folder = self.folder.as_ref().map(|folder| folder.join("config.json"));
        folder.map(|path| path.display().to_string()).unwrap_or_default()
    }

    fn helper(&self, name: &str) -> helper::Helper {
        helper::Helper::new(name, self.helpers.as_deref())
    }
}

/// Shows where it looks and for which registries it was given something, and nothing else.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given: Vec<_> = self.given.keys().collect();
        f.debug_struct("Credentials")
            .field("folder", &self.folder)
            .field("given", &given)
            .finish_non_exhaustive()
    }
}
