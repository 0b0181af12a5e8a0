//! Whether somebody else starts instances as this owner: the owner of a copied state folder is two processes'.
//!
//! Every process has an epoch, larger than that of any before it with the same state folder. So these show another one,
//! which takes this one's instances for its own:
//!
//! - an instance of a later epoch, or of this one that this process has not started;
//! - one of an earlier epoch that runs and that the host's first list did not show. Earlier processes are dead, for one at
//!   a time opens the folder, and the last thing that one of them may have asked for and not lived to see is that a
//!   container be created, which does not run, or that one be started, which was there before.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::fleet::{Effect, Event, Generation, InstanceId, Sighting, WorkerName};

/// Knows what this process has started.
#[derive(Debug)]
pub struct Fence {
    epoch: u32,
    /// The number of the next start, as far as starts were seen.
    next: u32,
    /// What each host had at first.
    first: BTreeMap<String, First>,
    /// How many lists of a host show what it has at first.
    lists: u32,
}

#[derive(Debug)]
struct First {
    there: BTreeSet<(WorkerName, Generation)>,
    /// How many more lists say what was there.
    lists: u32,
}

/// An instance that a process with the same state folder, or a copy of it, has started beside this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intruder {
    /// The host that it is on.
    pub host: String,
    /// The worker that it runs.
    pub worker: WorkerName,
    /// Which start made it.
    pub generation: Generation,
    /// The instance.
    pub instance: InstanceId,
}

impl Fence {
    pub(super) fn new(epoch: u32) -> Self {
        Self { epoch, next: 0, first: BTreeMap::new(), lists: 1 }
    }

    /// Takes that workers and engines may have other hosts from now on. A list that was asked for before may come yet.
    pub(super) fn reconfigured(&mut self) {
        self.first.clear();
        self.lists = 2;
    }

    /// Takes a start of this process.
    pub(super) fn started(&mut self, effect: &Effect) {
        if let Effect::Start(_, _, generation, _) = effect {
            self.next = self.next.max(generation.number.saturating_add(1));
        }
    }

    /// Finds in a list what no process but another one of this owner can have started.
    pub(super) fn intruder(&mut self, event: &Event) -> Option<Intruder> {
        let Event::Listed(host, sightings) = event else { return None };
        let key = |sighting: &Sighting| (sighting.worker.clone(), sighting.generation);
        let lists = self.lists;
        let new = || First { there: BTreeSet::new(), lists };
        let first = self.first.entry(host.clone()).or_insert_with(new);
        if first.lists > 0 {
            first.lists -= 1;
            first.there.extend(sightings.iter().map(key));
        }
        let intrudes = |sighting: &&Sighting| {
            let Generation { epoch, number } = sighting.generation;
            let own = epoch == self.epoch && number < self.next;
            let left = epoch < self.epoch && (!sighting.running || first.there.contains(&key(sighting)));
            !own && !left
        };
        let newest = sightings.iter().filter(intrudes).max_by_key(|sighting| sighting.generation)?;
        Some(Intruder {
            host: host.clone(),
            worker: newest.worker.clone(),
            generation: newest.generation,
            instance: newest.instance.clone(),
        })
    }
}

impl fmt::Display for Intruder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, worker, generation, instance } = self;
        write!(f, "instance {} of worker {worker} on {host}, start {generation}", instance.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::{CallId, Properties};

    fn listed(generations: &[(u32, u32)]) -> Event {
        let sighting = |&(epoch, number)| Sighting {
            worker: WorkerName("w".into()),
            generation: Generation { epoch, number },
            instance: InstanceId(format!("{epoch}-{number}")),
            running: true,
        };
        Event::Listed("host".into(), generations.iter().map(sighting).collect())
    }

    /// As a copy that has been opened as often makes it.
    #[test]
    fn an_instance_of_its_own_epoch_that_a_process_has_not_started_is_anothers() {
        let mut fence = Fence::new(7);
        let own = Generation { epoch: 7, number: 0 };
        fence.started(&Effect::Start(WorkerName("w".into()), CallId(1), own, Properties::new()));
        assert_eq!(fence.intruder(&listed(&[(7, 0)])), None);
        assert_eq!(fence.intruder(&listed(&[(7, 0), (7, 1)])).unwrap().generation.number, 1);
        assert_eq!(fence.intruder(&listed(&[(8, 0)])).unwrap().generation.epoch, 8);
    }

    #[test]
    fn what_earlier_processes_left_is_no_intruder_before_or_after_a_reload() {
        let mut fence = Fence::new(7);
        for _ in 0..3 {
            assert_eq!(fence.intruder(&listed(&[(6, 0), (2, 9)])), None);
        }
        fence.reconfigured();
        // The first of them may have been asked for before.
        for generations in [&[(6, 0)][..], &[(6, 0), (6, 1)], &[(6, 1)]] {
            assert_eq!(fence.intruder(&listed(generations)), None);
        }
        assert_eq!(fence.intruder(&listed(&[(6, 1), (6, 2)])).unwrap().instance.0, "6-2");
    }
}
