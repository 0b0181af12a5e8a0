//! The engine as a whole.

use docker_wire::api::{Filters, Timestamp, container, system, volume};

use super::{LABEL, Lab, create, exit_code, remove, scenarios, shell, start};

scenarios! {
    ping;
    data_usage;
    events_between;
    events_of_volumes;
}

/// A ping without a body, and a head without one either.
async fn ping(lab: Lab) {
    let head = lab.docker.send(system::PingHead::new()).await.unwrap();
    assert_eq!(head.api_version, Some(lab.engine.api));
    let unpinned = lab.daemon.send(system::PingHead::new()).await.unwrap();
    assert_eq!(unpinned.api_version, Some(lab.engine.api));
}

/// What all of it takes on the disk.
async fn data_usage(lab: Lab) {
    let docker = lab.docker;
    docker.send(volume::Create::new().name("docker-wire-df").labels([(LABEL, "1")])).await.unwrap();
    let id = create(&docker, shell("true").name("docker-wire-df")).await;
    let found = docker.send(system::DataUsage::new()).await.unwrap().into_inner();
    assert!(found.containers.iter().any(|it| it.id == id), "{:?}", found.containers);
    assert!(found.volumes.iter().any(|it| it.name == "docker-wire-df"), "{:?}", found.volumes);
    assert!(!found.images.is_empty());
    remove(&docker, &id).await;
    docker.send(volume::Remove::new("docker-wire-df")).await.unwrap();
}

/// Events from the beginning, up to the one that is waited for.
async fn events_between(lab: Lab) {
    let docker = lab.docker;
    let mark = ("docker-wire.events-between", "this");
    let id = create(&docker, shell("exit 0").labels([mark])).await;
    start(&docker, &id).await;
    assert_eq!(exit_code(&docker, &id).await, 0);
    let filters = Filters::new().label(format!("{}={}", mark.0, mark.1)).event("create");
    let past = system::Events::new().since(Timestamp::from_secs(1)).filters(filters);
    let mut events = docker.send(past).await.unwrap();
    let event = loop {
        let event = events.next().await.unwrap().unwrap();
        if event.actor.id == id {
            break event;
        }
    };
    assert_eq!(event.action, "create");
    drop(events);
    remove(&docker, &id).await;
    assert!(docker.send(container::Inspect::new(&id)).await.unwrap_err().is_not_found());
}

/// Events of volumes, as they happen.
async fn events_of_volumes(lab: Lab) {
    let docker = lab.docker;
    let filters = Filters::new().r#type("volume").event("create");
    let mut events = docker.send(system::Events::new().filters(filters)).await.unwrap();
    docker.send(volume::Create::new().name("docker-wire-event").labels([(LABEL, "1")])).await.unwrap();
    let event = events.next().await.unwrap().unwrap();
    let id = lab.engine.says("docker-wire-event", "");
    assert_eq!((event.action.as_str(), event.actor.id.as_str()), ("create", id));
    docker.send(volume::Remove::new("docker-wire-event")).await.unwrap();
}
