//! Having the image there: found, built from a Dockerfile, or pulled; once at a time for each image.

mod build;
mod collect;
mod fetch;
mod pull;
mod resolved;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use docker_wire::{Client, Error, reply::Progress};
use tokio::time::Instant;

use self::resolved::{There, look};
pub use self::{collect::Collected, fetch::Fetched};
pub(super) use self::{collect::collect, resolved::Resolved};
use super::{
    ImageSource, ImageStep, Pull, Recipe,
    classify::{Asked, Failed, within},
};
use crate::{fleet::Class, port::CallError};

/// How long a build, or a pull with all its tries, may take.
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
    busy: Mutex<BTreeMap<Wanted, Arc<tokio::sync::Mutex<Last>>>>,
}

/// An image's name, and its platform if one is asked for.
type Wanted = (String, Option<String>);

/// What became of an image when this process last worked on it.
#[derive(Debug, Default)]
struct Last {
    /// When it was last pulled.
    pulled: Option<Instant>,
    /// When it was last built.
    built: Option<Instant>,
    /// When it was last found to be good enough, or not to be had, and by what work.
    settled: Option<(Instant, Work)>,
    /// Why it was not to be had then.
    failed: Option<CallError>,
}

/// What may be done to have an image: only who may do the same can share a failure.
#[derive(Debug, PartialEq, Eq)]
struct Work {
    pull: Pull,
    recipe: Option<String>,
}

impl Last {
    /// Whether somebody else has done the work since a call asked for it, and what came of that.
    fn since(&self, asked: Instant, work: &Work) -> Option<Result<(), CallError>> {
        if work.recipe.is_none() && self.pulled.is_some_and(|at| at > asked) {
            return Some(Ok(()));
        }
        let settled = self.settled.as_ref().is_some_and(|(at, done)| *at > asked && done == work);
        settled.then(|| self.failed.clone().map_or(Ok(()), Err))
    }

    fn settle<T>(&mut self, work: Work, done: &Result<T, CallError>) {
        self.settled = Some((Instant::now(), work));
        self.failed = done.as_ref().err().cloned();
    }
}

impl Images {
    /// Returns when the image is there, and says which one it is.
    ///
    /// Of several calls for one image one works and the others wait; what became of the image while a call waited, good
    /// or bad, is new enough for it. A call that is given up leaves the work to the next.
    pub(super) async fn ensure(
        &self,
        client: &Client,
        source: &ImageSource,
        name: &str,
    ) -> Result<Resolved, CallError> {
        let asked = Instant::now();
        let lock = {
            let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
            busy.entry((name.to_owned(), source.platform.clone())).or_default().clone()
        };
        let mut last = lock.lock().await;
        let there = look(client, name).await?;
        let work = Work { pull: source.pull, recipe: source.recipe.as_ref().map(Recipe::hash) };
        let usable = there.filter(|there| work.recipe.as_ref().is_none_or(|hash| is_current(there, hash)));
        let since = last.since(asked, &work);
        if let (None, Some(Err(failed))) = (&usable, &since) {
            return Err(failed.clone());
        }
        let done = match &source.recipe {
            Some(recipe) => {
                have_built(client, source, name, recipe, usable, &mut last, since.is_some()).await
            }
            None => have_pulled(client, source, name, usable, &mut last, since.is_some()).await,
        };
        last.settle(work, &done);
        done.map(|there| there.resolved(name))
    }
}

/// Whether an image can be used for a recipe: it was built from this one, or not by latent at all.
fn is_current(there: &There, hash: &str) -> bool {
    there.recipe.as_deref().is_none_or(|recipe| recipe == hash)
}

/// Whether what was had at a moment is to be had anew, because of its age alone.
fn is_due(pull: Pull, had: Option<Instant>) -> bool {
    match pull {
        Pull::Always => true,
        Pull::Daily => had.is_none_or(|at| at.elapsed() >= DAY),
        Pull::Never | Pull::Missing | Pull::IfDigestChanged | Pull::BeforeBuild => false,
    }
}

/// `waited` says that somebody else has just built the same image.
async fn have_built(
    client: &Client,
    source: &ImageSource,
    name: &str,
    recipe: &Recipe,
    usable: Option<There>,
    last: &mut Last,
    waited: bool,
) -> Result<There, CallError> {
    // What is behind a URL may have changed, which the recipe does not tell. What somebody else made is left alone.
    let ours = usable.as_ref().is_some_and(|there| there.recipe.is_some());
    let again = ours && recipe.fetched.is_some() && !waited && is_due(source.pull, last.built);
    match usable {
        Some(there) if !again => {
            source.tell(ImageStep::Found);
            return Ok(there);
        }
        None if source.pull == Pull::BeforeBuild && pull::before_build(client, source, name).await => {
            if let Some(there) = look(client, name).await? {
                return Ok(there);
            }
            build::build(client, source, name, recipe).await?;
        }
        None => build::build(client, source, name, recipe).await?,
        Some(there) => match build::build(client, source, name, recipe).await {
            Err(CallError::Refused { class: Class::Infra, reason }) => {
                tracing::warn!(image = name, reason, "not built again; the image that is here is used");
                source.tell(ImageStep::Found);
                return Ok(there);
            }
            built => built?,
        },
    }
    last.built = Some(Instant::now());
    made(client, name, "built").await
}

/// `waited` says that somebody else has just had the same image, or asked its registry.
async fn have_pulled(
    client: &Client,
    source: &ImageSource,
    name: &str,
    there: Option<There>,
    last: &mut Last,
    waited: bool,
) -> Result<There, CallError> {
    let pulls = match (&there, source.pull) {
        (Some(_), Pull::Never | Pull::Missing | Pull::BeforeBuild) => false,
        (Some(_), _) if waited => false,
        (Some(_), Pull::Daily | Pull::Always) => is_due(source.pull, last.pulled),
        (Some(there), Pull::IfDigestChanged) => pull::has_changed(client, source, name, &there.digests).await,
        (None, Pull::Never) => return Err(missing(name)),
        (None, _) => true,
    };
    match there {
        Some(there) if !pulls => {
            source.tell(ImageStep::Found);
            return Ok(there);
        }
        Some(there) if !pull::pull(client, source, name, true).await? => return Ok(there),
        Some(_) => {}
        None => drop(pull::pull(client, source, name, false).await?),
    }
    last.pulled = Some(Instant::now());
    made(client, name, "pulled").await
}

/// Looks at what was just pulled or built. An engine that says it is done and has nothing will not do better.
async fn made(client: &Client, name: &str, what: &str) -> Result<There, CallError> {
    look(client, name).await?.ok_or_else(|| CallError::Refused {
        class: Class::Rejected,
        reason: format!("the image {name} was {what}, and the engine has no image of that name"),
    })
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

/// Why an image did not come to be.
enum Undone {
    Failed(Failed),
    /// There was no progress for so long.
    Stalled(Duration),
}

/// Reads a progress to its end; a word must come now and then.
async fn to_the_end(mut progress: Progress, mut each: impl FnMut(&str)) -> Result<(), Undone> {
    loop {
        match tokio::time::timeout(PROGRESS, progress.next()).await {
            Err(_) => return Err(Undone::Stalled(PROGRESS)),
            Ok(None) => break,
            Ok(Some(line)) => {
                let line = line.map_err(Failed::Error)?;
                let text = line.stream.as_deref().unwrap_or_default();
                text.lines().map(str::trim_end).filter(|line| !line.is_empty()).for_each(&mut each);
            }
        }
    }
    Ok(progress.finish().await.map(drop).map_err(Failed::Error)?)
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

/// Bounds the work on an image by a moment, and says what it means if it fails.
///
/// An image is no instance: whatever became of it, nothing of ours runs.
async fn in_time(
    name: &str,
    what: &str,
    until: Instant,
    work: impl Future<Output = Result<(), Undone>>,
) -> Result<(), CallError> {
    let undone = match tokio::time::timeout_at(until, work).await {
        Ok(Ok(())) => return Ok(()),
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
