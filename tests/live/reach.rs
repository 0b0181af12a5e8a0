//! Ways to an engine: TLS, SSH, contexts of the command line; and registries that want a password.

mod registry;
mod ssh;
mod tls;

use docker_wire::{
    ApiVersion, Client, Daemon,
    api::{container, system},
    reply::Stream,
};

/// The label of everything that these tests make.
const LABEL: &str = "docker-wire.reach";

/// Pings, and then does what needs most of a connection: a container that reads its input to the end and answers then.
async fn works(daemon: &Daemon, image: &str) {
    daemon.send(system::Ping::new()).await.unwrap();
    let docker = daemon.negotiate(ApiVersion::OLDEST..=ApiVersion::NEWEST).await.unwrap();
    assert_eq!(half_closed(&docker, image).await, "3\n");
}

/// Gives a container three lines and the end of its input; returns what it says after that.
async fn half_closed(docker: &Client, image: &str) -> String {
    let create = container::Create::new(image)
        .cmd(["wc", "-l"])
        .labels([(LABEL, "1")])
        .open_stdin(true)
        .stdin_once(true)
        .attach_stdin(true);
    let id = docker.send(create).await.unwrap().into_inner().id;
    let attach = container::Attach::new(&id).stream(true).stdin(true).stdout(true).stderr(true);
    let mut stream = docker.send(attach).await.unwrap();
    docker.send(container::Start::new(&id)).await.unwrap();
    for line in ["one\n", "two\n", "three\n"] {
        stream.write(line).await.unwrap();
    }
    stream.close_stdin().await.unwrap();
    let mut said = Vec::new();
    while let Some(piece) = stream.read().await {
        let piece = piece.unwrap();
        assert_eq!(piece.stream, Stream::Stdout);
        said.extend_from_slice(&piece.bytes);
    }
    let exit = docker.send(container::Wait::new(&id)).await.unwrap().exit().await.unwrap();
    assert_eq!(exit.code, 0);
    docker.send(container::Remove::new(&id).force(true).v(true)).await.unwrap();
    String::from_utf8(said).unwrap()
}
