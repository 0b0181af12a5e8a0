//! Events, as they happen.

use docker_wire::{
    api::{Filters, Timestamp, system},
    model::EventType,
};

use super::{Lab, create, exit_code, remove, scenarios, shell, start};

scenarios! {
    events;
    events_past;
}

/// Events tell a containers life while it runs.
async fn events(lab: Lab) {
    let docker = lab.docker;
    let mark = ("docker-wire.events", "this");
    let gone = lab.engine.says("destroy", "remove");
    let filters = Filters::new().r#type("container").label(format!("{}={}", mark.0, mark.1));
    // Podman has events of its own beside them, and before 5 filters by its own name for the end.
    let filters = filters.event("create").event("start").event("die").event("died").event(gone);
    let mut events = docker.send(system::Events::new().filters(filters.clone())).await.unwrap();

    let id = create(&docker, shell("exit 4").labels([mark])).await;
    start(&docker, &id).await;
    assert_eq!(exit_code(&docker, &id).await, 4);
    remove(&docker, &id).await;

    let mut told = Vec::new();
    while told.last().is_none_or(|action| action != gone) {
        let event = events.next().await.unwrap().unwrap();
        assert_eq!((event.r#type, &event.actor.id), (Some(EventType::Container), &id));
        assert!(event.time_nano.is_some_and(|time| time > 0));
        if event.action == "die" {
            assert_eq!(event.actor.attributes["exitCode"], "4");
        }
        told.push(event.action);
    }
    assert_eq!(told, ["create", "start", "die", gone]);
}

/// Events of the past end at their until.
async fn events_past(lab: Lab) {
    let docker = lab.docker;
    let ancient = system::Events::new().since(Timestamp::from_secs(1)).until(Timestamp::from_secs(2));
    let mut events = docker.send(ancient).await.unwrap();
    assert!(events.next().await.is_none());
}
