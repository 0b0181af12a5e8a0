//! Pulling an image, and asking its registry whether that is needed.

use std::time::Duration;

use docker_wire::{
    Client,
    api::{distribution, image},
    reply::Finished,
};

use super::{ImageSource, ImageStep, in_time, to_the_end, within};
use crate::{fleet::Class, port::CallError};

/// How long to wait before each further try: only what may pass is tried again.
const TRIES: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(6)];

/// Pulls the image and says what came of it; nothing if it cannot be and an older one is there, which is used.
pub(super) async fn pull(
    client: &Client,
    source: &ImageSource,
    name: &str,
    there: bool,
) -> Result<Option<Finished>, CallError> {
    tracing::info!(image = name, "pulling the image");
    source.tell(ImageStep::Pulling);
    match with_patience(client, source, name, there).await {
        Err(error) if there => {
            // A registry that is away must not stop what is here already.
            tracing::warn!(image = name, %error, "not pulled; the image that is here is used");
            source.tell(ImageStep::Found);
            Ok(None)
        }
        Ok(finished) => {
            source.tell(ImageStep::Made);
            Ok(Some(finished))
        }
        Err(error) => Err(error),
    }
}

async fn with_patience(
    client: &Client,
    source: &ImageSource,
    name: &str,
    there: bool,
) -> Result<Finished, CallError> {
    // What is here can be used at once, so nobody waits for another try.
    for wait in TRIES.iter().filter(|_| !there) {
        match once(client, source, name).await {
            Err(CallError::Refused { class: Class::Infra, reason }) => {
                tracing::warn!(image = name, reason, "not pulled; another try follows");
                tokio::time::sleep(*wait).await;
            }
            other => return other,
        }
    }
    once(client, source, name).await
}

async fn once(client: &Client, source: &ImageSource, name: &str) -> Result<Finished, CallError> {
    let mut pull = image::Pull::new(name);
    if let Some(platform) = &source.platform {
        pull = pull.platform(platform);
    }
    let pulled = async {
        if let Some(auth) = source.credentials.for_image(name).await {
            pull = pull.auth(auth);
        }
        to_the_end(client.send(pull).await?, |_| {}).await
    };
    in_time(name, "pulled", pulled).await
}

/// Asks the registry whether the name stands for another image than the one that is here.
///
/// If it does not answer, the image that is here is used: that is what the question was for.
pub(super) async fn has_changed(
    client: &Client,
    source: &ImageSource,
    name: &str,
    digests: &[String],
) -> bool {
    let mut ask = distribution::Inspect::new(name);
    if let Some(auth) = source.credentials.for_image(name).await {
        ask = ask.auth(auth);
    }
    match within(client.send(ask)).await {
        Ok(answer) => {
            let digest = &answer.descriptor.digest;
            !digests.iter().any(|known| known.rsplit('@').next() == Some(digest.as_str()))
        }
        Err(error) => {
            tracing::warn!(image = name, %error, "the registry does not say; the image that is here is used");
            false
        }
    }
}
