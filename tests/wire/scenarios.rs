//! Scenarios, a file each or a few of one kind: written once, replayed by `cargo test`, recorded by
//! `cargo xtask record`, and run live by `cargo xtask live`.

mod archive;
mod attach;
mod build;
mod errors;
mod events;
mod exec;
mod image;
mod kill;
mod list;
mod logs;
mod manual;
mod negotiate;
mod pull;
mod system;
mod wait;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use acceptance::live;
use docker_wire::{
    ApiVersion, Client, Daemon, Host, Transport, TransportError,
    api::{Signal, container},
    replay::{MODE_VARIABLE, Mode, Options, Session, format::Header},
    reply::{Hijacked, Stream},
    transport::{Tcp, Unix},
};

/// The label of everything that a scenario makes, so that one left behind is seen.
const LABEL: &str = "docker-wire.scenario";

/// More output than any scenario makes.
const LIMIT: usize = 1 << 20;

/// Returns the folder of the fixtures.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/engine/20.10.24")
}

/// Runs a scenario over a unix socket.
async fn play<S: Future<Output = ()>>(name: &str, scenario: impl FnOnce(Daemon) -> S) {
    let unix = || Ok::<_, TransportError>(Unix::new(live::engine().socket()));
    run(session(name).live(unix), scenario).await;
}

/// Runs a scenario over tcp.
async fn play_over_tcp<S: Future<Output = ()>>(name: &str, scenario: impl FnOnce(Daemon) -> S) {
    run(session(name).live(tcp), scenario).await;
}

fn tcp() -> Result<impl Transport, TransportError> {
    match live::engine().tcp.parse() {
        Ok(Host::Tcp { host, port, .. }) => Tcp::new(&host, port),
        other => panic!("LATENT_LIVE_DOCKER_TCP is {other:?}"),
    }
}

fn session(name: &str) -> Session {
    let session = Session::scenario(name).fixture_dir(fixtures());
    if !is_live() {
        return session;
    }
    // What names this machine is no business of the recording's readers.
    let caches = env::var("HOME").map(|home| format!("{home}/.cache"));
    let hostname = fs::read_to_string("/etc/hostname").map(|name| name.trim().to_owned());
    let names = [Some(live::run_folder().to_string_lossy().into_owned()), caches.ok(), hostname.ok()];
    let options = Options::new(Header::new(name));
    let options = names.into_iter().flatten().fold(options, Options::secret);
    session.options(options)
}

async fn run<S: Future<Output = ()>>(session: Session, scenario: impl FnOnce(Daemon) -> S) {
    if let Err(error) = session.run(scenario).await {
        panic!("{error}");
    }
}

fn is_live() -> bool {
    let mode = env::var(MODE_VARIABLE).unwrap_or_default();
    !mode.is_empty() && mode.parse::<Mode>().is_ok_and(|mode| mode != Mode::Replay)
}

/// Names an image with a shell.
fn busybox() -> String {
    if is_live() { live::engine().busybox_image } else { "busybox:latest".to_owned() }
}

/// The client of most scenarios.
fn pinned(daemon: &Daemon) -> Client {
    daemon.pin(ApiVersion::V1_41)
}

/// Describes a container that runs a line of shell.
fn shell(line: &str) -> container::Create {
    container::Create::new(busybox()).cmd(["sh", "-c", line]).labels([(LABEL, "1")])
}

/// Creates a container and tells its id.
async fn create(docker: &Client, create: container::Create) -> String {
    docker.send(create).await.unwrap().into_inner().id
}

/// Creates and starts a container that waits to be killed.
async fn sleeper(docker: &Client) -> String {
    let id = create(docker, shell("trap 'exit 7' TERM; while :; do sleep 1 & wait; done")).await;
    docker.send(container::Start::new(&id)).await.unwrap();
    id
}

async fn start(docker: &Client, id: &str) {
    docker.send(container::Start::new(id)).await.unwrap();
}

/// Waits until a container does not run, and tells its exit code.
async fn exit_code(docker: &Client, id: &str) -> i64 {
    docker.send(container::Wait::new(id)).await.unwrap().exit().await.unwrap().code
}

async fn kill(docker: &Client, id: &str) {
    docker.send(container::Kill::new(id).signal(Signal::KILL)).await.unwrap();
}

async fn remove(docker: &Client, id: &str) {
    docker.send(container::Remove::new(id).force(true).v(true)).await.unwrap();
}

/// Reads a raw stream to its end: standard output or console, and standard error.
async fn read_all(stream: &mut Hijacked) -> (String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    while let Some(piece) = stream.read().await {
        let piece = piece.unwrap();
        if piece.stream == Stream::Stderr { &mut err } else { &mut out }.extend_from_slice(&piece.bytes);
    }
    (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}
