//! A swarm of one node: how it begins, what it says of itself, how it ends.

use acceptance::{live, raw};
use docker_wire::{
    Client, Phase,
    api::{Filters, network, swarm, system},
    model::{LocalNodeState, SwarmEncryption, SwarmOrchestration},
};

use super::{LABEL, Lab, is_live, scenarios};

scenarios! {
    swarm_life on [docker] or "Podman has no swarm";
    swarm_locks on [docker] or "Podman has no swarm";
    swarm_absent on [docker] or "Podman has no swarm";
    swarm_refuses on [docker] or "Podman has no swarm";
    swarm_network on [docker] or "Podman has no swarm";
}

/// Where the one node listens.
const ADDRESS: &str = "127.0.0.1";

/// Takes the client of an engine that is in no swarm: a scenario that failed may have left one.
pub(super) fn outside(lab: &Lab) -> Client {
    if is_live() {
        let engine = live::named(lab.engine.folder);
        // Most of the time there is none, and it says so.
        let _ = raw::engine(engine.socket(), "POST", "/swarm/leave?force=true", None);
    }
    lab.docker.clone()
}

/// Makes the engine a swarm of its own and tells the id of its node.
pub(super) async fn init(docker: &Client) -> String {
    let init = swarm::Init::new(format!("{ADDRESS}:2377")).advertise_addr(ADDRESS);
    docker.send(init).await.unwrap().into_inner()
}

pub(super) async fn leave(docker: &Client) {
    docker.send(swarm::Leave::new().force(true)).await.unwrap();
}

async fn state(docker: &Client) -> Option<LocalNodeState> {
    docker.send(system::Info::new()).await.unwrap().into_inner().swarm.local_node_state
}

/// An engine is no swarm, is one, is changed, and is none.
async fn swarm_life(lab: Lab) {
    let docker = outside(&lab);
    assert_eq!(state(&docker).await, Some(LocalNodeState::Inactive));
    let node = init(&docker).await;
    assert_eq!(state(&docker).await, Some(LocalNodeState::Active));

    let found = docker.send(swarm::Inspect::new()).await.unwrap().into_inner();
    assert!(!found.id.is_empty() && found.id != node);
    assert!(!found.join_tokens.worker.is_empty() && !found.join_tokens.manager.is_empty());
    assert_eq!(found.spec.name.as_deref(), Some("default"));
    assert!(found.tls_info.trust_root.starts_with("-----BEGIN CERTIFICATE-----"));

    let version = found.version.index.unwrap();
    let spec = found
        .spec
        .orchestration(SwarmOrchestration::new().task_history_retention_limit(2))
        .labels([("a", "b")]);
    docker.send(swarm::Update::new(version, spec).rotate_worker_token(true)).await.unwrap();
    let changed = docker.send(swarm::Inspect::new()).await.unwrap().into_inner();
    assert!(changed.version.index.is_some_and(|now| now > version));
    assert_eq!(changed.spec.orchestration.as_ref().and_then(|it| it.task_history_retention_limit), Some(2));

    let stale = swarm::Update::new(version, changed.spec);
    let error = docker.send(stale).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("out of sequence"), "{error}");
    leave(&docker).await;
    assert_eq!(state(&docker).await, Some(LocalNodeState::Inactive));
}

/// A swarm that is locked from now on has a key, which a swarm that is open does not need.
async fn swarm_locks(lab: Lab) {
    let docker = outside(&lab);
    init(&docker).await;
    let key = docker.send(swarm::UnlockKey::new()).await.unwrap().into_inner().unlock_key;
    assert!(key.is_none_or(|key| key.is_empty()));

    let found = docker.send(swarm::Inspect::new()).await.unwrap().into_inner();
    let spec = found.spec.encryption_config(SwarmEncryption::new().auto_lock_managers(true));
    docker.send(swarm::Update::new(found.version.index.unwrap(), spec)).await.unwrap();
    let key = docker.send(swarm::UnlockKey::new()).await.unwrap().into_inner().unlock_key.unwrap();
    assert!(!key.is_empty());

    let error = docker.send(swarm::Unlock::new(key.into_inner())).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("not locked"), "{error}");
    leave(&docker).await;
}

/// Where there is no swarm, everything about one says so.
async fn swarm_absent(lab: Lab) {
    let docker = outside(&lab);
    let errors = [
        docker.send(swarm::Inspect::new()).await.map(drop).unwrap_err(),
        docker.send(swarm::UnlockKey::new()).await.map(drop).unwrap_err(),
        docker.send(docker_wire::api::node::List::new()).await.map(drop).unwrap_err(),
        docker.send(docker_wire::api::service::List::new()).await.map(drop).unwrap_err(),
        docker.send(docker_wire::api::task::List::new()).await.map(drop).unwrap_err(),
        docker.send(docker_wire::api::secret::List::new()).await.map(drop).unwrap_err(),
        docker.send(docker_wire::api::config::List::new()).await.map(drop).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(
            (error.phase(), error.status().map(|it| it.as_u16())),
            (Phase::Answer, Some(503)),
            "{error}"
        );
        assert!(error.message().unwrap_or_default().contains("not a swarm manager"), "{error}");
    }
    let error = docker.send(swarm::Leave::new()).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("not part of a swarm"), "{error}");
}

/// What cannot be done to a swarm is refused in the engine's words.
async fn swarm_refuses(lab: Lab) {
    let docker = outside(&lab);
    let error = docker.send(swarm::Init::new("nowhere")).await.unwrap_err();
    assert_eq!(error.status().map(|it| it.as_u16()), Some(400), "{error}");
    let error = docker.send(swarm::Join::new(["127.0.0.1:9"], "no-token")).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("token"), "{error}");

    init(&docker).await;
    let again = swarm::Init::new(format!("{ADDRESS}:2377")).advertise_addr(ADDRESS);
    let error = docker.send(again).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("already part of a swarm"), "{error}");
    let error = docker.send(swarm::Join::new(["127.0.0.1:9"], "no-token")).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("already part of a swarm"), "{error}");
    let error = docker.send(swarm::Leave::new()).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("force"), "{error}");
    leave(&docker).await;
}

/// A network of the whole swarm.
async fn swarm_network(lab: Lab) {
    let docker = outside(&lab);
    let overlay = || network::Create::new("docker-wire-overlay").driver("overlay").labels([(LABEL, "1")]);
    let error = docker.send(overlay()).await.unwrap_err();
    assert!(error.message().unwrap_or_default().contains("swarm"), "{error}");

    init(&docker).await;
    let made = docker.send(overlay().attachable(true)).await.unwrap().into_inner();
    let found = docker.send(network::Inspect::new(&made.id)).await.unwrap().into_inner();
    assert_eq!((found.scope.as_str(), found.attachable), ("swarm", true));
    let all = docker
        .send(network::List::new().filters(Filters::new().with("scope", "swarm").label(LABEL)))
        .await
        .unwrap();
    assert_eq!(all.iter().map(|network| &network.id).collect::<Vec<_>>(), [&made.id]);
    docker.send(network::Remove::new(&made.id)).await.unwrap();
    leave(&docker).await;
}
