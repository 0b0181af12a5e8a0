//! Lists of containers, with filters.

use docker_wire::{
    Daemon,
    api::{Filters, container},
    model::ContainerStatus,
};

use super::{create, exit_code, kill, pinned, play, remove, shell, sleeper, start};

#[tokio::test]
async fn a_list_shows_what_its_filters_say() {
    play("list", filtered).await;
}

async fn filtered(daemon: Daemon) {
    let docker = pinned(&daemon);
    let mark = ("docker-wire.list", "this");
    let ended = create(&docker, shell("exit 3").name("docker-wire-ended").labels([mark])).await;
    start(&docker, &ended).await;
    assert_eq!(exit_code(&docker, &ended).await, 3);
    let runs = create(&docker, shell("sleep 600").name("docker-wire-runs").labels([mark])).await;
    start(&docker, &runs).await;

    let marked = || Filters::new().label(format!("{}={}", mark.0, mark.1));
    let list = async |all: bool, filters: Filters| {
        docker.send(container::List::new().all(all).filters(filters)).await.unwrap().into_inner()
    };
    let ids = async |all, filters| list(all, filters).await.into_iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(ids(true, marked()).await, [runs.clone(), ended.clone()], "newest first");
    assert_eq!(ids(false, marked()).await, [runs.as_str()]);
    assert_eq!(ids(true, marked().exited(3)).await, [ended.as_str()]);
    assert_eq!(ids(true, marked().exited(4)).await, [""; 0]);
    assert_eq!(ids(true, marked().name("docker-wire-runs")).await, [runs.as_str()]);
    let found = list(true, marked().status("running")).await;
    assert_eq!(found[0].names, ["/docker-wire-runs"]);
    assert_eq!(found[0].state, Some(ContainerStatus::Running));
    assert_eq!(found[0].labels[mark.0], mark.1);
    remove(&docker, &runs).await;
    remove(&docker, &ended).await;
    assert_eq!(ids(true, marked()).await, [""; 0]);
}

#[tokio::test]
async fn an_inspected_container_says_what_it_was_made_of() {
    play("inspect", inspected).await;
}

async fn inspected(daemon: Daemon) {
    let docker = pinned(&daemon);
    let id = sleeper(&docker).await;
    let found = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner();
    assert_eq!(found.id, id);
    assert!(found.state.running && found.state.pid.is_some_and(|pid| pid > 0));
    assert_eq!(found.state.status, Some(ContainerStatus::Running));
    assert_eq!(found.config.labels.unwrap()[super::LABEL], "1");
    assert_eq!(found.path, "sh");
    let refused = docker.send(container::Remove::new(&id)).await.unwrap_err();
    assert!(refused.is_conflict(), "{refused}");
    kill(&docker, &id).await;
    remove(&docker, &id).await;
}
