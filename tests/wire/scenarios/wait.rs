//! Waiting for ends.

use docker_wire::{
    Daemon,
    api::container::{self, Condition},
};

use super::{create, kill, pinned, play, remove, shell, sleeper, start};

#[tokio::test]
async fn a_wait_for_the_next_exit_stands_before_the_start() {
    play("wait-next-exit", next_exit).await;
}

async fn next_exit(daemon: Daemon) {
    let docker = pinned(&daemon);
    let id = create(&docker, shell("exit 8")).await;
    let waiting = docker.send(container::Wait::new(&id).condition(Condition::NextExit)).await.unwrap();
    start(&docker, &id).await;
    let exit = waiting.exit().await.unwrap();
    assert_eq!((exit.code, exit.error.clone(), exit.success()), (8, None, false));
    remove(&docker, &id).await;
}

#[tokio::test]
async fn a_wait_for_the_removal_ends_with_it() {
    play("wait-removed", removed).await;
}

async fn removed(daemon: Daemon) {
    let docker = pinned(&daemon);
    let id = sleeper(&docker).await;
    let waiting = docker.send(container::Wait::new(&id).condition(Condition::Removed)).await.unwrap();
    kill(&docker, &id).await;
    remove(&docker, &id).await;
    assert_eq!(waiting.exit().await.unwrap().code, 137);
    assert!(docker.send(container::Inspect::new(&id)).await.unwrap_err().is_not_found());
}
