//! A pull that cannot work.

use docker_wire::{Daemon, Phase, api::image};

use super::{pinned, play};

#[tokio::test]
async fn an_image_that_cannot_be_had_is_an_error_that_names_the_registry() {
    play("pull-fails", unreachable).await;
}

async fn unreachable(daemon: Daemon) {
    let docker = pinned(&daemon);
    // Nothing listens there, on any machine.
    let pull = image::Pull::new("127.0.0.1:9/nothing").tag("1");
    let error = match docker.send(pull).await {
        Ok(progress) => progress.finish().await.unwrap_err(),
        Err(error) => error,
    };
    assert_eq!(error.phase(), Phase::Answer);
    assert!(error.message().unwrap_or_default().contains("127.0.0.1:9"), "{error}");
}

#[tokio::test]
async fn a_name_that_is_none_is_refused() {
    play("pull-bad-name", bad_name).await;
}

async fn bad_name(daemon: Daemon) {
    let error = pinned(&daemon).send(image::Pull::new("UPPER/case")).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400), "{error}");
    assert!(error.message().unwrap_or_default().contains("lowercase"), "{error}");
}
