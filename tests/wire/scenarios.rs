//! Scenarios, a file each or a few of one kind: written once, run on every engine that can do it.
//!
//! Each is replayed by `cargo test`, recorded by `cargo xtask record`, and run live by `cargo xtask live`. What engines
//! answer differently is said in the scenario, by engine.

mod archive;
mod attach;
mod build;
mod distribution;
mod engine;
mod errors;
mod events;
mod exec;
mod image;
mod kill;
mod list;
mod logs;
mod manual;
mod negotiate;
mod node;
mod observed;
mod plugin;
mod pull;
mod secret;
mod service;
mod session;
mod swarm;
mod system;
mod table;
mod wait;

use std::{env, fs, time::Duration};

use acceptance::live;
use docker_wire::{
    Client, Daemon, Host, TransportError,
    api::{Signal, container},
    replay::{MODE_VARIABLE, Mode, Options, Session, format::Header},
    reply::{Hijacked, Stream},
    transport::{Tcp, Unix},
};

pub(crate) use engine::{ENGINES, Engine};
pub(crate) use table::Scenario;
use table::scenarios;

/// Every scenario.
pub(crate) fn all() -> impl Iterator<Item = &'static Scenario> {
    [
        archive::SCENARIOS,
        attach::SCENARIOS,
        build::SCENARIOS,
        distribution::SCENARIOS,
        errors::SCENARIOS,
        events::SCENARIOS,
        exec::SCENARIOS,
        image::SCENARIOS,
        kill::SCENARIOS,
        list::SCENARIOS,
        logs::SCENARIOS,
        manual::SCENARIOS,
        negotiate::SCENARIOS,
        node::SCENARIOS,
        observed::SCENARIOS,
        plugin::SCENARIOS,
        pull::SCENARIOS,
        secret::SCENARIOS,
        service::SCENARIOS,
        session::SCENARIOS,
        swarm::SCENARIOS,
        system::SCENARIOS,
        wait::SCENARIOS,
    ]
    .into_iter()
    .flatten()
}

/// The label of everything that a scenario makes, so that one left behind is seen.
const LABEL: &str = "docker-wire.scenario";

/// More output than any scenario makes.
const LIMIT: usize = 1 << 20;

/// Longer than any scenario takes: one that hangs fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// An image with a shell, which every engine has.
const BUSYBOX: &str = "busybox:latest";

/// What a scenario is played with.
struct Lab {
    engine: &'static Engine,
    daemon: Daemon,
    /// Pinned to the newest API version of the engine.
    docker: Client,
}

/// Runs a scenario over a unix socket.
async fn play<S: Future<Output = ()>>(name: &str, engine: &str, scenario: impl FnOnce(Lab) -> S) {
    let engine = Engine::of_test(engine);
    let unix = || Ok::<_, TransportError>(Unix::new(live::named(engine.folder).socket()));
    run(engine, session(name, engine).live(unix), scenario).await;
}

/// Runs a scenario over tcp.
async fn play_over_tcp<S: Future<Output = ()>>(name: &str, engine: &str, scenario: impl FnOnce(Lab) -> S) {
    let engine = Engine::of_test(engine);
    let tcp = || match live::named(engine.folder).tcp.parse() {
        Ok(Host::Tcp { host, port, .. }) => Tcp::new(&host, port),
        other => panic!("{} does not listen on tcp: {other:?}", engine.folder),
    };
    run(engine, session(name, engine).live(tcp), scenario).await;
}

fn session(name: &str, engine: &'static Engine) -> Session {
    let name = Scenario::fixture(name);
    let session = Session::scenario(&name).fixture_dir(engine.fixtures());
    if !is_live() {
        return session;
    }
    // What names this machine is no business of the recording's readers.
    let caches = env::var("HOME").map(|home| format!("{home}/.cache"));
    let hostname = fs::read_to_string("/etc/hostname").map(|name| name.trim().to_owned());
    let run = live::run_folder().to_string_lossy().into_owned();
    let names = [Some(run), caches.ok(), hostname.ok()];
    let options = Options::new(Header::new(name).pinned(engine.api));
    let options = names.into_iter().flatten().fold(options, Options::secret);
    session.options(options)
}

async fn run<S: Future<Output = ()>>(
    engine: &'static Engine,
    session: Session,
    scenario: impl FnOnce(Lab) -> S,
) {
    let _turn = if is_live() { Some(live::named(engine.folder).turn().await) } else { None };
    let play = |daemon: Daemon| scenario(Lab { engine, docker: daemon.pin(engine.api), daemon });
    match tokio::time::timeout(PATIENCE, session.run(play)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => panic!("{}: {error}", engine.folder),
        Err(_) => panic!("{}: not at its end after {PATIENCE:?}", engine.folder),
    }
}

fn is_live() -> bool {
    let mode = env::var(MODE_VARIABLE).unwrap_or_default();
    !mode.is_empty() && mode.parse::<Mode>().is_ok_and(|mode| mode != Mode::Replay)
}

/// Describes a container that runs a line of shell.
fn shell(line: &str) -> container::Create {
    container::Create::new(BUSYBOX).cmd(["sh", "-c", line]).labels([(LABEL, "1")])
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
