//! The engines that every scenario runs on.

use std::path::{Path, PathBuf};

use docker_wire::ApiVersion;

/// Who made an engine: what it says in its own words differs by family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Docker,
    Podman,
}

/// A release of an engine.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Engine {
    /// The name of its tests.
    pub(crate) test: &'static str,
    /// What its `GET /version` reports, up to a distribution's own suffix.
    pub(crate) release: &'static str,
    pub(crate) family: Family,
    /// The newest API version that it takes, which is the one that scenarios pin.
    pub(crate) api: ApiVersion,
    /// The oldest API version that it says it takes.
    pub(crate) min: &'static str,
    /// The folder of its recordings.
    pub(crate) folder: &'static str,
}

/// Every engine that there are recordings of.
pub(crate) static ENGINES: &[Engine] = &[
    Engine {
        test: "docker_20_10",
        release: "20.10.24",
        family: Family::Docker,
        api: ApiVersion::V1_41,
        min: "1.12",
        folder: "20.10.24",
    },
    Engine {
        test: "docker_26_1",
        release: "26.1.5",
        family: Family::Docker,
        api: ApiVersion::V1_45,
        min: "1.24",
        folder: "26.1.5",
    },
    Engine {
        test: "docker_28_5",
        release: "28.5.2",
        family: Family::Docker,
        api: ApiVersion::V1_51,
        min: "1.24",
        folder: "28.5.2",
    },
    Engine {
        test: "podman_4_3",
        release: "4.3.1",
        family: Family::Podman,
        api: ApiVersion::V1_41,
        min: "1.24",
        folder: "podman-4.3.1",
    },
    Engine {
        test: "podman_5_8",
        release: "5.8.6",
        family: Family::Podman,
        api: ApiVersion::V1_44,
        min: "1.24",
        folder: "podman-5.8.6",
    },
];

impl Engine {
    /// Finds an engine by the name of its tests.
    pub(crate) fn of_test(test: &str) -> &'static Self {
        let found = ENGINES.iter().find(|engine| engine.test == test);
        found.unwrap_or_else(|| panic!("`{test}` is no engine of tests/wire/scenarios/engine.rs"))
    }

    /// The path of its recordings.
    pub(crate) fn fixtures(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/engine").join(self.folder)
    }

    pub(crate) fn is_podman(&self) -> bool {
        self.family == Family::Podman
    }

    /// What it says of a container that is not there.
    pub(crate) fn no_such_container(&self, name: &str) -> String {
        self.says(
            format!("No such container: {name}"),
            format!("no container with name or ID \"{name}\" found: no such container"),
        )
    }

    /// Takes what Docker says, or what Podman says.
    pub(crate) fn says<T>(&self, docker: T, podman: T) -> T {
        match self.family {
            Family::Docker => docker,
            Family::Podman => podman,
        }
    }
}
