//! Which image a name stands for at the moment of a start.

use docker_wire::{Client, api::image};

use super::{Asked, RECIPE, within};
use crate::port::CallError;

/// An image as a start found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine::container) struct Resolved {
    /// The name that was asked for.
    pub(in crate::engine::container) name: String,
    /// What it stands for: `repository@sha256:…` as a registry knows it, or the engine's own `sha256:…` where none does.
    pub(in crate::engine::container) digest: String,
}

/// What the engine says of an image.
pub(super) struct There {
    /// The engine's own name for it.
    id: String,
    /// The digests that registries know it by, as `name@sha256:…`.
    pub(super) digests: Vec<String>,
    /// What it was built from, if latent built it.
    pub(super) recipe: Option<String>,
}

impl There {
    /// Says what a name stands for.
    pub(super) fn resolved(self, name: &str) -> Resolved {
        let of = |known: &&String| known.rsplit_once('@').is_some_and(|(from, _)| from == repository(name));
        let digest = self.digests.iter().find(of).or(self.digests.first()).cloned().unwrap_or(self.id);
        Resolved { name: name.to_owned(), digest }
    }
}

/// Asks the engine for an image.
pub(super) async fn look(client: &Client, name: &str) -> Result<Option<There>, CallError> {
    match within(client.send(image::Inspect::new(name))).await {
        Ok(found) => Ok(Some(There {
            id: found.id.clone(),
            digests: found.repo_digests.clone(),
            recipe: found.config.labels.as_ref().and_then(|labels| labels.get(RECIPE).cloned()),
        })),
        Err(failed) if failed.is_not_found() => Ok(None),
        Err(failed) => Err(failed.classify(Asked::Image)),
    }
}

/// An image's name without tag and digest; the port of a registry is no tag.
fn repository(name: &str) -> &str {
    let name = name.split_once('@').map_or(name, |(name, _)| name);
    match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => repository,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_the_registry_that_was_asked_is_told_and_else_the_engine_s_own() {
        let known = ["a.example:5000/w@sha256:1", "w@sha256:2"];
        let digest = |name: &str, digests: &[&str]| {
            let digests = digests.iter().map(|digest| (*digest).to_owned()).collect();
            There { id: "sha256:0".to_owned(), digests, recipe: None }.resolved(name).digest
        };
        for (name, of) in [
            ("w", "w@sha256:2"),
            ("w:1", "w@sha256:2"),
            ("a.example:5000/w", "a.example:5000/w@sha256:1"),
            ("a.example:5000/w:1", "a.example:5000/w@sha256:1"),
            ("w@sha256:2", "w@sha256:2"),
            ("other", "a.example:5000/w@sha256:1"),
        ] {
            assert_eq!(digest(name, &known), of, "{name}");
        }
        assert_eq!(digest("w:1", &[]), "sha256:0");
    }
}
