//! Building an image from its recipe.

use docker_wire::{Client, api::image};

use tokio::time::Instant;

use super::{super::Recipe, IMAGE_TIMEOUT, ImageSource, ImageStep, fetch, in_time, to_the_end};
use crate::{engine::container::Pull, port::CallError};

/// Builds the image. Its steps' containers are removed, whatever becomes of them.
pub(super) async fn build(
    client: &Client,
    source: &ImageSource,
    name: &str,
    recipe: &Recipe,
) -> Result<(), CallError> {
    match &recipe.fetched {
        Some(fetched) => tracing::info!(image = name, context = fetched.shown, "building the image"),
        None => tracing::info!(image = name, "building the image"),
    }
    source.tell(ImageStep::Building);
    let hidden =
        |line: &str| recipe.fetched.as_ref().map_or_else(|| line.to_owned(), |it| it.hidden_in(line));
    let mut build = operation(source, name, recipe);
    let built = async {
        // The base image may be on any registry.
        let all = source.credentials.all().await;
        if !all.is_empty() {
            build = build.registry_config(all);
        }
        let progress = match &recipe.fetched {
            Some(_) => fetch::begin(client, build).await?,
            None => client.send(build).await?,
        };
        to_the_end(progress, |line| {
            let line = hidden(line);
            tracing::debug!(image = name, "{line}");
            source.tell(ImageStep::Line(&line));
        })
        .await
    };
    let built = in_time(name, "built", Instant::now() + IMAGE_TIMEOUT, built).await;
    built.map_err(|error| match error {
        CallError::Refused { class, reason } => CallError::Refused { class, reason: hidden(&reason) },
        CallError::Lost { reason } => CallError::Lost { reason: hidden(&reason) },
    })?;
    source.tell(ImageStep::Made);
    Ok(())
}

fn operation(source: &ImageSource, name: &str, recipe: &Recipe) -> image::Build {
    let mut build = match (&recipe.fetched, &recipe.context) {
        (Some(fetched), _) => image::Build::from_url(&fetched.url),
        (None, Some(context)) => image::Build::new(context.clone()),
        (None, None) => image::Build::from_dockerfile(&recipe.dockerfile),
    };
    for (path, mode, content) in &recipe.files {
        build = build.file(path, *mode, content.clone());
    }
    build = build.t([name]);
    if !recipe.labels.is_empty() {
        build = build.labels(recipe.all_labels());
    }
    if !recipe.buildargs.is_empty() {
        build = build.buildargs(recipe.buildargs.clone());
    }
    if let Some(target) = &recipe.target {
        build = build.target(target);
    }
    if let Some(platform) = &recipe.platform {
        build = build.platform(platform);
    }
    // As with docker-py's worker: whoever pulls always has the base image pulled as well.
    if source.pull == Pull::Always {
        build = build.pull(true);
    }
    build
}
