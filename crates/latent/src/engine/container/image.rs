//! Having the image there: found, built from a Dockerfile, or pulled; once at a time for each image.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use docker_wire::{Client, Error, api::image};

use super::{
    ImageSource, ImageStep, Pull, Recipe,
    classify::{Asked, within, within_for},
};
use crate::{fleet::Class, port::CallError};

/// How long a pull or a build may take in all.
pub const IMAGE_TIMEOUT: Duration = Duration::from_secs(300);

/// How long a pull or a build may go without a word.
const PROGRESS: Duration = Duration::from_secs(120);

/// The images of one engine; several starts that need the same one wait for one build or pull.
#[derive(Debug, Default)]
pub(super) struct Images {
    busy: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

impl Images {
    /// Returns when the image is there.
    pub(super) async fn ensure(
        &self,
        client: &Client,
        source: &ImageSource,
        name: &str,
    ) -> Result<(), CallError> {
        let lock = {
            let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
            busy.entry(name.to_owned()).or_default().clone()
        };
        let _alone = lock.lock().await;
        let there = is_there(client, name).await?;
        match (&source.recipe, source.pull) {
            (_, Pull::Always) => pull(client, source, name, there).await,
            (_, Pull::Never | Pull::Missing) if there => {
                source.tell(ImageStep::Found);
                Ok(())
            }
            (Some(recipe), Pull::Never | Pull::Missing) => build(client, source, name, recipe).await,
            (None, Pull::Missing) => pull(client, source, name, there).await,
            (None, Pull::Never) => Err(CallError::Refused {
                class: Class::Rejected,
                reason: format!(
                    "the image {name} is not on the engine, and nothing says to pull or build it"
                ),
            }),
        }
    }
}

impl ImageSource {
    fn tell(&self, step: ImageStep<'_>) {
        if let Some(witness) = &self.witness {
            witness(step);
        }
    }
}

async fn is_there(client: &Client, name: &str) -> Result<bool, CallError> {
    match within(client.send(image::Inspect::new(name))).await {
        Ok(_) => Ok(true),
        Err(failed) if failed.is_not_found() => Ok(false),
        Err(failed) => Err(failed.classify(Asked::Image)),
    }
}

async fn build(client: &Client, source: &ImageSource, name: &str, recipe: &Recipe) -> Result<(), CallError> {
    tracing::info!(image = name, "building the image");
    source.tell(ImageStep::Building);
    let mut build = image::Build::from_dockerfile(&recipe.dockerfile).t([name]);
    for (path, mode, content) in &recipe.files {
        build = build.file(path, *mode, content.clone());
    }
    let built = async {
        let mut progress = client.send(build).await?;
        while let Some(line) = tokio::time::timeout(PROGRESS, progress.next()).await.unwrap_or_default() {
            let line = line?;
            if let Some(text) = line.stream.as_deref().map(str::trim_end).filter(|text| !text.is_empty()) {
                tracing::debug!(image = name, "{text}");
                source.tell(ImageStep::Line(text));
            }
        }
        progress.finish().await.map(drop)
    };
    in_time(name, "built", built).await?;
    source.tell(ImageStep::Made);
    Ok(())
}

async fn pull(client: &Client, source: &ImageSource, name: &str, there: bool) -> Result<(), CallError> {
    tracing::info!(image = name, "pulling the image");
    source.tell(ImageStep::Pulling);
    let pulled = async {
        let mut progress = client.send(image::Pull::new(name)).await?;
        while let Some(line) = tokio::time::timeout(PROGRESS, progress.next()).await.unwrap_or_default() {
            drop(line?);
        }
        progress.finish().await.map(drop)
    };
    match in_time(name, "pulled", pulled).await {
        Err(error) if there => {
            // A registry that is away must not stop what is here already.
            tracing::warn!(image = name, %error, "not pulled; the image that is here is used");
            source.tell(ImageStep::Found);
            Ok(())
        }
        Ok(()) => {
            source.tell(ImageStep::Made);
            Ok(())
        }
        failed @ Err(_) => failed,
    }
}

async fn in_time(
    name: &str,
    what: &str,
    work: impl Future<Output = Result<(), Error>>,
) -> Result<(), CallError> {
    match within_for(IMAGE_TIMEOUT, work).await {
        Ok(()) => Ok(()),
        Err(failed) => Err(match failed.classify(Asked::Image) {
            // An image is no instance: whatever became of it, nothing of ours runs.
            CallError::Lost { reason } => CallError::Refused {
                class: Class::Infra,
                reason: format!("the image {name} was not {what}: {reason}"),
            },
            CallError::Refused { class, reason } => {
                CallError::Refused { class, reason: format!("the image {name} was not {what}: {reason}") }
            }
        }),
    }
}
