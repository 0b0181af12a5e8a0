//! The nodes of a swarm: here, the one there is.

use docker_wire::{
    api::{Filters, node},
    model::{NodeAvailability, NodeRole, NodeState},
};

use super::{Lab, scenarios, swarm};

scenarios! {
    node_life on [docker] or "Podman has no swarm";
    node_refuses on [docker] or "Podman has no swarm";
}

/// A node is listed, looked at, and changed.
async fn node_life(lab: Lab) {
    let docker = swarm::outside(&lab);
    let id = swarm::init(&docker).await;
    let all = docker.send(node::List::new().filters(Filters::new().role("manager"))).await.unwrap();
    assert_eq!(all.iter().map(|node| &node.id).collect::<Vec<_>>(), [&id]);

    let found = docker.send(node::Inspect::new(&id)).await.unwrap().into_inner();
    assert_eq!(found.id, id);
    assert_eq!(found.spec.role, Some(NodeRole::Manager));
    assert_eq!(found.status.state, Some(NodeState::Ready));
    assert!(found.manager_status.is_some_and(|manager| manager.leader));

    let spec = found.spec.availability(NodeAvailability::Drain).labels([("rack", "7")]);
    docker.send(node::Update::new(&id, found.version.index.unwrap(), spec)).await.unwrap();
    let changed = docker.send(node::Inspect::new(&id)).await.unwrap().into_inner();
    assert_eq!(changed.spec.availability, Some(NodeAvailability::Drain));
    assert_eq!(changed.spec.labels.unwrap()["rack"], "7");
    swarm::leave(&docker).await;
}

/// The only manager stays, and an unknown node is not found.
async fn node_refuses(lab: Lab) {
    let docker = swarm::outside(&lab);
    let id = swarm::init(&docker).await;
    let error = docker.send(node::Remove::new(&id).force(true)).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("manager"), "{error}");
    for error in [
        docker.send(node::Inspect::new("nobody")).await.map(drop).unwrap_err(),
        docker.send(node::Remove::new("nobody")).await.map(drop).unwrap_err(),
    ] {
        assert!(error.is_not_found(), "{error}");
    }
    let found = docker.send(node::Inspect::new(&id)).await.unwrap().into_inner();
    let demoted = node::Update::new(&id, found.version.index.unwrap(), found.spec.role(NodeRole::Worker));
    let error = docker.send(demoted).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("demote"), "{error}");
    swarm::leave(&docker).await;
}
