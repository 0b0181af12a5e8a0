//! Networks, and who is in them.

use docker_wire::{
    api::{Filters, network},
    model::{EndpointSettings, Ipam, IpamConfig},
};

use super::{LABEL, Lab, create, remove, scenarios, shell, sleeper, start, status};

scenarios! {
    network_create;
    network_list;
    network_connect;
    network_in_use;
    network_prune;
    network_errors;
}

fn named(name: &str) -> network::Create {
    network::Create::new(name).labels([(LABEL, "1")])
}

/// A network is what it was asked to be.
async fn network_create(lab: Lab) {
    let docker = lab.docker;
    let range = IpamConfig::new().subnet("10.222.7.0/24").gateway("10.222.7.1");
    let asked = named("docker-wire-net").driver("bridge").internal(true).ipam(Ipam::new().config([range]));
    let id = docker.send(asked).await.unwrap().into_inner().id;
    let found = docker.send(network::Inspect::new("docker-wire-net")).await.unwrap().into_inner();
    assert_eq!((found.id, found.driver.as_str(), found.internal), (id.clone(), "bridge", true));
    assert_eq!(found.labels[LABEL], "1");
    let config = found.ipam.config.unwrap();
    assert_eq!(config[0].subnet.as_deref(), Some("10.222.7.0/24"));
    docker.send(network::Remove::new(&id)).await.unwrap();
    assert!(docker.send(network::Inspect::new(&id)).await.unwrap_err().is_not_found());
}

/// A list shows what its filters say.
async fn network_list(lab: Lab) {
    let docker = lab.docker;
    let id = docker.send(named("docker-wire-listed")).await.unwrap().into_inner().id;
    let filters = Filters::new().name("docker-wire-listed");
    let found = docker.send(network::List::new().filters(filters)).await.unwrap().into_inner();
    assert_eq!(found.iter().map(|it| &it.id).collect::<Vec<_>>(), [&id]);
    let all = docker.send(network::List::new()).await.unwrap().into_inner();
    assert!(all.iter().any(|it| it.name == "bridge"), "{all:?}");
    docker.send(network::Remove::new("docker-wire-listed")).await.unwrap();
}

/// A container is in a network under its alias, until it is not.
async fn network_connect(lab: Lab) {
    let docker = lab.docker;
    docker.send(named("docker-wire-joined")).await.unwrap();
    let id = sleeper(&docker).await;
    let alias = EndpointSettings::new().aliases(["docker-wire-alias"]);
    let connect = network::Connect::new("docker-wire-joined", &id).endpoint_config(alias);
    docker.send(connect).await.unwrap();
    let found = docker.send(network::Inspect::new("docker-wire-joined")).await.unwrap().into_inner();
    assert_eq!(found.containers.keys().collect::<Vec<_>>(), [&id]);
    docker.send(network::Disconnect::new("docker-wire-joined", &id).force(true)).await.unwrap();
    let found = docker.send(network::Inspect::new("docker-wire-joined")).await.unwrap().into_inner();
    assert!(found.containers.is_empty(), "{:?}", found.containers);
    remove(&docker, &id).await;
    docker.send(network::Remove::new("docker-wire-joined")).await.unwrap();
}

/// A network with somebody in it is not removed.
async fn network_in_use(lab: Lab) {
    let docker = lab.docker;
    docker.send(named("docker-wire-used")).await.unwrap();
    let user = shell("exec sleep 600").name("docker-wire-user");
    let id = create(&docker, user).await;
    start(&docker, &id).await;
    docker.send(network::Connect::new("docker-wire-used", &id)).await.unwrap();
    let refused = docker.send(network::Remove::new("docker-wire-used")).await.unwrap_err();
    assert_eq!(status(&refused), lab.engine.says(403, 500), "{refused}");
    remove(&docker, &id).await;
    docker.send(network::Remove::new("docker-wire-used")).await.unwrap();
}

/// Networks that nobody is in go.
async fn network_prune(lab: Lab) {
    let docker = lab.docker;
    let mark = ("docker-wire.prune-network", "this");
    docker.send(named("docker-wire-unused").labels([mark])).await.unwrap();
    let filters = Filters::new().label(format!("{}={}", mark.0, mark.1));
    let pruned = docker.send(network::Prune::new().filters(filters)).await.unwrap().into_inner();
    assert_eq!(pruned.networks_deleted, ["docker-wire-unused"]);
    assert!(docker.send(network::Inspect::new("docker-wire-unused")).await.unwrap_err().is_not_found());
}

/// What cannot be is refused, each in its way.
async fn network_errors(lab: Lab) {
    let docker = lab.docker;
    let missing = docker.send(network::Inspect::new("docker-wire-missing")).await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    let missing = docker.send(network::Remove::new("docker-wire-missing")).await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    let driver = docker.send(named("docker-wire-driver").driver("docker-wire-none")).await.unwrap_err();
    assert_eq!(status(&driver), lab.engine.says(404, 500), "{driver}");
    let id = docker.send(named("docker-wire-twice")).await.unwrap().into_inner().id;
    let nobody = network::Connect::new(&id, "docker-wire-missing");
    assert!(docker.send(nobody).await.unwrap_err().is_not_found());
    docker.send(network::Remove::new(&id)).await.unwrap();
}
