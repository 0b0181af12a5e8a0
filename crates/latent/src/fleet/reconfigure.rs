//! What another decision of the operator changes about the fleet.
//!
//! | what | becomes of it |
//! |---|---|
//! | a worker that is new | it may start as soon as its host is known |
//! | a worker that is missing | it starts nothing, its build finishes, its instance goes, and then it is forgotten |
//! | a timeout, a limit | it holds at once, for what runs as well |
//! | another edition, another host | an instance is replaced when it is next idle; a start in flight is given up |
//! | a host that nobody names any more | it is switched off, if it is switched at all, once nothing is on it |

use std::collections::BTreeSet;

use super::{Fleet, Settings, worker::Worker};

impl Fleet {
    /// Takes other decisions.
    pub(super) fn reconfigure(&mut self, settings: Settings) {
        let Settings { plans, limits, powers } = settings;
        for worker in self.workers.values_mut() {
            worker.retired = true;
        }
        for plan in plans {
            if let Some(worker) = self.workers.get_mut(&plan.worker) {
                worker.replan(plan);
                continue;
            }
            // Nothing of it is in use, so what earlier processes have left of it need not be seen twice.
            self.leftovers.doom_earlier(&plan.worker, self.ids.epoch());
            let name = plan.worker.clone();
            let mut worker = Worker::new(plan);
            worker.begin(self.now);
            self.workers.insert(name, worker);
        }
        self.limits = limits;
        let named: BTreeSet<String> = self.named().into_iter().map(str::to_owned).collect();
        let seen = |host: &str| self.listed.contains(host);
        let forgotten = self.hosts.reconfigure(self.now, powers, seen, |host| named.contains(host));
        for host in forgotten {
            self.listed.remove(&host);
        }
    }

    /// Moves workers whose last instance is gone from where it was.
    pub(super) fn relocate(&mut self) {
        for (name, worker) in &mut self.workers {
            if worker.relocate(self.listed.contains(&worker.plan.host)) {
                self.leftovers.doom_earlier(name, self.ids.epoch());
            }
        }
    }

    /// Forgets workers that nobody names any more and of which nothing is left.
    pub(super) fn forget(&mut self) {
        let named = self.named();
        let lost = |host: &str| !self.listed.contains(host) && !named.contains(host) && !self.hosts.has(host);
        let over = self.workers.values().filter(|worker| worker.is_over(lost(&worker.plan.host)));
        let over: Vec<_> = over.map(|worker| worker.plan.worker.clone()).collect();
        self.workers.retain(|name, _| !over.contains(name));
    }

    /// The hosts that workers are to run on.
    fn named(&self) -> BTreeSet<&str> {
        let staying = self.workers.values().filter(|worker| !worker.retired);
        staying.map(Worker::destination).collect()
    }

    /// Whether a host matters: to a worker, for what is or may be on it, or for its switch.
    pub fn uses(&self, host: &str) -> bool {
        let here = |worker: &Worker| worker.plan.host == host || worker.destination() == host;
        self.workers.values().any(here) || self.leftovers.on(host) || self.hosts.has(host)
    }
}
