//! Signals.

use docker_wire::{
    Daemon,
    api::{Signal, container},
};

use super::{create, exit_code, pinned, play, remove, shell, start};

#[tokio::test]
async fn a_signal_reaches_the_process_and_a_kill_ends_it() {
    play("kill", signals).await;
}

async fn signals(daemon: Daemon) {
    let docker = pinned(&daemon);
    let line = "trap 'echo usr1' USR1; echo ready; while :; do sleep 0.1; done";
    let id = create(&docker, shell(line)).await;
    start(&docker, &id).await;
    let mut log = docker.send(container::Logs::new(&id).follow(true)).await.unwrap();
    assert_eq!(&log.next().await.unwrap().unwrap().bytes[..], b"ready\n");

    docker.send(container::Kill::new(&id).signal(Signal::USR1)).await.unwrap();
    assert_eq!(&log.next().await.unwrap().unwrap().bytes[..], b"usr1\n");

    docker.send(container::Kill::new(&id)).await.unwrap();
    assert_eq!(exit_code(&docker, &id).await, 137);
    let again = docker.send(container::Kill::new(&id)).await.unwrap_err();
    assert!(again.is_conflict(), "{again}");
    remove(&docker, &id).await;
}
