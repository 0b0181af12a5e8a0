//! Everything that `latent run` is made of, put together: configuration in, a driver out.
//!
//! Where engines and master are reached is the caller's choice ([`Connect`]), so a whole run can be recorded and
//! replayed.

mod engines;
mod reload;
mod spec;

use std::{collections::BTreeMap, io, sync::Arc, time::Duration};

use docker_wire::{Daemon, Host, HostError, Transport, TransportError, client::credentials};

use self::engines::{Engines, host_of, placement};
pub use self::{
    reload::{Changes, Reload, ReloadError},
    spec::{built_images, logins},
};
use crate::{
    config::{Config, DockerHost, Idle, Machine, MasterUrl, Worker},
    driver::{Control, Driver, Orders},
    engine::{container::IMAGE_TIMEOUT, switch::Commands},
    fleet::{Fleet, IdlePolicy, Limits, Plan, Power, Settings, WorkerName},
    master::buildbot::{Buildbot, Credentials, Intents, Options, Timings},
    port::{Remarks, Switch},
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

    /// Says what else is known of registries; the tables `[[registry]]` count before it. By default nothing.
    fn logins(&self) -> credentials::Credentials {
        credentials::Credentials::none()
    }
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
}

/// Reaches everything directly.
#[derive(Debug, Clone, Copy, Default)]
pub struct Direct;

impl Connect for Direct {
    fn engine(&self, host: &DockerHost) -> Result<Arc<dyn Transport>, ConnectError> {
        Ok(host.to_string().parse::<Host>()?.transport(host.tls())?)
    }

    fn master(&self, url: &MasterUrl) -> Result<Arc<dyn Transport>, ConnectError> {
        Ok(url.transport()?)
    }

    /// What `docker login` keeps for whoever runs this.
    fn logins(&self) -> credentials::Credentials {
        credentials::Credentials::from_environment()
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
    /// Changes all of it while it runs.
    pub reload: Reload,
}

impl Service {
    /// Puts everything together; sends nothing. What people may want to know goes to `remarks`.
    ///
    /// # Errors
    ///
    /// Fails where an address cannot be used.
    pub fn assemble(
        config: &Config,
        identity: &Identity,
        connect: &dyn Connect,
        intents: Arc<dyn Intents>,
        remarks: &Remarks,
    ) -> Result<Self, ConnectError> {
        let mut engines = Engines::new(remarks.clone());
        let reached = engines.reach(config, connect)?;
        let hosts = engines.adapt(reached, config, &identity.owner, connect.logins());
        let master = master(config, identity.seed, connect, intents)?;
        let master = Arc::new(master.remarking(remarks.clone()));
        let editions = config.workers.iter().map(|worker| (worker.name.clone(), 0)).collect();
        let Settings { plans, limits, powers } = settings(config, &editions);
        let fleet = Fleet::new(identity.epoch, plans, limits).powered(powers);
        let (driver, control, orders) = Driver::new(fleet, hosts, placement(config), master.clone());
        let driver = driver.fenced(identity.epoch).switching(switches(config)).remarking(remarks.clone());
        let daemons = engines.daemons();
        let reload = Reload {
            config: config.clone(),
            owner: identity.owner.clone(),
            engines,
            master: master.clone(),
            control: control.clone(),
            editions,
        };
        Ok(Self { driver, control, orders, master, engines: daemons, reload })
    }
}

/// What the fleet is told; `editions` says how often each worker's containers have changed.
fn settings(config: &Config, editions: &BTreeMap<WorkerName, u32>) -> Settings {
    let edition = |worker: &Worker| editions.get(&worker.name).copied().unwrap_or_default();
    let plans = config.workers.iter().map(|worker| plan(worker).edition(edition(worker)));
    Settings { plans: plans.collect(), limits: limits(config), powers: powers(config) }
}

/// How many containers each host takes.
fn limits(config: &Config) -> Limits {
    let capacity = |machine: &Machine| Some((machine.docker_host.clone(), machine.capacity?));
    Limits { hosts: config.machines.iter().filter_map(capacity).collect(), instances: None }
}

/// When each host that is switched is switched off.
fn powers(config: &Config) -> BTreeMap<String, Power> {
    let power = |machine: &Machine| {
        let switch = machine.switch.as_ref()?;
        let (idle, missing_timeout) = (milliseconds(switch.idle), milliseconds(switch.missing_timeout));
        Some((machine.docker_host.clone(), Power { idle, missing_timeout }))
    };
    config.machines.iter().filter_map(power).collect()
}

/// What switches each of them.
fn switches(config: &Config) -> BTreeMap<String, Arc<dyn Switch>> {
    let switch = |machine: &Machine| {
        let switch = machine.switch.clone()?;
        let commands: Arc<dyn Switch> = Arc::new(Commands::new(switch.start_command, switch.stop_command));
        Some((machine.docker_host.clone(), commands))
    };
    config.machines.iter().filter_map(switch).collect()
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
    // The master may hand a worker any build that waits. An instance that was made for one build's properties is of
    // another flavour than the next build may need, so it takes that one alone.
    let one_flavour = worker.depends_on_properties() && worker.builds_may_be_incompatible;
    let builds = if one_flavour { Some(1) } else { worker.builds_per_instance };
    Plan::new(worker.name.clone(), host_of(worker))
        .idle(idle)
        .builds_per_instance(builds)
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
