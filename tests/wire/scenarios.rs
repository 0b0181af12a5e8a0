//! Scenarios, a file each or a few of one kind: written once, run on every engine that can do it.
//!
//! Each is replayed by `cargo test`, recorded by `cargo xtask record`, and run live by `cargo xtask live`. What engines
//! answer differently is said in the scenario, by engine.

mod archive;
mod archive_forms;
mod attach;
mod attach_forms;
mod build;
mod build_forms;
mod container;
mod distribution;
mod engine;
mod errors;
mod events;
mod exec;
mod exec_forms;
mod image;
mod image_forms;
mod jobs;
mod kill;
mod lab;
mod life;
mod list;
mod log_forms;
mod logs;
mod manual;
mod negotiate;
mod network;
mod node;
mod observed;
mod plugin;
mod pull;
mod registry;
mod secret;
mod service;
mod session;
mod swarm;
mod system;
mod system_forms;
mod table;
mod volume;
mod wait;

use std::{env, fs, time::Duration};

use acceptance::live;
use docker_wire::{
    Daemon, Host, TransportError,
    replay::{MODE_VARIABLE, Mode, Options, Session, format::Header},
    transport::{Tcp, Unix},
};

pub(crate) use engine::{ENGINES, Engine, Family};
use lab::{
    BUSYBOX, LABEL, LIMIT, Lab, bare, create, exit_code, forget, kill, line, read_all, remove, shell,
    sleeper, start, status, tiny, typist,
};
pub(crate) use table::Scenario;
use table::scenarios;

/// Every scenario.
pub(crate) fn all() -> impl Iterator<Item = &'static Scenario> {
    [
        archive::SCENARIOS,
        archive_forms::SCENARIOS,
        attach::SCENARIOS,
        attach_forms::SCENARIOS,
        build::SCENARIOS,
        build_forms::SCENARIOS,
        container::SCENARIOS,
        distribution::SCENARIOS,
        errors::SCENARIOS,
        events::SCENARIOS,
        exec::SCENARIOS,
        exec_forms::SCENARIOS,
        image::SCENARIOS,
        image_forms::SCENARIOS,
        jobs::SCENARIOS,
        kill::SCENARIOS,
        life::SCENARIOS,
        list::SCENARIOS,
        log_forms::SCENARIOS,
        logs::SCENARIOS,
        manual::SCENARIOS,
        negotiate::SCENARIOS,
        network::SCENARIOS,
        node::SCENARIOS,
        observed::SCENARIOS,
        plugin::SCENARIOS,
        pull::SCENARIOS,
        registry::SCENARIOS,
        secret::SCENARIOS,
        service::SCENARIOS,
        session::SCENARIOS,
        swarm::SCENARIOS,
        system::SCENARIOS,
        system_forms::SCENARIOS,
        volume::SCENARIOS,
        wait::SCENARIOS,
    ]
    .into_iter()
    .flatten()
}

/// Longer than any scenario takes: one that hangs fails.
const PATIENCE: Duration = Duration::from_secs(30);

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
    let session = session.options(options);
    match live::kept(engine.folder) {
        Some(folder) => session.keep(folder),
        None => session,
    }
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
