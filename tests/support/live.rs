//! The engine that `cargo xtask live` started, as it tells its tests through the environment.
//!
//! | variable | meaning |
//! |---|---|
//! | `LATENT_LIVE_DOCKER_HOST` | the engine, `unix://…` |
//! | `LATENT_LIVE_DOCKER_TCP` | the same engine, `tcp://127.0.0.1:PORT` |
//! | `LATENT_LIVE_ENGINE_HOST_IP` | this machine's address as containers of that engine see it |
//! | `LATENT_LIVE_ENGINE_VERSION` | what its `GET /version` reports, already compared with what is expected |
//! | `LATENT_LIVE_WORKER_IMAGE`, `LATENT_LIVE_BUSYBOX_IMAGE` | images it has |
//! | `LATENT_LIVE_BUILDBOT_DIR` | the scripts of `tests/buildbot` |
//! | `LATENT_LIVE_RUN` | a folder of this run; what is in its `masters` is stopped at the end, whatever happens |
//! | `LATENT_LIVE_LATENT_BIN` | the `latent` program, built from this tree |
//! | `LATENT_LIVE_LONG` | `1` with `--long` |
//! | `BB_VENV` | the Python environment with Buildbot |

use std::{
    env,
    path::{Path, PathBuf},
};

/// The engine of this run.
#[derive(Debug, Clone)]
pub struct Engine {
    /// Where it answers, `unix://…`.
    pub host: String,
    /// Where it answers, `tcp://127.0.0.1:PORT`.
    pub tcp: String,
    /// This machine's address as its containers see it: a worker's `masterFQDN`.
    pub host_ip: String,
    /// What its `GET /version` reports, such as `20.10.24+dfsg1`.
    pub version: String,
    /// An image with the stock Buildbot worker.
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
                .unwrap_or_else(|| panic!("LATENT_LIVE_DOCKER_HOST is {}, not unix://…", self.host)),
        )
    }
}

/// Returns the engine of this run.
///
/// # Panics
///
/// Panics, saying what to run instead, when the test was not started by `cargo xtask live`.
#[must_use]
pub fn engine() -> Engine {
    Engine {
        host: variable("LATENT_LIVE_DOCKER_HOST"),
        tcp: variable("LATENT_LIVE_DOCKER_TCP"),
        host_ip: variable("LATENT_LIVE_ENGINE_HOST_IP"),
        version: variable("LATENT_LIVE_ENGINE_VERSION"),
        worker_image: variable("LATENT_LIVE_WORKER_IMAGE"),
        busybox_image: variable("LATENT_LIVE_BUSYBOX_IMAGE"),
    }
}

/// Returns the folder of this run, which is removed after it.
#[must_use]
pub fn run_folder() -> PathBuf {
    variable("LATENT_LIVE_RUN").into()
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

pub(crate) fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| {
        panic!("{name} is not set: live tests need a real engine and are run by `cargo xtask live`")
    })
}
