//! What a worker's container is made of.

use std::fmt;

use docker_wire::ApiVersion;
use serde_json::{Map, Value};

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
    /// The container's host name.
    pub hostname: Option<String>,
    /// The API version that is pinned; `None` takes the newest that both sides have.
    pub version: Option<ApiVersion>,
    /// Whether the container's output goes to our log until the worker is attached.
    pub follow_startup_logs: bool,
    /// Text that must never reach a log: passwords.
    pub secrets: Vec<String>,
}

/// Where a worker's image comes from.
#[derive(Clone)]
pub struct ImageSource {
    /// Makes the image's name from the properties of the build request.
    pub name: NameOf,
    /// What builds the image where it is missing.
    pub recipe: Option<Recipe>,
    /// When it is pulled.
    pub pull: Pull,
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
}

/// A Dockerfile and the files that it copies.
#[derive(Clone)]
pub struct Recipe {
    /// The text of the Dockerfile.
    pub dockerfile: String,
    /// Files of the build context: path, mode, content.
    pub files: Vec<(String, u32, bytes::Bytes)>,
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
