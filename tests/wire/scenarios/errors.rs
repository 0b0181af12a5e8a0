//! What the engine refuses is data: a status and its own words.

use std::time::Duration;

use docker_wire::{Daemon, Phase, api::container};

use super::{create, pinned, play, remove, shell, start};

#[tokio::test]
async fn not_found_conflict_and_not_modified_are_told_apart() {
    play("errors", refused).await;
}

async fn refused(daemon: Daemon) {
    let docker = pinned(&daemon);
    let missing = docker.send(container::Inspect::new("docker-wire-missing")).await.unwrap_err();
    assert!(missing.is_not_found() && !missing.is_conflict());
    assert_eq!(missing.phase(), Phase::Answer);
    assert_eq!(missing.message(), Some("No such container: docker-wire-missing"));

    let id = create(&docker, shell("sleep 600").name("docker-wire-taken")).await;
    let taken = docker.send(shell("true").name("docker-wire-taken")).await.unwrap_err();
    assert!(taken.is_conflict(), "{taken}");
    assert!(taken.message().unwrap_or_default().contains("is already in use"), "{taken}");

    start(&docker, &id).await;
    let again = docker.send(container::Start::new(&id)).await.unwrap_err();
    assert!(again.is_not_modified(), "{again}");
    assert_eq!(again.message(), Some(""));
    docker.send(container::Stop::new(&id).t(Duration::ZERO)).await.unwrap();
    let stopped = docker.send(container::Stop::new(&id)).await.unwrap_err();
    assert!(stopped.is_not_modified(), "{stopped}");

    let image = docker.send(container::Create::new("docker-wire/no-such-image:1")).await.unwrap_err();
    assert!(image.is_not_found(), "{image}");
    assert_eq!(image.message(), Some("No such image: docker-wire/no-such-image:1"));
    let name = docker.send(shell("true").name("not a name")).await.unwrap_err();
    assert_eq!(name.status().map(|status| status.as_u16()), Some(400), "{name}");
    remove(&docker, &id).await;
    assert!(docker.send(container::Remove::new(&id)).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_program_that_is_not_there_fails_the_start_with_the_engines_words() {
    play("start-fails", no_program).await;
}

async fn no_program(daemon: Daemon) {
    let docker = pinned(&daemon);
    let id = create(&docker, shell("true").cmd(["/no/such/program"])).await;
    let error = docker.send(container::Start::new(&id)).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400), "{error}");
    assert!(error.to_string().contains("/no/such/program"), "{error}");
    remove(&docker, &id).await;
}
