//! `cargo xtask engines`: the scripts of `tests/engines`, for trying things by hand; and which engines there are.

use clap::ValueEnum;

use crate::sh::{self, Done};

/// The script that runs engines.
pub(crate) const SCRIPT: &str = "tests/engines/engine";

/// An engine that the scenarios run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    #[value(name = "docker-20.10")]
    Docker20,
    #[value(name = "docker-26.1")]
    Docker26,
    #[value(name = "docker-28.5")]
    Docker28,
    #[value(name = "podman-4.3")]
    Podman4,
    #[value(name = "podman-5.8")]
    Podman5,
}

impl Engine {
    /// The engine that everything runs on which is not said to run on another: the live suite, for one.
    pub(crate) const MAIN: Self = Self::Docker20;

    /// Its name in `tests/engines`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Docker20 => "docker-20.10",
            Self::Docker26 => "docker-26.1",
            Self::Docker28 => "docker-28.5",
            Self::Podman4 => "podman-4.3",
            Self::Podman5 => "podman-5.8",
        }
    }

    /// The folder of its recordings in `fixtures/engine`: which release the recordings are of.
    pub(crate) const fn release(self) -> &'static str {
        match self {
            Self::Docker20 => "20.10.24",
            Self::Docker26 => "26.1.5",
            Self::Docker28 => "28.5.2",
            Self::Podman4 => "podman-4.3.1",
            Self::Podman5 => "podman-5.8.6",
        }
    }

    /// What its `GET /version` must report, up to Debian's own suffix.
    pub(crate) fn version(self) -> &'static str {
        self.release().trim_start_matches("podman-")
    }

    /// The last part of the names of the tests that run on it: `scenarios::exec::streams::podman_4_3`.
    pub(crate) fn test(self) -> String {
        self.name().replace(['-', '.'], "_")
    }

    /// Finds the engine that a test runs on by the test's name.
    pub(crate) fn of_test(name: &str) -> Self {
        let last = name.rsplit("::").next().unwrap_or(name);
        Self::value_variants().iter().copied().find(|engine| engine.test() == last).unwrap_or(Self::MAIN)
    }
}

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
    let main = Engine::MAIN.name();
    match action {
        Action::Up => {
            engine(&["up", main, "--tcp"])?;
            engine(&["images", main])?;
            engine(&["env", main])
        }
        Action::Down => engine(&["down", "all", "--purge"]),
        Action::List => engine(&["list"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_part_of_a_tests_name_says_its_engine() {
        for &engine in Engine::value_variants() {
            assert_eq!(Engine::of_test(&format!("scenarios::exec::streams::{}", engine.test())), engine);
        }
        assert_eq!(Engine::Podman4.test(), "podman_4_3");
        assert_eq!(Engine::of_test("scenarios::podman_4_3::streams"), Engine::MAIN);
    }

    #[test]
    fn an_engine_is_named_alike_on_the_command_line_and_by_the_scripts() {
        for engine in Engine::value_variants() {
            let value = engine.to_possible_value().map(|value| value.get_name().to_owned());
            assert_eq!(value.as_deref(), Some(engine.name()));
        }
    }
}
