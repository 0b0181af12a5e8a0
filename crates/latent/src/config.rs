//! The configuration: strict TOML, parsed into types at the edge.
//!
//! [`Config::load`] reads `latent.toml`; what it returns is plain data that needs no further check. An unknown key, a
//! wrong type, a value that no engine takes: each is one line with its place and what to do. All of them are
//! reported at once. Keys are those of Buildbot's Docker latent worker, and each camelCase name has a snake_case twin
//! (`followStartupLogs`, `follow_startup_logs`; `masterFQDN`, `master_fqdn`).
//!
//! ```toml
//! state_dir = "/var/lib/latent"
//!
//! [master]
//! url = "http://127.0.0.1:8010"
//!
//! [[worker]]
//! name = "linux-{n}"
//! count = 4
//! password = { env = "WORKER_PASS" }
//! docker_host = "unix:///var/run/docker.sock"
//! image = "%(prop:image:-my_project_worker)s"
//! ```
//!
//! # Options
//!
//! At the top: `state_dir`, the folder that owner, epoch and intents are kept in (`/var/lib/latent`).
//!
//! | `[master]` | what it is | default |
//! |---|---|---|
//! | `url` | the master's web server: `http://host:port[/prefix]` | required |
//! | `user`, `password` | who logs in | nobody does |
//! | `worker_port` | where the master listens for workers; `BUILDMASTER_PORT` | 9989 |
//! | `masterFQDN` | how workers reach it: `host`, `host:port`, `[v6]:port`; `BUILDMASTER` | this machine's name |
//!
//! | `[[worker]]` | what it is | default |
//! |---|---|---|
//! | `name`, or `names`, or `name` with `{n}` and `count` | the worker's name at the master | required |
//! | `password` | its password at the master | required |
//! | `docker_host` | its engine: `unix:///path` or `tcp://host:port` | required |
//! | `version` | the API version that is pinned, such as `"1.41"` | the newest that both sides have |
//! | `image` | the image; `%(prop:NAME:-default)s` takes a property of the build request | the one of `dockerfile` |
//! | `dockerfile` | the text of a Dockerfile, or `{ file = PATH }`, built where the image is missing | none |
//! | `pull`, or `autopull` and `alwaysPull` | `never`, `missing` or `always` | `never` |
//! | `command` | what runs in place of the image's command: a list, or text that is split as a shell does | the image's |
//! | `volumes` | mounts as `source:target[:ro]` | none |
//! | `hostconfig` | docker-py's names (`mem_limit`, `dns`, …) or the API's own (`Memory`, `Dns`, …) | `init = true` |
//! | `networking_config` | `bridge`, `host`, `none`, `container:NAME`, a network's name, or a table with addresses | the engine's |
//! | `hostname` | the container's host name | the engine's choice |
//! | `masterFQDN` | as in `[master]`, for this worker | that of `[master]` |
//! | `followStartupLogs` | whether the container's output goes to our log until the worker is attached | `false` |
//! | `build_wait_timeout` | how long an idle worker stays: `"0s"` is one build each, negative is for ever | `"0s"` |
//! | `missing_timeout` | how long a worker may take to attach; building or pulling the image does not count | `"5m"` |
//! | `max_builds` | builds at the same time, as in `master.cfg` | 1 |
//! | `builds_per_instance` | builds after which a container is discarded | as many as come |
//!
//! A password is text, `{ env = NAME }` or `{ file = PATH }`. A duration is text such as `"90s"`, `"5m"`, `"1h30m"`, or
//! a whole number of seconds.
//!
//! Relative paths begin at the folder of the configuration. This module opens no connection and knows no engine
//! and no master.

mod address;
mod duration;
mod error;
mod gates;
mod host;
mod hostconfig;
mod import;
mod master;
mod names;
mod network;
mod outside;
mod policy;
mod read;
mod registry;
mod secret;
mod shell;
mod size;
mod suggest;
mod template;
#[cfg(test)]
mod tests;
mod volume;
mod warnings;
mod worker;
mod written;

use std::{
    fs,
    path::{Path, PathBuf},
};

use toml::de::{DeTable, DeValue};

pub use self::{
    address::MasterAddress,
    error::{ConfigError, ParseError, Problem},
    host::DockerHost,
    import::import,
    master::{Login, Master, MasterUrl},
    policy::Policy,
    registry::{Registry, RegistryLogin},
    secret::Secret,
    template::{RenderError, Template},
    volume::Volume,
    worker::{Context, Idle, PASSWORD_FILE, PullPolicy, SecretDelivery, Variable, Worker},
};
use self::{
    error::Problems,
    outside::Outside,
    read::{Fields, Item},
};

/// Where the state is kept unless told otherwise.
const STATE_DIR: &str = "/var/lib/latent";

/// Holds a whole configuration.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Config {
    /// The folder that [`State`](crate::state::State) is opened in.
    pub state_dir: PathBuf,
    /// The Buildbot master.
    pub master: Master,
    /// What builds may ask for.
    pub policy: Policy,
    /// Who may pull from which registry.
    pub registries: Vec<Registry>,
    /// The workers, at least one, in the order of the file; their names differ.
    pub workers: Vec<Worker>,
    /// What is allowed and yet worth a word.
    pub warnings: Vec<Problem>,
}

impl Config {
    /// Reads a configuration from its file, and what it names from the environment and from files.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, or that the file cannot be read.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let bytes = fs::read(path).map_err(|error| {
            ConfigError::unreadable(
                &name,
                format!("cannot be read: {error}; name the file with --config FILE"),
            )
        })?;
        let text = String::from_utf8(bytes)
            .map_err(|_| ConfigError::unreadable(&name, "is not UTF-8; save it as UTF-8 text"))?;
        Self::parse(&text, &name)
    }

    /// Reads a configuration from a text; `name` is the file it is said to come from.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it.
    pub fn parse(text: &str, name: &str) -> Result<Self, ConfigError> {
        let outside = Outside {
            variable: &|name| std::env::var(name).ok().filter(|text| !text.is_empty()),
            machine: &MasterAddress::this_machine,
            folder: Path::new(name).parent().unwrap_or(Path::new("")),
        };
        Self::parse_with(text, name, &outside)
    }

    fn parse_with(text: &str, name: &str, outside: &Outside<'_>) -> Result<Self, ConfigError> {
        let mut problems = Problems::new(name, text);
        let (document, errors) = DeTable::parse_recoverable(text);
        // The first error of a text that is no TOML often makes the others.
        if let Some(error) = errors.first() {
            problems.report(error.span().unwrap_or_default(), format!("not valid TOML: {}", error.message()));
        }
        let config = if problems.any() { None } else { read(document.get_ref(), outside, &mut problems) };
        let warnings = problems.finish()?;
        match config {
            Some(config) => Ok(Self { warnings, ..config }),
            // Whoever gives no value has reported why, so this is not seen.
            None => Err(ConfigError::unreadable(name, "cannot be understood")),
        }
    }
}

fn read(document: &DeTable<'_>, outside: &Outside<'_>, problems: &mut Problems<'_>) -> Option<Config> {
    let mut fields = Fields::new(document, 0..0, "the top-level table".to_owned(), "");
    let state_dir = match fields.twin("state_dir", "stateDir", problems) {
        Some(item) => state_dir(&item, outside, problems),
        None => Some(PathBuf::from(STATE_DIR)),
    };
    let master = fields.take("master");
    if master.is_none() {
        problems.report_whole("missing table [master]; write [master] and url = \"http://127.0.0.1:8010\"");
    }
    let master = master.and_then(|item| Master::read(&item, outside, problems));
    let policy = fields.take("policy").map_or(Some(Policy::default()), |item| Policy::read(&item, problems));
    let workers = match fields.take("worker") {
        Some(item) => workers(&item, master.as_ref(), &policy.clone().unwrap_or_default(), outside, problems),
        None => {
            problems.report_whole("there is no worker; write a table [[worker]]");
            None
        }
    };
    let registries =
        fields.take("registry").map_or(Some(Vec::new()), |item| registry::all(&item, outside, problems));
    fields.finish(problems);
    let (state_dir, policy, registries) = (state_dir?, policy?, registries?);
    Some(Config { state_dir, master: master?, policy, registries, workers: workers?, warnings: Vec::new() })
}

fn state_dir(item: &Item<'_>, outside: &Outside<'_>, problems: &mut Problems<'_>) -> Option<PathBuf> {
    match item.text(problems)? {
        "" => item.wrong("it is empty; write a path such as /var/lib/latent", problems),
        path => Some(outside.folder.join(path)),
    }
}

fn workers(
    item: &Item<'_>,
    master: Option<&Master>,
    policy: &Policy,
    outside: &Outside<'_>,
    problems: &mut Problems<'_>,
) -> Option<Vec<Worker>> {
    if let DeValue::Table(_) = item.value() {
        return item.wrong("there may be several; write [[worker]] with two brackets", problems);
    }
    let items = item.list("a list of tables; write [[worker]]", problems)?;
    if items.is_empty() {
        return item.wrong("there is no worker; write a table [[worker]]", problems);
    }
    let mut workers: Vec<Worker> = Vec::new();
    for item in items {
        for (worker, item) in Worker::read(&item, master, policy, outside, problems).unwrap_or_default() {
            if workers.iter().any(|other| other.name == worker.name) {
                let name = &worker.name;
                item.wrong::<()>(format!("there are two workers `{name}`; rename one"), problems);
            }
            workers.push(worker);
        }
    }
    Some(workers)
}
