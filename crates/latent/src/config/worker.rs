//! The tables `[[worker]]`: what each worker runs in, where, and how long.

mod container;
mod limits;
mod source;

use docker_wire::ApiVersion;
use serde_json::Value;

pub(super) use self::container::Container;
use self::limits::Limits;
pub use self::{limits::Idle, source::PullPolicy};
use super::{
    address::MasterAddress,
    error::Problems,
    host::DockerHost,
    master::{Master, fqdn},
    names,
    outside::Outside,
    read::{Fields, Item},
    secret::Secret,
    template::Template,
    volume::Volume,
    warnings,
};
use crate::fleet::WorkerName;

/// Holds one worker; a definition with several names is several of these.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Worker {
    /// The worker's name at the master.
    pub name: WorkerName,
    /// The worker's password at the master.
    pub password: Secret,
    /// The engine that runs its instances.
    pub docker_host: DockerHost,
    /// The version of the Engine API; none is the highest common one.
    pub version: Option<ApiVersion>,
    /// The image to run; none is the one that `dockerfile` makes. One of the two is there.
    pub image: Option<Template>,
    /// The content of the Dockerfile that makes the image where it is missing.
    pub dockerfile: Option<String>,
    /// When the image is pulled.
    pub pull: PullPolicy,
    /// What runs in place of the image's own command; empty is the image's own.
    pub command: Vec<String>,
    /// What the instance calls itself; none is the engine's choice.
    pub hostname: Option<String>,
    /// What is mounted: `volumes`, then `hostconfig.binds`. `host_config` has them too.
    pub volumes: Vec<Volume>,
    /// The API's `HostConfig` in its own names, with `Binds`, `NetworkMode` and `Init`.
    pub host_config: Value,
    /// The API's `NetworkingConfig`, where aliases or addresses are asked for.
    pub networking_config: Option<Value>,
    /// Whether the log is shown until the worker is attached.
    pub follow_startup_logs: bool,
    /// What the environment variable `BUILDMASTER` says.
    pub buildmaster: String,
    /// What the environment variable `BUILDMASTER_PORT` says.
    pub buildmaster_port: u16,
    /// What happens to an instance on which no build runs.
    pub build_wait_timeout: Idle,
    /// How long from the start until the worker must be attached; none is for ever.
    pub missing_timeout: Option<std::time::Duration>,
    /// How many builds may run on the instance at the same time.
    pub max_builds: u32,
    /// How many builds an instance takes; none is as many as come.
    pub builds_per_instance: Option<u32>,
}

impl Worker {
    /// Reads one definition, which may be several workers, each with the place of its name.
    pub(super) fn read<'a>(
        item: &Item<'a>,
        master: Option<&Master>,
        outside: &Outside<'_>,
        problems: &mut Problems<'_>,
    ) -> Option<Vec<(Self, Item<'a>)>> {
        let toml::de::DeValue::Table(table) = item.value() else {
            return item.expected("a table", problems);
        };
        let mut fields = Fields::new(table, item.span.clone(), names::label(table), "");
        let names = names::read(&mut fields, problems);
        let password = fields.require("password", "password = { env = \"NAME\" }", problems);
        let password = password.and_then(|item| Secret::read(&item, outside, problems));
        let place = place(&mut fields, problems);
        let source = source::read(&mut fields, outside, problems);
        let container = Container::read(&mut fields, problems);
        let address = fqdn(&mut fields, problems);
        let limits = Limits::read(&mut fields, problems);
        let follow = fields.twin("follow_startup_logs", "followStartupLogs", problems);
        let follow = follow.map_or(Some(false), |item| item.flag(problems));
        if let Some(container) = &container {
            let address = address.as_ref().and_then(|(_, address)| address.as_ref());
            let address = address.or(master.map(|master| &master.master_fqdn));
            warnings::container(container, address, &fields, problems);
        }
        fields.finish(problems);

        let (docker_host, version) = place?;
        let (names, source, container, limits) = (names?, source?, container?, limits?);
        let (password, follow_startup_logs) = (password?, follow?);
        let (buildmaster, buildmaster_port) = buildmaster(address, master?)?;
        let mut names = names.into_iter();
        let (name, item) = names.next()?;
        let worker = Self {
            name,
            password,
            docker_host,
            version,
            image: source.image,
            dockerfile: source.dockerfile,
            pull: source.pull,
            command: container.command,
            hostname: container.hostname,
            volumes: container.volumes,
            host_config: container.host_config,
            networking_config: container.networking_config,
            follow_startup_logs,
            buildmaster,
            buildmaster_port,
            build_wait_timeout: limits.idle,
            missing_timeout: limits.missing,
            max_builds: limits.max_builds,
            builds_per_instance: limits.builds_per_instance,
        };
        let others: Vec<_> = names.map(|(name, item)| (Self { name, ..worker.clone() }, item)).collect();
        Some(std::iter::once((worker, item)).chain(others).collect())
    }
}

fn place(fields: &mut Fields<'_>, problems: &mut Problems<'_>) -> Option<(DockerHost, Option<ApiVersion>)> {
    let host = match fields.twin("docker_host", "dockerHost", problems) {
        Some(item) => docker_host(&item, problems),
        None => {
            fields.missing("`docker_host`", "docker_host = \"unix:///var/run/docker.sock\"", problems);
            None
        }
    };
    let version = fields.take("version").map_or(Some(None), |item| version(&item, problems));
    Some((host?, version?))
}

fn docker_host(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<DockerHost> {
    let host: DockerHost = item.settle(item.plain_text(problems)?.parse(), problems)?;
    if host.is_exposed() {
        let what = format!("`{}`: {host} is neither encrypted nor asks who calls", item.path);
        problems.warn(item.span.clone(), what);
    }
    Some(host)
}

fn version(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Option<ApiVersion>> {
    let toml::de::DeValue::String(text) = item.value() else {
        return item.expected("a string such as \"1.41\", in quotes", problems);
    };
    if text == "auto" {
        return Some(None);
    }
    let version = item.settle(ApiVersion::known(text), problems)?;
    Some(Some(version))
}

fn buildmaster(own: Option<(Item<'_>, Option<MasterAddress>)>, master: &Master) -> Option<(String, u16)> {
    let address = match own {
        Some((_, address)) => address?,
        None => master.master_fqdn.clone(),
    };
    Some((address.host, address.port.unwrap_or(master.worker_port)))
}
