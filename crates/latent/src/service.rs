//! Everything that `latent run` is made of, put together: configuration in, a driver out.
//!
//! Where engines and master are reached is the caller's choice ([`Connect`]), so a whole run can be recorded and
//! replayed.

use std::{collections::BTreeMap, io, sync::Arc, time::Duration};

use docker_wire::{
    Daemon, Host, HostError, Transport, TransportError,
    transport::{Tcp, Unix},
};
use serde_json::{Map, Value};

use crate::{
    config::{Config, DockerHost, Idle, MasterUrl, PullPolicy, Worker},
    driver::{Control, Driver, Orders},
    engine::container::{Containers, IMAGE_TIMEOUT, ImageSource, Pull, Recipe, Spec},
    fleet::{Fleet, IdlePolicy, Limits, Plan, WorkerName},
    master::buildbot::{Buildbot, Credentials, Intents, Options, Timings},
    port::Engine,
    state::{IntentKind, State},
};

/// How engines and the master are reached.
pub trait Connect {
    /// Reaches an engine.
    ///
    /// # Errors
    ///
    /// Fails if the address cannot be used; nothing is sent yet.
    fn engine(&self, host: &DockerHost) -> Result<Arc<dyn Transport>, ConnectError>;

    /// Reaches the master's web server.
    ///
    /// # Errors
    ///
    /// As [`engine`](Self::engine).
    fn master(&self, url: &MasterUrl) -> Result<Arc<dyn Transport>, ConnectError>;
}

/// Why an address cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// It is no address of an engine.
    #[error(transparent)]
    Host(#[from] HostError),
    /// It names no possible host.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The master is behind https, which this build does not speak.
    #[error(
        "the master's url is https, which is not supported yet; use http on loopback or through a tunnel"
    )]
    Https,
}

/// Reaches everything directly.
#[derive(Debug, Clone, Copy, Default)]
pub struct Direct;

impl Connect for Direct {
    fn engine(&self, host: &DockerHost) -> Result<Arc<dyn Transport>, ConnectError> {
        Ok(match host.to_string().parse()? {
            Host::Unix(path) => Arc::new(Unix::new(path)),
            Host::Tcp { host, port, prefix } => Arc::new(Tcp::with_prefix(&host, port, &prefix)?),
            _ => return Err(HostError::Scheme(host.to_string()).into()),
        })
    }

    fn master(&self, url: &MasterUrl) -> Result<Arc<dyn Transport>, ConnectError> {
        if url.tls {
            return Err(ConnectError::Https);
        }
        Ok(Arc::new(Tcp::new(&url.host, url.port)?))
    }
}

/// Remembers in the state folder which workers are paused.
#[derive(Debug)]
pub struct Kept {
    state: Arc<State>,
}

impl Kept {
    /// Keeps intents in a state folder.
    pub fn new(state: Arc<State>) -> Self {
        Self { state }
    }
}

impl Intents for Kept {
    fn record(&self, worker: &WorkerName) -> io::Result<()> {
        let intents = self.state.intents();
        intents.record(IntentKind::Drain, worker, "paused").map_err(io::Error::other)
    }

    fn clear(&self, worker: &WorkerName) -> io::Result<()> {
        self.state.intents().clear(IntentKind::Drain, worker).map_err(io::Error::other)
    }

    fn held(&self) -> Vec<WorkerName> {
        let left = self.state.intents().list().unwrap_or_else(|error| {
            tracing::error!(%error, "the pauses of earlier processes cannot be read");
            Vec::new()
        });
        left.into_iter()
            .filter(|intent| intent.kind == IntentKind::Drain)
            .map(|intent| intent.worker)
            .collect()
    }
}

/// Who this process is, among all that ran before it with the same state folder.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The id of the state folder.
    pub owner: String,
    /// How many processes have opened it, this one included.
    pub epoch: u32,
    /// What WebSocket masks and keys are made of.
    pub seed: u64,
}

/// A driver that is ready to run, and what steers it.
#[derive(Debug)]
pub struct Service {
    /// Runs until it is told to end.
    pub driver: Driver,
    /// Tells it to.
    pub control: Control,
    /// Where it is told.
    pub orders: Orders,
    /// The master, to be checked before the driver runs.
    pub master: Arc<Buildbot>,
    /// The engines by address, to be checked before the driver runs.
    pub engines: BTreeMap<String, Daemon>,
}

impl Service {
    /// Puts everything together; sends nothing.
    ///
    /// # Errors
    ///
    /// Fails where an address cannot be used.
    pub fn assemble(
        config: &Config,
        identity: &Identity,
        connect: &dyn Connect,
        intents: Arc<dyn Intents>,
    ) -> Result<Self, ConnectError> {
        let mut engines = BTreeMap::new();
        let mut specs: BTreeMap<String, BTreeMap<WorkerName, Spec>> = BTreeMap::new();
        let mut placement = BTreeMap::new();
        for worker in &config.workers {
            let host = worker.docker_host.to_string();
            if !engines.contains_key(&host) {
                engines.insert(host.clone(), Daemon::over(connect.engine(&worker.docker_host)?));
            }
            specs.entry(host.clone()).or_default().insert(worker.name.clone(), spec(worker));
            placement.insert(worker.name.clone(), host);
        }
        let hosts = engines.iter().map(|(host, daemon)| {
            let specs = specs.remove(host).unwrap_or_default();
            let engine: Arc<dyn Engine> = Arc::new(Containers::new(daemon.clone(), &identity.owner, specs));
            (host.clone(), engine)
        });
        let hosts = hosts.collect();
        let master = Arc::new(master(config, identity.seed, connect, intents)?);
        let plans = config.workers.iter().map(plan).collect();
        let fleet = Fleet::new(identity.epoch, plans, Limits::default());
        let (driver, control, orders) = Driver::new(fleet, hosts, placement, master.clone());
        Ok(Self { driver, control, orders, master, engines })
    }
}

fn master(
    config: &Config,
    seed: u64,
    connect: &dyn Connect,
    intents: Arc<dyn Intents>,
) -> Result<Buildbot, ConnectError> {
    let login = config.master.login.as_ref();
    let options = Options {
        prefix: config.master.url.prefix.clone(),
        credentials: login.map(|login| Credentials::new(&login.user, login.password.expose())),
        workers: config.workers.iter().map(|worker| worker.name.clone()).collect(),
        seed,
        intents,
        timings: Timings::default(),
    };
    Ok(Buildbot::new(connect.master(&config.master.url)?, options))
}

fn plan(worker: &Worker) -> Plan {
    let idle = match worker.build_wait_timeout {
        Idle::AfterEachBuild => IdlePolicy::AfterEachBuild,
        Idle::After(time) => IdlePolicy::After(milliseconds(time)),
        Idle::Never => IdlePolicy::Never,
    };
    // Building or pulling the image does not count, but it has a bound.
    let missing = worker.missing_timeout.map(|missing| missing + IMAGE_TIMEOUT);
    Plan::new(worker.name.clone(), worker.docker_host.to_string())
        .idle(idle)
        .builds_per_instance(worker.builds_per_instance)
        .missing_timeout(missing.map_or(u64::MAX, milliseconds))
        .attach_timeout(worker.missing_timeout.map_or(u64::MAX, attach_timeout))
}

/// What of the missing timeout is left for attaching: creation and start have bounds of their own. Of the usual five
/// minutes two; whoever waits less means all of it.
fn attach_timeout(missing: Duration) -> u64 {
    const ATTACH: Duration = Duration::from_secs(120);
    const BEFORE: Duration = Duration::from_secs(180);
    milliseconds(missing.saturating_sub(BEFORE).max(missing.min(ATTACH)))
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn spec(worker: &Worker) -> Spec {
    let environment = [
        ("BUILDMASTER", worker.buildmaster.clone()),
        ("BUILDMASTER_PORT", worker.buildmaster_port.to_string()),
        ("WORKERNAME", worker.name.to_string()),
        ("WORKERPASS", worker.password.expose().to_owned()),
    ];
    Spec {
        image: image(worker),
        command: worker.command.clone(),
        environment: environment.map(|(name, value)| (name.to_owned(), value)).into(),
        host_config: object(worker.host_config.clone()),
        endpoints: worker
            .networking_config
            .as_ref()
            .and_then(|networking| networking.get("EndpointsConfig").cloned())
            .map(object)
            .unwrap_or_default(),
        hostname: worker.hostname.clone(),
        version: worker.version,
        follow_startup_logs: worker.follow_startup_logs,
        secrets: vec![worker.password.expose().to_owned()],
    }
}

fn image(worker: &Worker) -> ImageSource {
    let recipe = worker.dockerfile.clone().map(|dockerfile| Recipe { dockerfile, files: Vec::new() });
    let pull = match worker.pull {
        PullPolicy::Never => Pull::Never,
        PullPolicy::Missing => Pull::Missing,
        PullPolicy::Always => Pull::Always,
    };
    let template = worker.image.clone();
    let made = recipe.as_ref().map(|recipe| tag_of(&recipe.dockerfile)).unwrap_or_default();
    let name = move |properties: &_| match &template {
        Some(template) => template.render(properties).map_err(|error| error.to_string()),
        None => Ok(made.clone()),
    };
    ImageSource { name: Arc::new(name), recipe, pull, witness: None }
}

/// The name of an image that only a Dockerfile describes: the same text is the same image.
fn tag_of(dockerfile: &str) -> String {
    // FNV-1a, 64 bits: it tells texts apart, and nobody gains by making two that collide.
    let hash = dockerfile.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("latent-built:{hash:016x}")
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    }
}
