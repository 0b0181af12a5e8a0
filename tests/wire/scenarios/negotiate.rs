//! Which version is spoken.

use docker_wire::{
    ApiVersion, Daemon, Phase,
    api::{container, system},
};

use super::play;

#[tokio::test]
async fn the_highest_common_version_is_pinned() {
    play("negotiate", common).await;
}

async fn common(daemon: Daemon) {
    let docker = daemon.negotiate(ApiVersion::V1_24..=ApiVersion::V1_44).await.unwrap();
    assert_eq!(docker.version(), ApiVersion::V1_41, "the engine's highest");
    docker.send(system::Ping::new()).await.unwrap();
    let docker = daemon.negotiate(ApiVersion::V1_24..=ApiVersion::V1_35).await.unwrap();
    assert_eq!(docker.version(), ApiVersion::V1_35, "ours; the engine is not asked again");
    docker.send(container::List::new().limit(1)).await.unwrap();
    let docker = daemon.negotiate(ApiVersion::V1_41..=ApiVersion::V1_41).await.unwrap();
    assert_eq!(docker.version(), ApiVersion::V1_41);
}

#[tokio::test]
async fn without_a_common_version_the_error_names_both_ranges() {
    play("negotiate-nothing", nothing_common).await;
}

async fn nothing_common(daemon: Daemon) {
    let error = daemon.negotiate(ApiVersion::V1_43..=ApiVersion::V1_44).await.unwrap_err();
    assert_eq!(error.phase(), Phase::Answer);
    let text = error.to_string();
    assert!(text.contains("1.12 to 1.41") && text.contains("1.43 to 1.44"), "{text}");
}

#[tokio::test]
async fn a_version_that_the_engine_does_not_speak_is_refused_in_its_own_words() {
    play("version-too-new", too_new).await;
}

async fn too_new(daemon: Daemon) {
    let docker = daemon.pin("1.99".parse().unwrap());
    let error = docker.send(container::List::new()).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
    assert_eq!(error.version(), "1.99".parse().ok());
    let message = error.message().unwrap_or_default();
    assert!(message.contains("client version 1.99 is too new") && message.contains("1.41"), "{message}");
}
