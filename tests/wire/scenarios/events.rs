//! Events, as they happen.

use docker_wire::{
    Daemon,
    api::{Filters, Timestamp, system},
    model::EventType,
};

use super::{create, exit_code, pinned, play, remove, shell, start};

#[tokio::test]
async fn events_tell_a_containers_life_while_it_runs() {
    play("events", life).await;
}

async fn life(daemon: Daemon) {
    let docker = pinned(&daemon);
    let mark = ("docker-wire.events", "this");
    let filters = Filters::new().r#type("container").label(format!("{}={}", mark.0, mark.1));
    let mut events = docker.send(system::Events::new().filters(filters.clone())).await.unwrap();

    let id = create(&docker, shell("exit 4").labels([mark])).await;
    start(&docker, &id).await;
    assert_eq!(exit_code(&docker, &id).await, 4);
    remove(&docker, &id).await;

    let mut told = Vec::new();
    while told.last().is_none_or(|action| action != "destroy") {
        let event = events.next().await.unwrap().unwrap();
        assert_eq!((event.r#type, &event.actor.id), (Some(EventType::Container), &id));
        assert!(event.time_nano.is_some_and(|time| time > 0));
        if event.action == "die" {
            assert_eq!(event.actor.attributes["exitCode"], "4");
        }
        told.push(event.action);
    }
    assert_eq!(told, ["create", "start", "die", "destroy"]);
}

#[tokio::test]
async fn events_of_the_past_end_at_their_until() {
    play("events-past", past).await;
}

async fn past(daemon: Daemon) {
    let docker = pinned(&daemon);
    let ancient = system::Events::new().since(Timestamp::from_secs(1)).until(Timestamp::from_secs(2));
    let mut events = docker.send(ancient).await.unwrap();
    assert!(events.next().await.is_none());
}
