//! The engines of a configuration, kept while the configuration changes.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use docker_wire::{Daemon, client::credentials};

use super::{
    Connect, ConnectError,
    spec::{logins, spec},
};
use crate::{
    config::{Config, DockerHost, Worker},
    engine::container::{Choice, Choose, Containers},
    fleet::WorkerName,
    port::{Engine, Remarks},
};

/// The engines as the driver knows them.
pub(super) type Hosts = BTreeMap<String, Arc<dyn Engine>>;

/// All engines, by address, and what runs on them.
#[derive(Debug, Default)]
pub(super) struct Engines {
    daemons: BTreeMap<String, (DockerHost, Daemon)>,
    containers: BTreeMap<String, Arc<Containers>>,
    /// The engines that a worker's builds choose among are one host of their own, beside what each of them is to others.
    choices: BTreeMap<String, Arc<Choice>>,
    remarks: Remarks,
}

/// Engines that are reached, of which nothing is changed yet.
pub(super) struct Reached(BTreeMap<String, (DockerHost, Daemon)>);

impl Engines {
    /// Knows no engine yet.
    pub(super) fn new(remarks: Remarks) -> Self {
        Self { remarks, ..Self::default() }
    }

    /// Prepares to reach all engines of a configuration; sends nothing, and changes nothing.
    ///
    /// An engine that is known keeps its connections, but where TLS is spoken: its certificates may be new.
    pub(super) fn reach(&self, config: &Config, connect: &dyn Connect) -> Result<Reached, ConnectError> {
        let mut daemons = BTreeMap::new();
        for host in config.docker_hosts() {
            let address = host.to_string();
            let known =
                self.daemons.get(&address).filter(|(known, _)| *known == host && host.tls().is_none());
            let daemon = match known {
                Some((_, daemon)) => daemon.clone(),
                None => Daemon::over(connect.engine(&host)?),
            };
            daemons.insert(address, (host, daemon));
        }
        Ok(Reached(daemons))
    }

    /// Has the engines run what a configuration says, from the next start on.
    pub(super) fn adapt(
        &mut self,
        Reached(daemons): Reached,
        config: &Config,
        owner: &str,
        kept: credentials::Credentials,
    ) -> Hosts {
        let logins = logins(config, kept);
        let mut hosts = Hosts::new();
        for (address, (_, daemon)) in &daemons {
            let here = config.workers.iter().filter(|worker| addresses(worker).any(|it| it == *address));
            let choosers = here.clone().filter(|it| it.chooses_host()).map(|it| it.name.clone()).collect();
            let specs = here.map(|it| (it.name.clone(), spec(it, owner, &logins))).collect();
            let new = || {
                let containers = Containers::new(daemon.clone(), owner, BTreeMap::new());
                Arc::new(containers.remarking(self.remarks.clone(), address))
            };
            let containers = self.containers.entry(address.clone()).or_insert_with(new);
            containers.adapt(daemon.clone(), specs, choosers);
            hosts.insert(address.clone(), containers.clone());
        }
        for (name, workers) in choices(config) {
            let of_these = |worker: &&Worker| workers.contains_key(&worker.name);
            let addresses: BTreeSet<_> = config.workers.iter().filter(of_these).flat_map(addresses).collect();
            let engines = self.containers.iter().filter(|(address, _)| addresses.contains(*address));
            let engines = engines.map(|(address, engine)| (address.clone(), engine.clone())).collect();
            let new = || Arc::new(Choice::new(engines, BTreeMap::new()));
            let choice = self.choices.entry(name.clone()).or_insert_with(new);
            choice.adapt(workers);
            hosts.insert(name, choice.clone());
        }
        self.daemons = daemons;
        hosts
    }

    /// The engines by address.
    pub(super) fn daemons(&self) -> BTreeMap<String, Daemon> {
        self.daemons.iter().map(|(address, (_, daemon))| (address.clone(), daemon.clone())).collect()
    }
}

/// How the builds of each worker choose, for each set of engines to choose among.
fn choices(config: &Config) -> BTreeMap<String, BTreeMap<WorkerName, Choose>> {
    let mut choices: BTreeMap<String, BTreeMap<WorkerName, Choose>> = BTreeMap::new();
    for worker in config.workers.iter().filter(|worker| worker.chooses_host()) {
        let of = worker.clone();
        let choose: Choose = Arc::new(move |properties| {
            of.host_for(properties).map(|host| host.to_string()).map_err(|error| error.to_string())
        });
        choices.entry(host_of(worker)).or_default().insert(worker.name.clone(), choose);
    }
    choices
}

/// Which host each worker is on.
pub(super) fn placement(config: &Config) -> BTreeMap<WorkerName, String> {
    config.workers.iter().map(|worker| (worker.name.clone(), host_of(worker))).collect()
}

fn addresses(worker: &Worker) -> impl Iterator<Item = String> + '_ {
    worker.docker_hosts.iter().map(ToString::to_string)
}

/// The host that a worker is on: its engine, or those that its builds choose among.
pub(super) fn host_of(worker: &Worker) -> String {
    if worker.chooses_host() {
        let all: BTreeSet<_> = addresses(worker).collect();
        format!("one of {}", all.into_iter().collect::<Vec<_>>().join(", "))
    } else {
        worker.docker_host.to_string()
    }
}
