//! `cargo xtask engines`: the scripts of `tests/engines`, for trying things by hand.

use clap::ValueEnum;

use crate::sh::{self, Done};

/// The engine that the live suite runs on, by its name in `tests/engines`.
pub(crate) const ENGINE: &str = "docker-20.10";

/// What that engine's `GET /version` must report, up to Debian's own suffix.
pub(crate) const ENGINE_VERSION: &str = "20.10.24";

/// The script that runs engines.
pub(crate) const SCRIPT: &str = "tests/engines/engine";

/// What to do with engines.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Action {
    /// Starts the engine of the live suite with a busybox image, and says where it is
    Up,
    /// Takes down every engine started by `up`, with its images and containers
    Down,
    /// Lists the engines known here
    List,
}

/// Runs the scripts.
pub(crate) fn run(action: Action) -> Done {
    let engine = |arguments: &[&str]| sh::run(&mut sh::script(SCRIPT, arguments));
    match action {
        Action::Up => {
            engine(&["up", ENGINE, "--tcp"])?;
            engine(&["images", ENGINE])?;
            engine(&["env", ENGINE])
        }
        Action::Down => engine(&["down", "all", "--purge"]),
        Action::List => engine(&["list"]),
    }
}
