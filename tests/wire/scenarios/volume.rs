//! Volumes.

use docker_wire::{
    api::{Filters, container, volume},
    model::{ClusterVolumeSpec, HostConfig},
};

use super::{LABEL, Lab, create, remove, scenarios, shell, status};

scenarios! {
    volume_create;
    volume_list;
    volume_in_use;
    volume_prune;
    volume_update_is_for_clusters on [docker_26_1 docker_28_5] or "has no such operation";
}

fn named(name: &str) -> volume::Create {
    volume::Create::new().name(name).labels([(LABEL, "1")])
}

/// A volume is what it was asked to be; asking twice changes nothing.
async fn volume_create(lab: Lab) {
    let docker = lab.docker;
    let made = docker.send(named("docker-wire-vol").driver("local")).await.unwrap().into_inner();
    assert_eq!((made.name.as_str(), made.driver.as_str()), ("docker-wire-vol", "local"));
    let found = docker.send(volume::Inspect::new("docker-wire-vol")).await.unwrap().into_inner();
    assert_eq!((found.mountpoint, &found.labels[LABEL]), (made.mountpoint, &"1".to_owned()));
    if !lab.engine.is_podman() {
        docker.send(named("docker-wire-vol")).await.unwrap();
    }
    docker.send(volume::Remove::new("docker-wire-vol")).await.unwrap();
    assert!(docker.send(volume::Remove::new("docker-wire-vol")).await.unwrap_err().is_not_found());
}

/// A list shows what its filters say.
async fn volume_list(lab: Lab) {
    let docker = lab.docker;
    docker.send(named("docker-wire-listed")).await.unwrap();
    let filters = Filters::new().label(format!("{LABEL}=1"));
    let found = docker.send(volume::List::new().filters(filters)).await.unwrap().into_inner();
    assert_eq!(found.volumes.iter().map(|it| &*it.name).collect::<Vec<_>>(), ["docker-wire-listed"]);
    let all = docker.send(volume::List::new()).await.unwrap().into_inner();
    assert!(all.volumes.iter().any(|it| it.name == "docker-wire-listed"));
    docker.send(volume::Remove::new("docker-wire-listed").force(true)).await.unwrap();
}

/// A volume that a container has is not removed.
async fn volume_in_use(lab: Lab) {
    let docker = lab.docker;
    docker.send(named("docker-wire-used")).await.unwrap();
    let host = HostConfig::new().binds(["docker-wire-used:/data"]);
    let id = create(&docker, shell("true").host_config(host)).await;
    let refused = docker.send(volume::Remove::new("docker-wire-used")).await.unwrap_err();
    assert!(refused.is_conflict(), "{refused}");
    docker.send(container::Remove::new(&id)).await.unwrap();
    docker.send(volume::Remove::new("docker-wire-used")).await.unwrap();
}

/// Volumes that no container has go.
async fn volume_prune(lab: Lab) {
    let docker = lab.docker;
    let mark = ("docker-wire.prune-volume", "this");
    docker.send(named("docker-wire-unused").labels([mark])).await.unwrap();
    let mut filters = Filters::new().label(format!("{}={}", mark.0, mark.1));
    if lab.engine.api.minor() >= 42 && !lab.engine.is_podman() {
        // Since then, only those without a name go unless all are asked for.
        filters = filters.with("all", "true");
    }
    let pruned = docker.send(volume::Prune::new().filters(filters)).await.unwrap().into_inner();
    assert_eq!(pruned.volumes_deleted, ["docker-wire-unused"]);
    let id = create(&docker, shell("true")).await;
    remove(&docker, &id).await;
}

/// Only volumes of a swarm can be changed.
async fn volume_update_is_for_clusters(lab: Lab) {
    let docker = lab.docker;
    docker.send(named("docker-wire-local")).await.unwrap();
    let update = volume::Update::new("docker-wire-local", 1).spec(ClusterVolumeSpec::new());
    let refused = docker.send(update).await.unwrap_err();
    assert!([400, 404, 503].contains(&status(&refused)), "{refused}");
    docker.send(volume::Remove::new("docker-wire-local")).await.unwrap();
}
