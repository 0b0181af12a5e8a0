//! The manual session of Buildbot's document: create a container from an image, start it, read its log, stop it,
//! wait for it, see its exit code.

use std::time::Duration;

use docker_wire::{Daemon, api::container};

use super::{LIMIT, create, exit_code, pinned, play, play_over_tcp, remove, shell, start};

#[tokio::test]
async fn the_manual_session_goes_over_a_unix_socket() {
    play("manual-session-unix", manual_session).await;
}

#[tokio::test]
async fn the_manual_session_goes_over_tcp() {
    play_over_tcp("manual-session-tcp", manual_session).await;
}

async fn manual_session(daemon: Daemon) {
    let docker = pinned(&daemon);
    let line = "echo ready; trap 'echo bye; exit 5' TERM; while :; do sleep 0.1; done";
    let id = create(&docker, shell(line)).await;
    assert!(!id.is_empty());
    start(&docker, &id).await;

    let mut log = docker.send(container::Logs::new(&id).follow(true)).await.unwrap();
    let first = log.next().await.unwrap().unwrap();
    assert_eq!(&first.bytes[..], b"ready\n");

    docker.send(container::Stop::new(&id).t(Duration::from_secs(10))).await.unwrap();
    assert_eq!(exit_code(&docker, &id).await, 5);
    let (rest, errors) = log.collect(LIMIT).await.unwrap();
    assert_eq!((&rest[..], &errors[..]), (&b"bye\n"[..], &b""[..]));
    let state = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner().state;
    assert_eq!((state.running, state.exit_code), (false, Some(5)));
    remove(&docker, &id).await;
}
