//! Removing the images that latent built and nothing needs any more.

use std::collections::BTreeSet;

use docker_wire::{
    Client,
    api::{Filters, image},
};

use super::{super::label, Asked, RECIPE, within};
use crate::port::CallError;

/// What became of the images that latent built on one engine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Collected {
    /// The names of those that were removed, or would be.
    pub removed: Vec<String>,
    /// The names of those that a container uses.
    pub used: Vec<String>,
}

/// Removes every image that this owner built, but those that are named and those that a container uses.
///
/// A dry run removes nothing and lists what would be tried.
pub(in crate::engine::container) async fn collect(
    client: &Client,
    owner: &str,
    keep: &BTreeSet<String>,
    dry_run: bool,
) -> Result<Collected, CallError> {
    let ours = Filters::new().label(format!("{}={owner}", label::OWNER)).label(RECIPE);
    let listed = within(client.send(image::List::new().filters(ours)))
        .await
        .map_err(|failed| failed.classify(Asked::Other))?;
    let mut collected = Collected::default();
    for found in listed.iter() {
        let names: Vec<&String> = found.repo_tags.iter().filter(|name| *name != "<none>:<none>").collect();
        if names.iter().any(|name| keep.contains(*name)) {
            continue;
        }
        let shown = names.first().map_or_else(|| found.id.clone(), |name| (*name).clone());
        if dry_run {
            collected.removed.push(shown);
            continue;
        }
        let by = names.first().map_or(found.id.as_str(), |name| name.as_str());
        match within(client.send(image::Remove::new(by))).await {
            Ok(_) => collected.removed.push(shown),
            Err(failed) if failed.is_not_found() => {}
            Err(failed) if failed.is_conflict() => collected.used.push(shown),
            Err(failed) => return Err(failed.classify(Asked::Other)),
        }
    }
    Ok(collected)
}
