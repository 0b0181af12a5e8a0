//! Sessions of builds.

use docker_wire::api::session;

use super::{Lab, scenarios};

scenarios! {
    session_open on [docker] or "Podman has no sessions";
}

/// A session is opened, speaks HTTP/2 with the engine as the client, and is left.
async fn session_open(lab: Lab) {
    let docker = lab.docker;
    let open = session::Open::new("docker-wire-session").name("docker-wire");
    let mut session = docker.send(open).await.unwrap();
    let first = session.read().await.unwrap().unwrap();
    assert!(first.starts_with(b"PRI * HTTP/2.0"), "{first:?}");
}
