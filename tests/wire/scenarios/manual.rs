//! The manual session of Buildbot's document: create a container from an image, start it, read its log, stop it,
//! wait for it, see its exit code.

use std::time::Duration;

use docker_wire::{
    Client,
    api::{container, system},
};

use super::{LIMIT, Lab, create, exit_code, remove, scenarios, shell, start};

scenarios! {
    manual_session_unix;
    manual_session_tcp over tcp;
}

/// The manual session goes over a unix socket.
async fn manual_session_unix(lab: Lab) {
    manual_session(&lab.docker).await;
}

/// The manual session goes over tcp, after a look at who is there.
async fn manual_session_tcp(lab: Lab) {
    let version = lab.docker.send(system::Version::new()).await.unwrap().into_inner();
    assert!(version.version.starts_with(lab.engine.release), "{}", version.version);
    manual_session(&lab.docker).await;
}

async fn manual_session(docker: &Client) {
    let line = "echo ready; trap 'echo bye; exit 5' TERM; while :; do sleep 0.1; done";
    let id = create(docker, shell(line)).await;
    assert!(!id.is_empty());
    start(docker, &id).await;

    let mut log = docker.send(container::Logs::new(&id).follow(true)).await.unwrap();
    let first = log.next().await.unwrap().unwrap();
    assert_eq!(&first.bytes[..], b"ready\n");

    docker.send(container::Stop::new(&id).t(Duration::from_secs(10))).await.unwrap();
    assert_eq!(exit_code(docker, &id).await, 5);
    let (rest, errors) = log.collect(LIMIT).await.unwrap();
    assert_eq!((&rest[..], &errors[..]), (&b"bye\n"[..], &b""[..]));
    let state = docker.send(container::Inspect::new(&id)).await.unwrap().into_inner().state;
    assert_eq!((state.running, state.exit_code), (false, Some(5)));
    remove(docker, &id).await;
}
