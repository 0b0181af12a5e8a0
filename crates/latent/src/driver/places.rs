//! Which engine runs what: hosts by name, where each worker's next instance goes, and where instances are.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    fleet::{Generation, Sighting, WorkerName},
    port::{Engine, Switch},
};

/// The engines, and what is known of where instances are.
#[derive(Default)]
pub(super) struct Places {
    hosts: BTreeMap<String, Arc<dyn Engine>>,
    switches: BTreeMap<String, Arc<dyn Switch>>,
    /// Hosts that the configuration does not name any more.
    leaving: BTreeSet<String>,
    /// The host of each worker's next instance.
    placement: BTreeMap<WorkerName, String>,
    /// Where each worker's last start was asked for.
    homes: BTreeMap<WorkerName, (Generation, String)>,
    /// Where instances were last seen, also those of workers that have moved or are not configured any more.
    seen: BTreeMap<(WorkerName, Generation), String>,
}

impl Places {
    pub(super) fn new(
        hosts: BTreeMap<String, Arc<dyn Engine>>,
        placement: BTreeMap<WorkerName, String>,
    ) -> Self {
        Self { hosts, placement, ..Self::default() }
    }

    /// Takes other engines and switches, and keeps those that are not named any more until [`forget`](Self::forget).
    pub(super) fn change(
        &mut self,
        hosts: &BTreeMap<String, Arc<dyn Engine>>,
        placement: BTreeMap<WorkerName, String>,
        switches: BTreeMap<String, Arc<dyn Switch>>,
    ) {
        self.hosts.extend(hosts.iter().map(|(name, engine)| (name.clone(), engine.clone())));
        self.leaving = self.hosts.keys().filter(|name| !hosts.contains_key(*name)).cloned().collect();
        self.placement.extend(placement);
        self.switches.extend(switches);
    }

    /// Lets go of hosts that are not named any more and that nothing needs; returns them.
    pub(super) fn forget(&mut self, needed: impl Fn(&str) -> bool) -> Vec<String> {
        let gone: Vec<_> = self.leaving.iter().filter(|host| !needed(host)).cloned().collect();
        for host in &gone {
            self.leaving.remove(host);
            self.hosts.remove(host);
            self.switches.remove(host);
            self.seen.retain(|_, seen| seen != host);
        }
        gone
    }

    pub(super) fn switching(&mut self, switches: BTreeMap<String, Arc<dyn Switch>>) {
        self.switches = switches;
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.hosts.keys()
    }

    pub(super) fn host(&self, name: &str) -> Option<Arc<dyn Engine>> {
        self.hosts.get(name).cloned()
    }

    pub(super) fn switch(&self, host: &str) -> Option<Arc<dyn Switch>> {
        self.switches.get(host).cloned()
    }

    /// Writes down where a list has shown instances, and says whether the host is still of interest.
    pub(super) fn observe_list(&mut self, host: &str, sightings: &[Sighting]) -> bool {
        if !self.hosts.contains_key(host) {
            return false;
        }
        self.seen.retain(|_, seen| seen != host);
        let keys = sightings.iter().map(|sighting| (sighting.worker.clone(), sighting.generation));
        self.seen.extend(keys.map(|key| (key, host.to_owned())));
        true
    }

    /// The engine for a start, which is its instance's home from now on.
    pub(super) fn settle(&mut self, worker: &WorkerName, generation: Generation) -> Option<Arc<dyn Engine>> {
        let host = self.placement.get(worker)?;
        self.homes.insert(worker.clone(), (generation, host.clone()));
        self.host(host)
    }

    /// The engine that has an instance, wherever its worker is placed now.
    pub(super) fn engine_with(&self, worker: &WorkerName, generation: Generation) -> Option<Arc<dyn Engine>> {
        let home = self.homes.get(worker).filter(|(here, _)| *here == generation).map(|(_, host)| host);
        let seen = || self.seen.get(&(worker.clone(), generation));
        self.host(home.or_else(seen).or_else(|| self.placement.get(worker))?)
    }

    /// The engine that has the worker's last instance.
    pub(super) fn engine_of(&self, worker: &WorkerName) -> Option<Arc<dyn Engine>> {
        let home = self.homes.get(worker).map(|(_, host)| host);
        self.host(home.or_else(|| self.placement.get(worker))?)
    }

    /// Writes down that an instance runs that an earlier process may have started.
    pub(super) fn adopt(&mut self, worker: &WorkerName, generation: Generation) {
        if self.homes.get(worker).is_some_and(|(here, _)| *here == generation) {
            return;
        }
        let seen = self.seen.get(&(worker.clone(), generation));
        if let Some(host) = seen.or_else(|| self.placement.get(worker)).cloned() {
            self.homes.insert(worker.clone(), (generation, host));
        }
    }

    /// Writes down that nothing of a worker is left.
    pub(super) fn leave(&mut self, worker: &WorkerName) {
        self.homes.remove(worker);
    }
}
