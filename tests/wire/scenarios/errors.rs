//! What the engine refuses is data: a status and its own words.

use std::time::Duration;

use docker_wire::{Phase, api::container};

use super::{Lab, create, remove, scenarios, shell, start, status};

scenarios! {
    errors;
    start_fails;
}

/// Not found conflict and not modified are told apart.
async fn errors(lab: Lab) {
    let docker = lab.docker;
    let missing = docker.send(container::Inspect::new("docker-wire-missing")).await.unwrap_err();
    assert!(missing.is_not_found() && !missing.is_conflict());
    assert_eq!(missing.phase(), Phase::Answer);
    assert_eq!(missing.message(), Some(&*lab.engine.no_such_container("docker-wire-missing")));

    let id = create(&docker, shell("sleep 600").name("docker-wire-taken")).await;
    let taken = docker.send(shell("true").name("docker-wire-taken")).await.unwrap_err();
    assert_eq!(status(&taken), lab.engine.says(409, 500), "{taken}");
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
    let docker_says = "No such image: docker-wire/no-such-image:1";
    let podman_says = "no such image: docker.io/docker-wire/no-such-image:1: image not known";
    assert_eq!(image.message(), Some(lab.engine.says(docker_says, podman_says)));
    let name = docker.send(shell("true").name("not a name")).await.unwrap_err();
    assert_eq!(status(&name), lab.engine.says(400, 500), "{name}");
    remove(&docker, &id).await;
    assert!(docker.send(container::Remove::new(&id)).await.unwrap_err().is_not_found());
}

/// A program that is not there fails the start with the engines words.
async fn start_fails(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("true").cmd(["/no/such/program"])).await;
    let error = docker.send(container::Start::new(&id)).await.unwrap_err();
    assert_eq!(status(&error), lab.engine.says(400, 500), "{error}");
    assert!(error.to_string().contains("/no/such/program"), "{error}");
    remove(&docker, &id).await;
}
