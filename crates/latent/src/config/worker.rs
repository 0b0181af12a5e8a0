//! The tables `[[worker]]`: what each worker runs in, where, and how long.

mod container;
mod context;
mod delivered;
mod extras;
mod limits;
mod place;
mod process;
mod refused;
mod remote;
mod rendering;
mod source;

use std::collections::BTreeMap;

use docker_wire::ApiVersion;
use serde_json::Value;

pub(super) use self::{container::Container, refused::REFUSED, remote::without_logins};
pub use self::{
    context::Context,
    delivered::{PASSWORD_FILE, SecretDelivery, Variable},
    limits::Idle,
    remote::Remote,
    source::PullPolicy,
};
use self::{
    delivered::Delivered,
    limits::Limits,
    place::Place,
    process::Process,
    rendering::{Made, Rendering},
};
use super::{
    Volume,
    address::MasterAddress,
    error::Problems,
    gates,
    host::DockerHost,
    master::{Master, fqdn},
    names,
    outside::Outside,
    policy::Policy,
    read::{Fields, Item},
    secret::Secret,
    template::Template,
    warnings,
    written::Written,
};
use crate::fleet::{Properties, WorkerName};

/// Holds one worker; a definition with several names is several of these.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Worker {
    /// The worker's name at the master.
    pub name: WorkerName,
    /// The worker's password at the master.
    pub password: Secret,
    /// How the worker gets its password.
    pub secret_delivery: SecretDelivery,
    /// Files that are put into the container before it starts, by their absolute paths there.
    pub secrets: Vec<(String, Secret)>,
    /// Variables beside those that latent itself sets, in the order of their names.
    pub environment: Vec<(String, Variable)>,
    /// The engine that runs its instances.
    pub docker_host: DockerHost,
    /// The engines that its builds may choose, the first included.
    pub docker_hosts: Vec<DockerHost>,
    chosen_host: Option<Template>,
    /// The version of the Engine API; none is the highest common one.
    pub version: Option<ApiVersion>,
    /// The image to run; none is the one that `dockerfile` makes. One of the two is there.
    pub image: Option<Template>,
    /// The content of the Dockerfile that makes the image where it is missing.
    pub dockerfile: Option<String>,
    /// What the image is built from where it is missing, in place of `dockerfile`.
    pub context: Option<Context>,
    /// Values for `ARG` of the Dockerfile.
    pub buildargs: BTreeMap<String, String>,
    /// The stage of the Dockerfile that is built; none is the last.
    pub target: Option<String>,
    /// When the image is pulled.
    pub pull: PullPolicy,
    /// What runs in place of the image's own command; empty is the image's own.
    pub command: Vec<String>,
    /// What runs in place of the image's own entry point; an empty list is none at all.
    pub entrypoint: Option<Vec<String>>,
    /// Whom it runs as; none is the image's own.
    pub user: Option<String>,
    /// The folder that it runs in; none is the image's own.
    pub workdir: Option<String>,
    /// The platform of image and container, such as `linux/arm64`; none is the engine's.
    pub platform: Option<String>,
    /// Labels of the container beside latent's own.
    pub labels: BTreeMap<String, String>,
    /// What the instance calls itself; none is the engine's choice.
    pub hostname: Option<String>,
    /// What is mounted: `volumes`, then `hostconfig.binds`. `host_config` has those with a source too.
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
    /// Whether an instance that was made for one build's properties takes no build with others.
    pub builds_may_be_incompatible: bool,
    /// What the environment variable `BUILDMASTER_PROTOCOL` says; none is no such variable.
    pub master_protocol: Option<String>,
    rendering: Rendering,
}

impl Worker {
    /// Tells whether another definition makes the same containers on the same engines, whatever they do there and for
    /// how long.
    pub fn makes_the_same(&self, other: &Self) -> bool {
        let mut like = self.clone();
        like.build_wait_timeout = other.build_wait_timeout;
        like.missing_timeout = other.missing_timeout;
        like.max_builds = other.max_builds;
        like.builds_per_instance = other.builds_per_instance;
        like.builds_may_be_incompatible = other.builds_may_be_incompatible;
        like.follow_startup_logs = other.follow_startup_logs;
        like.pull = other.pull;
        if like.rendering.same_texts(&other.rendering) {
            like.rendering.written = other.rendering.written.clone();
        }
        like == *other
    }

    /// Reads one definition, which may be several workers, each with the place of its name.
    pub(super) fn read<'a>(
        item: &Item<'a>,
        master: Option<&Master>,
        policy: &Policy,
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
        let place = Place::read(&mut fields, outside, problems);
        let version = place.as_ref().and_then(|place| place.version);
        let process = Process::read(&mut fields, problems);
        let delivered = Delivered::read(&mut fields, outside, problems);
        let address = fqdn(&mut fields, problems);
        let limits = Limits::read(&mut fields, problems);
        let follow = fields.twin("follow_startup_logs", "followStartupLogs", problems);
        let follow = follow.map_or(Some(false), |item| item.flag(problems));
        let incompatible = fields.twin("builds_may_be_incompatible", "buildsMayBeIncompatible", problems);
        let incompatible = incompatible.map_or(Some(true), |item| item.flag(problems));
        let protocol = fields.twin("master_protocol", "masterProtocol", problems);
        let protocol = process::optional(protocol, |item| protocol_name(item, problems));
        let own = fields
            .take("properties")
            .map_or(Some(Properties::new()), |item| rendering::properties(&item, problems));
        let defaults = fields.twin("default_properties", "defaultProperties", problems);
        let defaults =
            defaults.map_or(Some(Properties::new()), |item| rendering::properties(&item, problems));
        refused::report(&mut fields, problems);

        let rendering = Rendering {
            written: Written::read(table, problems),
            folder: outside.folder.to_owned(),
            version,
            policy: policy.clone(),
            properties: own.unwrap_or_default(),
            defaults: defaults.unwrap_or_default(),
        };
        let first = names.as_ref().and_then(|names| names.first());
        let first = first.map_or(WorkerName(String::new()), |(name, _)| name.clone());
        let known = rendering.effective(&first, &Properties::new());
        let known = rendering::known(&rendering.written, &known);
        let mut filled = Fields::new(&known, item.span.clone(), names::label(table), "");
        let made = Made::read(&mut filled, version, outside, problems);
        if let Some(made) = &made {
            let address = address.as_ref().and_then(|(_, address)| address.as_ref());
            let address = address.or(master.map(|master| &master.master_fqdn));
            warnings::container(&made.container, address, &filled, problems);
        }
        if let (Some(made), Some(delivered)) = (&made, &delivered) {
            delivered.check_reachable(&made.container, &fields, problems);
        }
        let report = |line: String, problems: &mut Problems<'_>| {
            problems.report(item.span.clone(), format!("{}: {line}", names::label(table)));
        };
        if let Some(line) = rendering.denied_default(&first).filter(|_| !problems.any()) {
            report(line, problems);
        }
        fields.join(filled);
        fields.finish(problems);

        let place = place?;
        let (names, made, process, limits) = (names?, made?, process?, limits?);
        let (password, delivered, follow_startup_logs) = (password?, delivered?, follow?);
        let (buildmaster, buildmaster_port) = buildmaster(address, master?)?;
        let Made { source, container } = made;
        let mut names = names.into_iter();
        let (name, name_item) = names.next()?;
        let worker = Self {
            name,
            password,
            secret_delivery: delivered.delivery,
            secrets: delivered.secrets,
            environment: delivered.environment,
            docker_host: place.docker_host,
            docker_hosts: place.choices,
            chosen_host: place.chosen,
            version: place.version,
            image: source.image,
            dockerfile: source.dockerfile,
            context: source.context,
            buildargs: source.buildargs,
            target: source.target,
            pull: source.pull,
            command: process.command,
            entrypoint: process.entrypoint,
            user: process.user,
            workdir: process.workdir,
            platform: process.platform,
            labels: process.labels,
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
            builds_may_be_incompatible: incompatible?,
            master_protocol: protocol?,
            rendering,
        };
        if let Some(version) = worker.version {
            for line in worker.lacking(version) {
                report(line, problems);
            }
        }
        let others: Vec<_> = names.map(|(name, item)| (Self { name, ..worker.clone() }, item)).collect();
        Some(std::iter::once((worker, name_item)).chain(others).collect())
    }

    /// Lists every text of the worker that must be seen nowhere: its password, its secrets, variables that are some, and who
    /// logs in where its build context is fetched.
    pub fn hidden(&self) -> impl Iterator<Item = &str> {
        let variables = self.environment.iter().filter(|(_, it)| it.is_secret).map(|(_, it)| &it.value);
        let handed = self.secrets.iter().map(|(_, secret)| secret).chain(variables);
        let fetched = match &self.context {
            Some(Context::Fetched(remote)) => Some(remote.secrets()),
            Some(Context::Sent { .. }) | None => None,
        };
        let all = std::iter::once(&self.password).chain(handed).map(Secret::expose);
        all.chain(fetched.into_iter().flatten()).filter(|text| !text.is_empty())
    }

    /// Lists the options that an API version lacks, each with its name, that version and the one it needs.
    ///
    /// An engine that is asked at such a version would ignore or refuse them, so nothing is sent then.
    pub fn lacking(&self, version: ApiVersion) -> Vec<String> {
        gates::lacking(self, version)
    }
}

fn protocol_name(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<String> {
    match item.text(problems)? {
        text @ ("pb" | "msgpack_experimental_v7") => Some(text.to_owned()),
        text => item.wrong(format!("`{text}` is no protocol; write pb or msgpack_experimental_v7"), problems),
    }
}

fn buildmaster(own: Option<(Item<'_>, Option<MasterAddress>)>, master: &Master) -> Option<(String, u16)> {
    let address = match own {
        Some((_, address)) => address?,
        None => master.master_fqdn.clone(),
    };
    Some((address.host, address.port.unwrap_or(master.worker_port)))
}
