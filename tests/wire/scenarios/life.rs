//! Stopped, restarted, paused, renamed, changed.

use std::time::Duration;

use docker_wire::{
    api::{Filters, Signal, container, exec},
    model::{ContainerStatus, ContainerUpdateBody, HostConfig, RestartName, RestartPolicy},
};

use super::{Lab, create, exit_code, kill, remove, scenarios, shell, sleeper, start, status};

scenarios! {
    stop_within_its_time;
    stop_with_a_signal on [docker_26_1 docker_28_5] or "has no such parameter, or ignores it";
    restart;
    pause;
    rename;
    update on [docker podman_5_8] or "has no such operation";
    remove_itself;
    wait_for_what_has_ended;
}

/// What ignores the signal is killed when its time is over.
async fn stop_within_its_time(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("trap '' TERM; echo deaf; while :; do sleep 0.1; done")).await;
    start(&docker, &id).await;
    let mut log = docker.send(container::Logs::new(&id).follow(true)).await.unwrap();
    assert_eq!(&log.next().await.unwrap().unwrap().bytes[..], b"deaf\n");
    docker.send(container::Stop::new(&id).t(Duration::from_secs(1))).await.unwrap();
    assert!(log.next().await.is_none());
    let state = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner().state;
    assert_eq!((state.running, state.exit_code), (false, Some(137)));
    remove(&docker, &id).await;
}

/// The signal of a stop can be chosen.
async fn stop_with_a_signal(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("trap 'exit 9' INT; echo ready; while :; do sleep 0.1; done")).await;
    start(&docker, &id).await;
    let mut log = docker.send(container::Logs::new(&id).follow(true)).await.unwrap();
    assert_eq!(&log.next().await.unwrap().unwrap().bytes[..], b"ready\n");
    let stop = container::Stop::new(&id).signal(Signal::INT).t(Duration::from_secs(10));
    docker.send(stop).await.unwrap();
    assert!(log.next().await.is_none());
    assert_eq!(exit_code(&docker, &id).await, 9);
    remove(&docker, &id).await;
}

/// A restart is an end and a new start.
async fn restart(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    let before = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner().state;
    docker.send(container::Restart::new(&id).t(Duration::ZERO)).await.unwrap();
    let after = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner().state;
    assert!(after.running && before.started_at < after.started_at, "{before:?} {after:?}");
    let missing = docker.send(container::Restart::new("docker-wire-missing")).await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    remove(&docker, &id).await;
}

/// A paused container stands still: no command runs in it.
async fn pause(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    docker.send(container::Pause::new(&id)).await.unwrap();
    let filters = Filters::new().status("paused");
    let paused = docker.send(container::List::new().filters(filters)).await.unwrap().into_inner();
    assert_eq!(paused.iter().map(|it| &it.id).collect::<Vec<_>>(), [&id]);
    let refused = docker.send(exec::Create::new(&id, ["true"])).await.unwrap_err();
    assert!(refused.is_conflict(), "{refused}");
    let again = docker.send(container::Pause::new(&id)).await.unwrap_err();
    assert_eq!(status(&again), lab.engine.says(409, 500), "{again}");
    docker.send(container::Unpause::new(&id)).await.unwrap();
    let state = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner().state;
    assert_eq!((state.status, state.paused), (Some(ContainerStatus::Running), false));
    remove(&docker, &id).await;
}

/// A new name is the only one.
async fn rename(lab: Lab) {
    let docker = lab.docker;
    let id = create(&docker, shell("true").name("docker-wire-old")).await;
    docker.send(container::Rename::new("docker-wire-old", "docker-wire-new")).await.unwrap();
    assert_eq!(docker.send(container::Inspect::new("docker-wire-new")).await.unwrap().id, id);
    let old = docker.send(container::Inspect::new("docker-wire-old")).await.unwrap_err();
    assert!(old.is_not_found(), "{old}");
    let other = create(&docker, shell("true").name("docker-wire-other")).await;
    let taken = docker.send(container::Rename::new(&other, "docker-wire-new")).await.unwrap_err();
    let code = if lab.engine.test == "podman_5_8" { 500 } else { 409 };
    assert_eq!(status(&taken), code, "{taken}");
    remove(&docker, &other).await;
    remove(&docker, &id).await;
}

/// Limits change while it runs.
async fn update(lab: Lab) {
    let docker = lab.docker;
    let host = HostConfig::new().memory(64 << 20).memory_swap(64 << 20);
    let id = create(&docker, shell("exec sleep 600").host_config(host)).await;
    start(&docker, &id).await;
    let policy = RestartPolicy::new().name(RestartName::OnFailure).maximum_retry_count(1);
    let body = ContainerUpdateBody::new().memory(96 << 20).memory_swap(96 << 20).cpu_shares(256);
    let body = if lab.engine.is_podman() { body } else { body.restart_policy(policy) };
    docker.send(container::Update::from_body(&id, body)).await.unwrap();
    let found = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner();
    assert_eq!(found.host_config.cpu_shares, Some(256));
    assert_eq!(found.host_config.memory, Some(96 << 20));
    remove(&docker, &id).await;
}

/// A container that removes itself is gone when the wait for that ends.
async fn remove_itself(lab: Lab) {
    let docker = lab.docker;
    let itself = shell("exit 3").name("docker-wire-itself").host_config(HostConfig::new().auto_remove(true));
    let id = create(&docker, itself).await;
    let wait = container::Wait::new(&id).condition(container::Condition::Removed);
    let waiting = docker.send(wait).await.unwrap();
    start(&docker, &id).await;
    // Podman 4 has forgotten the code by then.
    let code = if lab.engine.test == "podman_4_3" { 0 } else { 3 };
    assert_eq!(waiting.exit().await.unwrap().code, code);
    assert!(docker.send(container::Inspect::new(&id)).await.unwrap_err().is_not_found());
}

/// Waiting for what has ended ends at once, as often as one likes.
async fn wait_for_what_has_ended(lab: Lab) {
    let docker = lab.docker;
    let id = sleeper(&docker).await;
    kill(&docker, &id).await;
    for _ in 0..2 {
        assert_eq!(exit_code(&docker, &id).await, 137);
    }
    let missing = docker.send(container::Wait::new("docker-wire-missing")).await;
    let missing = match missing {
        Ok(waiting) => waiting.exit().await.unwrap_err(),
        Err(error) => error,
    };
    assert!(missing.is_not_found(), "{missing}");
    remove(&docker, &id).await;
}
