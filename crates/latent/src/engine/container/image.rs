//! Having the image there: found, built from a Dockerfile, or pulled; once at a time for each image.

mod build;
mod collect;
mod pull;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use docker_wire::{
    Client, Error,
    api::image,
    reply::{Finished, Progress},
};
use tokio::time::Instant;

pub use self::collect::Collected;
pub(super) use self::collect::collect;
use super::{
    ImageSource, ImageStep, Pull,
    classify::{Asked, Failed, within},
};
use crate::{fleet::Class, port::CallError};

/// How long a pull or a build may take in all.
pub const IMAGE_TIMEOUT: Duration = Duration::from_secs(300);

/// How long a pull or a build may go without a word.
const PROGRESS: Duration = Duration::from_secs(120);

/// How long an image that is pulled daily is new.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The label of an image that latent built: what it was built from.
pub const RECIPE: &str = "latent.recipe";

/// The images of one engine; several starts that need the same one wait for one build or pull.
#[derive(Debug, Default)]
pub(super) struct Images {
    busy: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<Fetched>>>>,
}

/// When an image was last pulled by this process.
#[derive(Debug, Default)]
struct Fetched {
    at: Option<Instant>,
}

/// What the engine says of an image.
struct There {
    /// The engine's own digest.
    id: String,
    /// The digests that registries know it by, as `name@sha256:…`.
    digests: Vec<String>,
    /// What it was built from, if latent built it.
    recipe: Option<String>,
}

impl Images {
    /// Returns when the image is there, with its digest where that is known.
    ///
    /// Of several calls for one image one works and the others wait; what was pulled while a call waited is new enough
    /// for it.
    pub(super) async fn ensure(
        &self,
        client: &Client,
        source: &ImageSource,
        name: &str,
    ) -> Result<Option<String>, CallError> {
        let asked = Instant::now();
        let lock = {
            let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
            busy.entry(name.to_owned()).or_default().clone()
        };
        let mut fetched = lock.lock().await;
        let there = look(client, name).await?;
        if let Some(recipe) = &source.recipe {
            if there.as_ref().is_some_and(|there| is_current(there, recipe.hash().as_str())) {
                source.tell(ImageStep::Found);
                return Ok(there.map(|there| there.id));
            }
            return build::build(client, source, name, recipe).await.map(|built| built.image_id);
        }
        let age = fetched.at.map(|at| asked.saturating_duration_since(at));
        let waited = fetched.at.is_some_and(|at| at >= asked);
        let (present, pulls) = match (&there, source.pull) {
            (Some(_), Pull::Never | Pull::Missing) => (true, false),
            (Some(_), Pull::Daily) => (true, age.is_none_or(|age| age >= DAY)),
            (Some(_), Pull::Always) => (true, !waited),
            (Some(there), Pull::IfDigestChanged) => {
                (true, !waited && pull::has_changed(client, source, name, &there.digests).await)
            }
            (None, Pull::Never) => return Err(missing(name)),
            (None, _) => (false, true),
        };
        if !pulls {
            source.tell(ImageStep::Found);
            return Ok(there.map(|there| there.id));
        }
        if let Some(pulled) = pull::pull(client, source, name, present).await? {
            fetched.at = Some(Instant::now());
            return Ok(pulled.digest);
        }
        Ok(there.map(|there| there.id))
    }
}

/// Whether an image can be used for a recipe: it was built from this one, or not by latent at all.
fn is_current(there: &There, hash: &str) -> bool {
    there.recipe.as_deref().is_none_or(|recipe| recipe == hash)
}

fn missing(name: &str) -> CallError {
    CallError::Refused {
        class: Class::Rejected,
        reason: format!("the image {name} is not on the engine, and nothing says to pull or build it"),
    }
}

impl ImageSource {
    fn tell(&self, step: ImageStep<'_>) {
        if let Some(witness) = &self.witness {
            witness(step);
        }
    }
}

async fn look(client: &Client, name: &str) -> Result<Option<There>, CallError> {
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

/// Why an image did not come to be.
enum Undone {
    Failed(Failed),
    /// There was no progress for so long.
    Stalled(Duration),
}

/// Reads a progress to its end; a word must come now and then.
async fn to_the_end(mut progress: Progress, mut each: impl FnMut(&str)) -> Result<Finished, Undone> {
    loop {
        match tokio::time::timeout(PROGRESS, progress.next()).await {
            Err(_) => return Err(Undone::Stalled(PROGRESS)),
            Ok(None) => break,
            Ok(Some(line)) => {
                let line = line.map_err(Failed::Error)?;
                if let Some(text) = line.stream.as_deref().map(str::trim_end).filter(|text| !text.is_empty())
                {
                    each(text);
                }
            }
        }
    }
    Ok(progress.finish().await.map_err(Failed::Error)?)
}

impl From<Failed> for Undone {
    fn from(failed: Failed) -> Self {
        Self::Failed(failed)
    }
}

impl From<Error> for Undone {
    fn from(error: Error) -> Self {
        Self::Failed(Failed::Error(error))
    }
}

/// Bounds the work on an image in time, and says what it means if it fails.
///
/// An image is no instance: whatever became of it, nothing of ours runs.
async fn in_time(
    name: &str,
    what: &str,
    work: impl Future<Output = Result<Finished, Undone>>,
) -> Result<Finished, CallError> {
    let undone = match tokio::time::timeout(IMAGE_TIMEOUT, work).await {
        Ok(Ok(finished)) => return Ok(finished),
        Ok(Err(undone)) => undone,
        Err(_) => Undone::Failed(Failed::Slow(IMAGE_TIMEOUT)),
    };
    let (class, reason) = match undone {
        Undone::Stalled(time) => (Class::Infra, format!("no progress for {} s", time.as_secs())),
        Undone::Failed(failed) => match failed.classify(Asked::Image) {
            CallError::Lost { reason } => (Class::Infra, reason),
            CallError::Refused { class, reason } => (class, reason),
        },
    };
    Err(CallError::Refused { class, reason: format!("the image {name} was not {what}: {reason}") })
}
