//! The engines that `cargo xtask live` and `record` started, as they tell their tests through the environment.
//!
//! | variable | meaning |
//! |---|---|
//! | `LATENT_LIVE_ENGINES` | every engine that the selected tests run on, a JSON array of `{"name", "release", "version", "host", "tcp", "host_ip"}` |
//! | `LATENT_LIVE_DOCKER_HOST` | the main engine, `unix://…`; it and the next three are there when a selected test runs on it |
//! | `LATENT_LIVE_DOCKER_TCP` | the same engine, `tcp://127.0.0.1:PORT` |
//! | `LATENT_LIVE_ENGINE_HOST_IP` | this machine's address as containers of that engine see it |
//! | `LATENT_LIVE_ENGINE_VERSION` | what its `GET /version` reports, already compared with what is expected |
//! | `LATENT_LIVE_BUSYBOX_IMAGE` | an image that each engine has |
//! | `LATENT_LIVE_WORKER_IMAGE` | an image that the main engine has when a selected test needs a master |
//! | `LATENT_LIVE_BUILDBOT_DIR` | the scripts of `tests/buildbot` |
//! | `LATENT_LIVE_RUN` | a folder of this run; what is in its `masters` is stopped at the end, whatever happens |
//! | `LATENT_LIVE_LATENT_BIN` | the `latent` program, built from this tree |
//! | `LATENT_LIVE_LONG` | `1` with `--long` |
//! | `LATENT_LIVE_SEED` | what random moments are made of, with `--seed` |
//! | `LATENT_LIVE_KEEP` | a folder for what is recorded only to be compared, with a folder for each release |
//! | `BB_VENV` | the Python environment with Buildbot |
//!
//! Each engine also sees two registries, [`REGISTRY`] and [`PRIVATE_REGISTRY`], which are empty at first and keep what
//! any of the engines pushes.

use std::{
    env,
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde_json::Value;
use tokio::sync::{Mutex, MutexGuard};

/// Where each engine finds a registry without a password.
pub const REGISTRY: &str = "127.0.0.1:5000";

/// Where each engine finds a registry that lets in [`REGISTRY_USER`] with [`REGISTRY_PASSWORD`].
pub const PRIVATE_REGISTRY: &str = "127.0.0.1:5001";

/// Who may use [`PRIVATE_REGISTRY`].
pub const REGISTRY_USER: &str = "tester";

/// What opens [`PRIVATE_REGISTRY`].
pub const REGISTRY_PASSWORD: &str = "s3cret";

/// An engine of this run.
#[derive(Debug, Clone)]
pub struct Engine {
    /// Its name in `tests/engines`, such as `podman-4.3`.
    pub name: String,
    /// The folder of its recordings in `fixtures/engine`, such as `podman-4.3.1`.
    pub release: String,
    /// Where it answers, `unix://…`.
    pub host: String,
    /// Where it answers, `tcp://127.0.0.1:PORT`.
    pub tcp: String,
    /// This machine's address as its containers see it: a worker's `masterFQDN`.
    pub host_ip: String,
    /// What its `GET /version` reports, such as `20.10.24+dfsg1`.
    pub version: String,
    /// An image with the stock Buildbot worker, which the main engine has when a selected test needs a master.
    pub worker_image: String,
    /// An image with a shell.
    pub busybox_image: String,
}

impl Engine {
    /// The path of the unix socket.
    pub fn socket(&self) -> &Path {
        Path::new(
            self.host
                .strip_prefix("unix://")
                .unwrap_or_else(|| panic!("{} is reached by {}, not by unix://…", self.name, self.host)),
        )
    }

    /// Waits until no other test of this process has its turn on the engine, and gives the caller one.
    ///
    /// What a scenario sees must not depend on what runs beside it: lists, events, a prune, a swarm.
    pub async fn turn(&self) -> MutexGuard<'static, ()> {
        static TURNS: [Mutex<()>; NAMES.len()] = [const { Mutex::const_new(()) }; NAMES.len()];
        let place = NAMES.iter().position(|name| *name == self.name);
        TURNS[place.unwrap_or_else(|| panic!("no engine is called {}", self.name))].lock().await
    }
}

const NAMES: [&str; 5] = ["docker-20.10", "docker-26.1", "docker-28.5", "podman-4.3", "podman-5.8"];

/// The engine that a test runs on which is not said to run on another.
const MAIN: &str = NAMES[0];

/// Returns the main engine of this run.
///
/// # Panics
///
/// Panics, saying what to run instead, when the test was not started by `cargo xtask live`.
#[must_use]
pub fn engine() -> Engine {
    let main = engines().into_iter().find(|engine| engine.name == MAIN);
    main.unwrap_or_else(|| panic!("{MAIN} does not run"))
}

/// Returns the engine whose recordings are in that folder of `fixtures/engine`.
///
/// # Panics
///
/// Panics, saying what to run instead, when the test was not started by `cargo xtask live`, and when that engine does
/// not run.
#[must_use]
pub fn named(release: &str) -> Engine {
    let all = engines();
    let running: Vec<_> = all.iter().map(|engine| engine.release.clone()).collect();
    let named = all.into_iter().find(|engine| engine.release == release);
    named.unwrap_or_else(|| panic!("no engine of release {release} runs, only {running:?}"))
}

/// Returns the engines of this run: those that the selected tests run on.
///
/// # Panics
///
/// Panics, saying what to run instead, when the test was not started by `cargo xtask live`.
#[must_use]
pub fn engines() -> Vec<Engine> {
    let told = variable("LATENT_LIVE_ENGINES");
    let engines: Vec<Value> =
        serde_json::from_str(&told).unwrap_or_else(|error| panic!("LATENT_LIVE_ENGINES: {error}: {told}"));
    let (worker_image, busybox_image) =
        (variable("LATENT_LIVE_WORKER_IMAGE"), variable("LATENT_LIVE_BUSYBOX_IMAGE"));
    engines
        .iter()
        .map(|engine| {
            let text = |name: &str| match engine[name].as_str() {
                Some(text) => text.to_owned(),
                None => panic!("LATENT_LIVE_ENGINES says no {name}: {engine}"),
            };
            Engine {
                name: text("name"),
                release: text("release"),
                host: text("host"),
                tcp: text("tcp"),
                host_ip: text("host_ip"),
                version: text("version"),
                worker_image: worker_image.clone(),
                busybox_image: busybox_image.clone(),
            }
        })
        .collect()
}

/// Returns the folder of this run, which is removed after it.
#[must_use]
pub fn run_folder() -> PathBuf {
    variable("LATENT_LIVE_RUN").into()
}

/// Returns where to keep what is recorded only to be compared, if somebody wants to look at it.
#[must_use]
pub fn kept(release: &str) -> Option<PathBuf> {
    env::var_os("LATENT_LIVE_KEEP").map(|folder| Path::new(&folder).join(release))
}

/// Returns the path of the `latent` program.
#[must_use]
pub fn latent() -> PathBuf {
    variable("LATENT_LIVE_LATENT_BIN").into()
}

/// Returns how often to do what a full run does `full` times: a tenth of it, unless the run is a long one.
#[must_use]
pub fn times(full: usize) -> usize {
    if env::var_os("LATENT_LIVE_LONG").is_some() { full } else { full.div_ceil(10) }
}

/// Returns what random moments are made of: always the same, unless the run was given another.
///
/// # Panics
///
/// Panics if it is no number.
#[must_use]
pub fn seed() -> u64 {
    env::var("LATENT_LIVE_SEED").map_or(1, |text| {
        text.parse().unwrap_or_else(|error| panic!("LATENT_LIVE_SEED is no number ({error}): {text}"))
    })
}

/// Shows a line of a long test at once, and also when the test passes.
pub fn say(line: &str) {
    // The harness keeps back what is printed by macros only.
    let _ = writeln!(io::stdout().lock(), "{line}");
}

pub(crate) fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| {
        panic!("{name} is not set: live tests need a real engine and are run by `cargo xtask live`")
    })
}
