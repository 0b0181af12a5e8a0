//! What a worker's container is made of.

use std::{collections::BTreeMap, fmt};

use bytes::Bytes;
use docker_wire::{ApiVersion, client::credentials::Credentials};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::image::{Fetched, RECIPE};
use crate::fleet::Properties;

/// Everything about a worker's container that does not change from one instance to the next.
#[derive(Clone)]
pub struct Spec {
    /// Where the image comes from.
    pub image: ImageSource,
    /// What replaces the image's command; empty keeps it.
    pub command: Vec<String>,
    /// Environment variables, in order. Values may be secret and are never shown.
    pub environment: Vec<(String, String)>,
    /// The host configuration, in the API's own names.
    pub host_config: Map<String, Value>,
    /// Endpoints by network name, in the API's own names; empty says nothing about networks.
    pub endpoints: Map<String, Value>,
    /// Paths of volumes without a name, which go with the container.
    pub volumes: Vec<String>,
    /// The container's host name.
    pub hostname: Option<String>,
    /// What replaces the image's entry point; an empty list is none at all.
    pub entrypoint: Option<Vec<String>>,
    /// Whom the container runs as.
    pub user: Option<String>,
    /// The folder that it runs in.
    pub workdir: Option<String>,
    /// Labels beside latent's own.
    pub labels: BTreeMap<String, String>,
    /// Files that are put into the container before it starts, by absolute path. Never shown.
    pub files: Vec<(String, Bytes)>,
    /// The API version that is pinned; `None` takes the newest that both sides have.
    pub version: Option<ApiVersion>,
    /// Whether the container's output goes to our log until the worker is attached.
    pub follow_startup_logs: bool,
    /// Text that must never reach a log: passwords.
    pub secrets: Vec<String>,
    /// What the container is for the properties of a build, where that depends on them.
    pub for_build: Option<SpecFor>,
}

/// Makes the rest of a container from the properties of a build; fails with a line for people.
pub type SpecFor = std::sync::Arc<dyn Fn(&Properties) -> Result<Spec, String> + Send + Sync>;

/// Where a worker's image comes from.
#[derive(Clone)]
pub struct ImageSource {
    /// Makes the image's name from the properties of the build request.
    pub name: NameOf,
    /// What builds the image where it is missing.
    pub recipe: Option<Recipe>,
    /// When it is pulled.
    pub pull: Pull,
    /// The platform, such as `linux/arm64`; none is the engine's own.
    pub platform: Option<String>,
    /// Who may pull from where.
    pub credentials: Credentials,
    /// Who is told while it is built or pulled.
    pub witness: Option<Witness>,
}

/// Is told what happens to an image.
pub type Witness = std::sync::Arc<dyn Fn(ImageStep<'_>) + Send + Sync>;

/// What happens to an image before a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageStep<'a> {
    /// It is there.
    Found,
    /// It is being built from its Dockerfile.
    Building,
    /// It is being pulled.
    Pulling,
    /// A line of the builder's or the registry's output.
    Line(&'a str),
    /// It was built or pulled.
    Made,
}

/// Makes an image's name from properties; fails with a line for people.
pub type NameOf = std::sync::Arc<dyn Fn(&Properties) -> Result<String, String> + Send + Sync>;

/// When an image is pulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pull {
    /// Never: it must be there.
    #[default]
    Never,
    /// If it is missing.
    Missing,
    /// Before every start.
    Always,
    /// If it is missing, and when its registry has another digest for the name.
    IfDigestChanged,
    /// If it is missing, and once a day.
    Daily,
    /// If it is missing; what cannot be pulled is built from its recipe.
    BeforeBuild,
}

/// What an image is built from: a Dockerfile and the files that it copies, or an archive with all of them, sent or
/// fetched.
#[derive(Clone, Default)]
pub struct Recipe {
    /// The text of the Dockerfile.
    pub dockerfile: String,
    /// Files of the build context: path, mode, content.
    pub files: Vec<(String, u32, Bytes)>,
    /// A tar archive, packed or not, in place of both.
    pub context: Option<Bytes>,
    /// What the engine fetches in place of all of these.
    pub fetched: Option<Fetched>,
    /// Values for `ARG`. Not shown, but in the history of the image.
    pub buildargs: BTreeMap<String, String>,
    /// The stage that is built; none is the last.
    pub target: Option<String>,
    /// The platform that it is built for; none is the engine's own.
    pub platform: Option<String>,
    /// Labels of the image; if there are any, one says what it was built from.
    pub labels: BTreeMap<String, String>,
}

impl Recipe {
    /// Sums up what the image is built from: equal recipes have equal hashes, 64 hexadecimal digits.
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        let mut part = |name: &str, bytes: &[u8]| {
            // Lengths keep two parts from being read as one.
            hash.update(format!("{name} {}\n", bytes.len()));
            hash.update(bytes);
        };
        part("dockerfile", self.dockerfile.as_bytes());
        for (path, mode, content) in &self.files {
            part(&format!("file {mode:o} {path}"), content);
        }
        if let Some(context) = &self.context {
            part("context", context);
        }
        if let Some(fetched) = &self.fetched {
            part("fetched", fetched.identity.as_bytes());
        }
        for (name, value) in &self.buildargs {
            part(&format!("arg {name}"), value.as_bytes());
        }
        part("target", self.target.as_deref().unwrap_or_default().as_bytes());
        if let Some(platform) = &self.platform {
            part("platform", platform.as_bytes());
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Its labels, and what it was built from.
    pub(super) fn all_labels(&self) -> BTreeMap<String, String> {
        let mut labels = self.labels.clone();
        labels.insert(RECIPE.to_owned(), self.hash());
        labels
    }
}

impl ImageSource {
    /// Makes the source of an image that is there.
    pub fn named(name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            name: std::sync::Arc::new(move |_| Ok(name.clone())),
            recipe: None,
            pull: Pull::Never,
            platform: None,
            credentials: Credentials::none(),
            witness: None,
        }
    }
}

impl fmt::Debug for ImageSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImageSource")
            .field("recipe", &self.recipe)
            .field("pull", &self.pull)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<_> = self.files.iter().map(|(path, ..)| path).collect();
        f.debug_struct("Recipe").field("dockerfile", &self.dockerfile).field("files", &files).finish()
    }
}

impl fmt::Debug for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.environment.iter().map(|(name, _)| name).collect();
        f.debug_struct("Spec")
            .field("command", &self.command)
            .field("environment", &names)
            .finish_non_exhaustive()
    }
}

impl Spec {
    /// Makes the container of an image as it is, on the engine's default network.
    pub fn new(image: ImageSource) -> Self {
        Self {
            image,
            command: Vec::new(),
            environment: Vec::new(),
            host_config: Map::new(),
            endpoints: Map::new(),
            volumes: Vec::new(),
            hostname: None,
            entrypoint: None,
            user: None,
            workdir: None,
            labels: BTreeMap::new(),
            files: Vec::new(),
            version: None,
            follow_startup_logs: false,
            secrets: Vec::new(),
            for_build: None,
        }
    }

    /// Sums up what the container is, 16 hexadecimal digits: equal flavours are equal containers, secrets apart.
    pub fn flavour(&self) -> String {
        let mut hash = Sha256::new();
        let image = (self.image.name)(&Properties::new()).unwrap_or_default();
        let recipe = self.image.recipe.as_ref().map(Recipe::hash);
        // Secrets are left out: a hash that everybody can read must not be a way to guess them.
        let words: Vec<String> = vec![
            format!("{image:?} {recipe:?} {:?}", self.image.platform),
            format!("{:?} {:?} {:?} {:?}", self.command, self.entrypoint, self.user, self.workdir),
            format!("{} {}", Value::from(self.host_config.clone()), Value::from(self.endpoints.clone())),
            format!("{:?} {:?} {:?}", self.volumes, self.hostname, self.labels),
        ];
        for word in words {
            hash.update(format!("{}:", word.len()));
            hash.update(word);
        }
        hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Replaces every secret in a line.
    pub(super) fn redacted(&self, line: &str) -> String {
        let mut line = line.to_owned();
        for secret in self.secrets.iter().filter(|secret| !secret.is_empty()) {
            if line.contains(secret.as_str()) {
                line = line.replace(secret.as_str(), "<redacted>");
            }
        }
        line
    }
}
