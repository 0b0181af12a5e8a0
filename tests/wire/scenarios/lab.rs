//! What scenarios are played with, and what most of them do.

use docker_wire::{
    Client, Daemon, Error,
    api::{Signal, container, image},
    codec::archive::Archive,
    reply::{Hijacked, Stream},
};

use super::Engine;

/// The label of everything that a scenario makes, so that one left behind is seen.
pub(super) const LABEL: &str = "docker-wire.scenario";

/// More output than any scenario makes.
pub(super) const LIMIT: usize = 1 << 20;

/// An image with a shell, which every engine has.
pub(super) const BUSYBOX: &str = "busybox:latest";

/// What a scenario is played with.
pub(super) struct Lab {
    pub(super) engine: &'static Engine,
    pub(super) daemon: Daemon,
    /// Pinned to the newest API version of the engine.
    pub(super) docker: Client,
}

/// Describes a container that runs a line of shell.
pub(super) fn shell(line: &str) -> container::Create {
    container::Create::new(BUSYBOX).cmd(["sh", "-c", line]).labels([(LABEL, "1")])
}

/// Creates a container and tells its id.
pub(super) async fn create(docker: &Client, create: container::Create) -> String {
    docker.send(create).await.unwrap().into_inner().id
}

/// Describes a container with a console, which says `ready` and then runs a line of shell.
pub(super) fn typist(line: &str) -> container::Create {
    shell(&format!("echo ready; {line}")).attach_stdin(true).open_stdin(true).stdin_once(true).tty(true)
}

/// Creates and starts a container that waits to be killed.
pub(super) async fn sleeper(docker: &Client) -> String {
    let id = create(docker, shell("trap 'exit 7' TERM; while :; do sleep 1 & wait; done")).await;
    docker.send(container::Start::new(&id)).await.unwrap();
    id
}

pub(super) async fn start(docker: &Client, id: &str) {
    docker.send(container::Start::new(id)).await.unwrap();
}

/// Waits until a container does not run, and tells its exit code.
pub(super) async fn exit_code(docker: &Client, id: &str) -> i64 {
    docker.send(container::Wait::new(id)).await.unwrap().exit().await.unwrap().code
}

pub(super) async fn kill(docker: &Client, id: &str) {
    docker.send(container::Kill::new(id).signal(Signal::KILL)).await.unwrap();
}

pub(super) async fn remove(docker: &Client, id: &str) {
    docker.send(container::Remove::new(id).force(true).v(true)).await.unwrap();
}

/// Reads a raw stream to its end: standard output or console, and standard error.
pub(super) async fn read_all(stream: &mut Hijacked) -> (String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    while let Some(piece) = stream.read().await {
        let piece = piece.unwrap();
        if piece.stream == Stream::Stderr { &mut err } else { &mut out }.extend_from_slice(&piece.bytes);
    }
    (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

/// Reads up to the end of a line and no more, if what writes it waits then: how a line comes in pieces is chance.
pub(super) async fn line(stream: &mut Hijacked) -> String {
    let mut line = Vec::new();
    while !line.ends_with(b"\n") {
        line.extend_from_slice(&stream.read().await.unwrap().unwrap().bytes);
    }
    String::from_utf8(line).unwrap()
}

/// Makes an image of a few bytes.
pub(super) async fn tiny(docker: &Client, name: &str) {
    let files = Archive::new().file("hello", 0o755, "hello\n");
    let import = image::Import::new(files).repo(name).tag("latest");
    let import = import.changes([format!("LABEL {LABEL}=1")]);
    docker.send(import).await.unwrap().finish().await.unwrap();
}

/// Removes an image, or the name of one.
pub(super) async fn forget(docker: &Client, name: &str) {
    docker.send(image::Remove::new(name)).await.unwrap();
}

/// An id as every engine says it somewhere: Podman leaves out the algorithm in lists of what is deleted.
pub(super) fn bare(id: &str) -> &str {
    id.trim_start_matches("sha256:")
}

pub(super) fn status(error: &Error) -> u16 {
    error.status().map_or(0, |status| status.as_u16())
}
