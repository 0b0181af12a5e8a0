//! Lists of containers, with filters.

use docker_wire::{
    api::{Filters, container},
    model::ContainerStatus,
};

use super::{Lab, create, exit_code, kill, remove, scenarios, shell, sleeper, start};

scenarios! {
    list_filters;
    inspect_running;
}

/// A list shows what its filters say.
async fn list_filters(lab: Lab) {
    let docker = lab.docker;
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
    let mut both = ids(true, marked()).await;
    if lab.engine.is_podman() {
        // In no order that it promises.
        both.sort_by_key(|id| *id == ended);
    }
    assert_eq!(both, [runs.clone(), ended.clone()], "newest first");
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

/// An inspected container says what it was made of.
async fn inspect_running(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    let found = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner();
    assert_eq!(found.id, id);
    assert!(found.state.running && found.state.pid.is_some_and(|pid| pid > 0));
    assert_eq!(found.state.status, Some(ContainerStatus::Running));
    assert_eq!(found.config.labels.unwrap()[super::LABEL], "1");
    assert_eq!(found.path, "sh");
    let refused = docker.send(container::Remove::new(&id)).await.unwrap_err();
    assert_eq!(refused.status().map(|status| status.as_u16()), Some(lab.engine.says(409, 500)), "{refused}");
    kill(&docker, &id).await;
    remove(&docker, &id).await;
}
