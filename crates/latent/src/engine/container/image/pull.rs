//! Pulling an image, and asking its registry whether that is needed.

use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

use docker_wire::{
    Client,
    api::{distribution, image},
};

use tokio::time::Instant;

use super::{IMAGE_TIMEOUT, ImageSource, ImageStep, in_time, to_the_end, within};
use crate::{fleet::Class, port::CallError};

/// How often it is tried in all: only what may pass is tried again.
const TRIES: u32 = 3;

/// The shortest and the longest wait before a further try, in milliseconds.
const WAIT: (u64, u64) = (2_000, 10_000);

/// Pulls the image and says whether it was: if it cannot be and an older one is there, that is used.
pub(super) async fn pull(
    client: &Client,
    source: &ImageSource,
    name: &str,
    there: bool,
) -> Result<bool, CallError> {
    tracing::info!(image = name, "pulling the image");
    source.tell(ImageStep::Pulling);
    match with_patience(client, source, name, there).await {
        Err(error) if there => {
            // A registry that is away must not stop what is here already.
            tracing::warn!(image = name, %error, "not pulled; the image that is here is used");
            source.tell(ImageStep::Found);
            Ok(false)
        }
        Ok(()) => {
            source.tell(ImageStep::Made);
            Ok(true)
        }
        Err(error) => Err(error),
    }
}

/// Pulls the image and says whether it was. It is tried once: what is not pulled is built.
pub(super) async fn before_build(client: &Client, source: &ImageSource, name: &str) -> bool {
    tracing::info!(image = name, "pulling the image");
    source.tell(ImageStep::Pulling);
    match once(client, source, name, Instant::now() + IMAGE_TIMEOUT).await {
        Ok(()) => {
            source.tell(ImageStep::Made);
            true
        }
        Err(error) => {
            tracing::info!(image = name, %error, "not pulled; the image is built");
            false
        }
    }
}

async fn with_patience(
    client: &Client,
    source: &ImageSource,
    name: &str,
    there: bool,
) -> Result<(), CallError> {
    let until = Instant::now() + IMAGE_TIMEOUT;
    // What is here can be used at once, so nobody waits for another try.
    let further = if there { 0 } else { TRIES - 1 };
    for _ in 0..further {
        let wait = wait();
        match once(client, source, name, until).await {
            Err(CallError::Refused { class: Class::Infra, reason }) if Instant::now() + wait < until => {
                tracing::warn!(image = name, reason, "not pulled; another try follows");
                tokio::time::sleep(wait).await;
            }
            other => return other,
        }
    }
    once(client, source, name, until).await
}

/// How long to wait before a further try: never twice the same, so that many who failed together do not come together
/// again.
fn wait() -> Duration {
    let (least, most) = WAIT;
    // Each of these states is seeded anew.
    Duration::from_millis(least + RandomState::new().hash_one(()) % (most - least + 1))
}

async fn once(client: &Client, source: &ImageSource, name: &str, until: Instant) -> Result<(), CallError> {
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
    in_time(name, "pulled", until, pulled).await
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn waits_are_within_their_bounds_and_differ() {
        let waits: BTreeSet<Duration> = (0..64).map(|_| wait()).collect();
        let bounds = Duration::from_millis(WAIT.0)..=Duration::from_millis(WAIT.1);
        assert!(waits.iter().all(|wait| bounds.contains(wait)), "{waits:?}");
        assert!(waits.len() > 32, "{waits:?}");
    }
}
