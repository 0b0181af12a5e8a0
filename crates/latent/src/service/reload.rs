//! Another configuration for a service that runs.
//!
//! Everything that can go wrong goes wrong before anything changes: a configuration is taken whole or not at all.

use std::{collections::BTreeMap, fmt, sync::Arc};

use super::{
    Connect, ConnectError,
    engines::{Engines, placement},
    settings, switches,
};
use crate::{
    config::Config,
    driver::{Control, Reconfiguration},
    fleet::WorkerName,
    master::buildbot::Buildbot,
};

/// What a running service is made of, to be changed.
#[derive(Debug)]
pub struct Reload {
    pub(super) config: Config,
    pub(super) owner: String,
    pub(super) engines: Engines,
    pub(super) master: Arc<Buildbot>,
    pub(super) control: Control,
    /// How often what each worker's containers are made of has changed, also of workers that are not named now.
    pub(super) editions: BTreeMap<WorkerName, u32>,
}

/// Why another configuration is not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReloadError {
    /// It says something that a process keeps for life.
    #[error("{0} has changed, and only a restart takes that; what runs is adopted by the next process")]
    Restart(&'static str),
    /// An engine cannot be reached at the address that it names.
    #[error(transparent)]
    Connect(#[from] ConnectError),
}

/// What another configuration changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changes {
    /// Workers that are new.
    pub added: Vec<WorkerName>,
    /// Workers that are not named any more: they finish their build and go.
    pub removed: Vec<WorkerName>,
    /// Workers whose containers are made otherwise or elsewhere: one that runs is replaced when it is next idle.
    pub replaced: Vec<WorkerName>,
    /// Workers of which only times and counts differ.
    pub adjusted: Vec<WorkerName>,
}

impl Reload {
    /// Has the service do what a configuration says.
    ///
    /// # Errors
    ///
    /// Then nothing has changed.
    pub fn apply(&mut self, config: Config, connect: &dyn Connect) -> Result<Changes, ReloadError> {
        let (old, new) = (&self.config, &config);
        if old.state_dir != new.state_dir {
            return Err(ReloadError::Restart("state_dir"));
        }
        if old.master.url != new.master.url || old.master.login != new.master.login {
            return Err(ReloadError::Restart("the master's url, user or password in [master]"));
        }
        let reached = self.engines.reach(&config, connect)?;
        let changes = Changes::between(old, new);
        for worker in &changes.replaced {
            *self.editions.entry(worker.clone()).or_default() += 1;
        }
        for worker in &changes.added {
            // Should it still drain from when it was named before, that is of another edition.
            self.editions.entry(worker.clone()).and_modify(|edition| *edition += 1).or_default();
        }
        // What starts from now on is made by the new rules, so the engines are told before the core.
        let hosts = self.engines.adapt(reached, &config, &self.owner, connect.logins());
        self.master.rename(config.workers.iter().map(|worker| worker.name.clone()).collect());
        self.control.reconfigure(Reconfiguration {
            settings: settings(&config, &self.editions),
            hosts,
            placement: placement(&config),
            switches: switches(&config),
        });
        self.config = config;
        Ok(changes)
    }
}

impl Changes {
    /// Compares two configurations.
    fn between(old: &Config, new: &Config) -> Self {
        let mut changes = Self::default();
        for worker in &new.workers {
            let name = worker.name.clone();
            match old.workers.iter().find(|old| old.name == name) {
                None => changes.added.push(name),
                Some(old) if !old.makes_the_same(worker) => changes.replaced.push(name),
                Some(old) if old != worker => changes.adjusted.push(name),
                Some(_) => {}
            }
        }
        let named = |name: &WorkerName| new.workers.iter().any(|worker| worker.name == *name);
        let gone = old.workers.iter().filter(|worker| !named(&worker.name));
        changes.removed = gone.map(|worker| worker.name.clone()).collect();
        changes
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups = [
            ("added", &self.added),
            ("removed", &self.removed),
            ("replaced when idle", &self.replaced),
            ("adjusted", &self.adjusted),
        ];
        let mut first = true;
        for (word, workers) in groups.into_iter().filter(|(_, workers)| !workers.is_empty()) {
            let names: Vec<_> = workers.iter().map(ToString::to_string).collect();
            write!(f, "{}{word}: {}", if first { "" } else { "; " }, names.join(", "))?;
            first = false;
        }
        if first { f.write_str("no worker has changed") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
