//! The core: what to do about each worker, decided without any I/O.
//!
//! ```text
//!   master adapter ── Master ──┐                      ┌── Hold, Release, Resume ──▶ master adapter
//!   engine ── Exited, Listed ──┤     ┌─────────┐      │
//!   calls that ended, Settled ─┼────▶│  Fleet  │──────┼── Start, Stop, Find ──────▶ engine
//!   the clock ── Tick ─────────┤     │ ::step  │      │
//!   the operator ── Close, … ──┘     └─────────┘      └── Note ───────────────────▶ people
//!                                         │
//!                                         └ deadline(): when to Tick at the latest
//! ```
//!
//! The driver owns the only `Fleet`, makes every outside event one call of [`Fleet::step`], spawns what the
//! effects ask for, and brings each answer back as [`Event::Settled`]. Nothing here knows a clock, a socket, an
//! engine or Buildbot.
//!
//! # Facts, not states
//!
//! Of each worker three facts are kept, which change independently: the *instance* (absent, starting, unknown,
//! up, stopping), whether it is *wanted*, and its *link* (detached, idle, building). What happens follows from all
//! three by one table (`worker/decide.rs`):
//!
//! | instance | link | in short |
//! |---|---|---|
//! | absent | detached | clear leftovers, let the master use it again, then start if wanted, not backing off, with room |
//! | absent | idle, building | an old or foreign connection: wait until it ends |
//! | starting | any | wait for the call to end; when nobody waits for it any more, have it given up |
//! | unknown | any | the start was lost: find it, then up or stopping |
//! | up | detached | wait for it to attach; too late, gone or pointless: release |
//! | up | idle | wait for builds; used up or idle for too long: release |
//! | up | building | leave it alone; in its last build: hold |
//! | up, released | detached, idle | stop |
//! | up, ended | any | remove |
//! | stopping | any | stop, again and again, until the engine confirms it |
//!
//! # Buildbot's states
//!
//! | Buildbot | here |
//! |---|---|
//! | `NOT_SUBSTANTIATED` | absent, not wanted |
//! | `SUBSTANTIATING` | absent, wanted (waits for room, for a back-off, for an old connection) |
//! | `SUBSTANTIATING_STARTING` | starting, unknown, or up and never attached |
//! | `SUBSTANTIATED` | up and attached once, whatever the link is now |
//! | `INSUBSTANTIATING` | stopping, not wanted; its beginning is the release while still up |
//! | `INSUBSTANTIATING_SUBSTANTIATING` | stopping, wanted |
//! | `SHUT_DOWN` | absent, after [`Event::Close`] |
//!
//! What happens in each situation that Buildbot's latent workers know, and which test shows it, stands in
//! [`scenarios`].

pub mod event;
pub mod facts;
pub mod journal;
pub mod phase;
pub mod policy;
pub mod scenarios;

mod leftovers;
mod power;
mod reconfigure;
mod worker;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use leftovers::Leftovers;
use policy::Census;
use power::{Activity, Hosts};
use worker::{Around, Ids, Instance, Row, Worker};

pub use event::{
    CallId, Class, Drain, Effect, Event, Exit, Generation, HostNote, InstanceId, Link, MasterEvent, Note,
    Outcome, Properties, Sighting, Speed, Time, WorkerName,
};
pub use facts::{Decision, Facts, Tombstone};
pub use phase::{Phase, Wait, WorkerStatus};
pub use policy::{IdlePolicy, Limits, Plan, Power, Settings};

/// Decides about all workers of one process.
///
/// Its serialized form is all that it knows, so that a journal may begin in the middle of a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fleet {
    workers: BTreeMap<WorkerName, Worker>,
    leftovers: Leftovers,
    hosts: Hosts,
    limits: Limits,
    ids: Ids,
    now: Time,
    /// Hosts whose engine has been listed since the process began.
    listed: BTreeSet<String>,
    closing: bool,
    /// What the last step decided.
    #[serde(skip)]
    decisions: Vec<(WorkerName, Row)>,
    /// How often each row of the table applied.
    #[cfg(test)]
    #[serde(skip)]
    rows: BTreeMap<Row, u64>,
}

impl Fleet {
    /// Begins with nothing known: the epoch must be greater than that of every earlier process of this owner.
    ///
    /// Of two plans for one worker the last one holds.
    pub fn new(epoch: u32, plans: Vec<Plan>, limits: Limits) -> Self {
        let workers = plans.into_iter().map(|plan| (plan.worker.clone(), Worker::new(plan)));
        Self {
            workers: workers.collect(),
            leftovers: Leftovers::default(),
            hosts: Hosts::default(),
            limits,
            ids: Ids::new(epoch),
            now: Time::default(),
            listed: BTreeSet::new(),
            closing: false,
            decisions: Vec::new(),
            #[cfg(test)]
            rows: BTreeMap::new(),
        }
    }

    /// Names the hosts that are switched on and off; all others are always on.
    #[must_use]
    pub fn powered(mut self, powers: BTreeMap<String, Power>) -> Self {
        self.hosts = Hosts::new(powers);
        self
    }

    /// Takes what happened and says what to do.
    ///
    /// # Expected flow
    ///
    /// The driver lists the engine first and again now and then ([`Event::Listed`]), reports what the master says
    /// ([`Event::Master`], as often as it likes), carries out the effects in their order without waiting for one
    /// before the next, and brings every call's end back once ([`Event::Settled`]). When nothing happens until
    /// [`deadline`](Self::deadline) it sends [`Event::Tick`].
    ///
    /// # Guarantees
    ///
    /// - Of one worker at most one engine call and one master call are in flight.
    /// - Every `Start`, however it ended, is followed by `Stop` of its generation until one settles with
    ///   `Stopped`; only then is there another `Start` of that worker.
    /// - An instance that runs is stopped only after a `Release` settled with `Released`, and never while the link
    ///   says that it builds. An instance that has exited is removed at once.
    /// - After a `Hold` or a `Release` that may have happened, `Resume` is repeated until it is done, before the
    ///   next `Start` of that worker.
    /// - Nothing is started before its host's first `Listed`, after `Close`, of a worker that is cordoned, or beyond the limits; a start in flight and
    ///   an unconfirmed stop count as instances.
    /// - The same events at the same times give the same effects.
    ///
    /// # Assumptions
    ///
    /// - `Refused` means that certainly nothing happened, and `Released` that no build can reach the worker until
    ///   `Resume`. `Busy` leaves the worker held if a `Hold` was done before, and otherwise free.
    /// - The first `Listed` of a host was asked for by this process. A later list may be old: an instance that it does not
    ///   show is looked for with `Find`, and one that it shows in vain is stopped on the second sighting.
    /// - Time does not run backwards; if it does, it stands still.
    ///
    /// # Caveats
    ///
    /// A build is counted when the link begins to say `Building`; builds that overlap, or follow each other so
    /// fast that the adapter never sees `Idle`, count as one.
    pub fn step(&mut self, now: Time, event: Event) -> Vec<Effect> {
        self.now = now.max(self.now);
        self.decisions.clear();
        let mut effects = Vec::new();
        self.observe(event, &mut effects);
        self.act(&mut effects);
        effects
    }

    /// Says when [`step`](Self::step) must be called at the latest; never in the past.
    pub fn deadline(&self) -> Option<Time> {
        let workers = self.workers.values();
        workers
            .filter_map(|worker| worker.deadline(&self.around(worker, false)))
            .chain(self.leftovers.deadline(self.now))
            .chain(self.hosts.deadline(self.now, |host| self.activity(host)))
            .min()
    }

    /// Says of each worker what is going on, and what it waits for.
    pub fn status(&self, now: Time) -> Vec<WorkerStatus> {
        let now = now.max(self.now);
        let of = |worker| {
            let mut around = self.around(worker, false);
            around.now = now;
            WorkerStatus::of(worker, &around)
        };
        self.workers.values().map(of).collect()
    }

    /// Whether [`Event::Close`] was given and nothing is left: no instance, no call in flight, no worker held.
    ///
    /// Before every host has been listed ([`Event::Listed`]) nobody knows what is left, so the answer is no.
    pub fn is_closed(&self) -> bool {
        self.closing
            && self.workers.values().all(|w| self.is_known(&w.plan.host) || self.hosts.unlit(&w.plan.host))
            && self.leftovers.is_empty()
            && self.hosts.at_rest()
            && self.workers.values().all(|w| w.is_at_rest() || self.hosts.unlit(&w.plan.host))
    }

    /// Whether it is known of every host what an earlier process left on it.
    fn every_host_is_known(&self) -> bool {
        self.workers.values().all(|worker| self.is_known(&worker.plan.host))
    }

    fn is_known(&self, host: &str) -> bool {
        self.listed.contains(host) || self.hosts.asleep(host)
    }

    fn observe(&mut self, event: Event, effects: &mut Vec<Effect>) {
        let now = self.now;
        match event {
            Event::Tick => {}
            Event::Close => self.closing = true,
            Event::Reconfigured(settings) => self.reconfigure(settings),
            Event::Retry(name) => {
                if let Some(worker) = self.workers.get_mut(&name) {
                    worker.retry();
                }
            }
            Event::Cordon(name) => {
                if let Some(worker) = self.workers.get_mut(&name) {
                    worker.cordoned = true;
                }
            }
            Event::Uncordon(name) => {
                if let Some(worker) = self.workers.get_mut(&name) {
                    worker.cordoned = false;
                }
            }
            Event::Switched(host, call, outcome) => {
                if self.hosts.settle(now, &host, call, outcome, effects) {
                    // Whatever is known of it is old when it comes on again.
                    self.listed.remove(&host);
                }
            }
            Event::Listed(host, sightings) => self.observe_list(&host, &sightings, effects),
            Event::Master(name, event) => {
                if let Some(worker) = self.workers.get_mut(&name) {
                    worker.observe_master(now, event, effects);
                }
            }
            Event::Exited(name, id, exit) => {
                if let Some(worker) = self.workers.get_mut(&name) {
                    worker.observe_exit(&id, exit);
                }
            }
            Event::Settled(name, call, outcome) => {
                if self.leftovers.settle(now, call, &outcome, effects) {
                    return;
                }
                if let Some(worker) = self.workers.get_mut(&name) {
                    worker.settle(now, call, outcome, effects);
                }
            }
        }
    }

    fn observe_list(&mut self, host: &str, sightings: &[Sighting], effects: &mut Vec<Effect>) {
        if !self.hosts.observe_list(host, self.now) {
            return;
        }
        for sighting in sightings {
            self.ids.skip(sighting.generation);
        }
        if self.listed.insert(host.to_owned()) {
            self.begin(host, sightings, effects);
        }
        let running: BTreeSet<_> = sightings.iter().filter(|s| s.running).map(key).collect();
        for (name, worker) in self.workers.iter_mut().filter(|(_, worker)| worker.plan.host == host) {
            worker.observe_list(|generation| running.contains(&(name.clone(), generation)));
        }
        let accounted = |s: &&Sighting| {
            let worker = self.workers.get(&s.worker);
            worker.and_then(Worker::generation) == Some(s.generation)
        };
        let strays: Vec<_> = sightings.iter().filter(|s| !accounted(s)).map(key).collect();
        self.leftovers.observe(host, &strays);
    }

    /// Takes over what an earlier process left running, and dooms the rest of its instances.
    fn begin(&mut self, host: &str, sightings: &[Sighting], effects: &mut Vec<Effect>) {
        let here = |worker: &Worker| worker.plan.host == host && matches!(worker.instance, Instance::Absent);
        for (name, worker) in self.workers.iter_mut().filter(|(_, worker)| here(worker)) {
            worker.begin(self.now);
            let own = || sightings.iter().filter(|s| s.worker == *name);
            let newest = own().filter(|s| s.running).max_by_key(|s| s.generation);
            for sighting in own() {
                if newest.is_none_or(|newest| newest.generation != sighting.generation) {
                    self.leftovers.doom(host, key(sighting));
                }
            }
            if let Some(newest) = newest {
                worker.adopt(self.now, newest.clone(), effects);
            }
        }
    }

    /// Follows the table until every worker rests.
    fn act(&mut self, effects: &mut Vec<Effect>) {
        self.relocate();
        let activities = self.activities();
        self.hosts.observe(self.now, |host| activities.get(host).copied().unwrap_or_default());
        let names: Vec<_> = self.workers.keys().cloned().collect();
        for name in &names {
            // Three is the longest chain; a row that would bring on itself must not hang the process.
            for _ in 0..8 {
                if !self.follow(name, false, effects) {
                    break;
                }
            }
        }
        self.clear_strays(effects);
        for name in self.next_starts() {
            self.follow(&name, true, effects);
        }
        self.forget();
        self.tend_hosts(effects);
        #[cfg(test)]
        self.count_waiting();
    }

    #[cfg(test)]
    fn count_waiting(&mut self) {
        let waits = |worker: &&Worker| worker.decide(&self.around(worker, false)) == Row::AwaitRoom;
        let waiting = self.workers.values().filter(waits).count() as u64;
        *self.rows.entry(Row::AwaitRoom).or_default() += waiting;
    }

    fn tend_hosts(&mut self, effects: &mut Vec<Effect>) {
        let activities = self.activities();
        let of = |host: &str| activities.get(host).copied().unwrap_or_default();
        self.hosts.tend(self.now, self.closing, of, &mut self.ids, effects);
    }

    /// What goes on on each host that is switched.
    fn activities(&self) -> BTreeMap<String, Activity> {
        self.hosts.names().map(|host| (host.clone(), self.activity(host))).collect()
    }

    /// What goes on on a host.
    fn activity(&self, host: &str) -> Activity {
        // Under a limit over all hosts nothing starts before it is known what is on this one, too.
        let counted = self.limits.instances.is_some() && self.workers.values().any(|w| w.wanted.is_some());
        // Where the instance of a worker that nobody configured is, nobody knows.
        let strays = self.leftovers.known_workers().any(|worker| !self.workers.contains_key(worker));
        // Before its first list, anything may be there.
        let occupied = strays || !self.listed.contains(host);
        let mut activity = Activity { occupied, ..Activity::default() };
        for worker in self.workers.values().filter(|worker| worker.plan.host == host) {
            let row = worker.decide(&self.around(worker, true));
            let builds = worker.link == Link::Building;
            let starts = matches!(worker.instance, Instance::Starting { .. } | Instance::Unknown { .. });
            activity.needed |= row == Row::AwaitHost || (counted && self.hosts.unlit(host));
            activity.builds |= builds;
            activity.busy |= builds
                || starts
                || (worker.wanted.is_some() && !matches!(row, Row::AwaitBackoff | Row::Closed));
            activity.occupied |= !matches!(worker.instance, Instance::Absent)
                || self.leftovers.known_workers().any(|name| *name == worker.plan.worker);
        }
        activity
    }

    /// Commits the row that applies to a worker, and says whether another may apply now.
    fn follow(&mut self, name: &WorkerName, room: bool, effects: &mut Vec<Effect>) -> bool {
        let Some(worker) = self.workers.get(name) else {
            return false;
        };
        let row = worker.decide(&self.around(worker, room));
        #[cfg(test)]
        if row != Row::AwaitRoom {
            // Only after the starts is it known who waits for room.
            *self.rows.entry(row).or_default() += 1;
        }
        let acted = if row == Row::ClearLeftover {
            self.leftovers.clear(name, self.now, &mut self.ids, effects);
            true
        } else {
            let worker = self.workers.get_mut(name);
            worker.is_some_and(|worker| worker.commit(self.now, row, &mut self.ids, effects))
        };
        if acted {
            self.decisions.push((name.clone(), row));
        }
        acted
    }

    /// Stops instances of workers that nobody configured.
    fn clear_strays(&mut self, effects: &mut Vec<Effect>) {
        let names: BTreeSet<_> = self.leftovers.workers().cloned().collect();
        for name in names.iter().filter(|name| !self.workers.contains_key(name)) {
            self.leftovers.clear(name, self.now, &mut self.ids, effects);
        }
    }

    /// The workers that may start now: who has waited longest comes first, as long as there is room.
    fn next_starts(&self) -> Vec<WorkerName> {
        // A limit over all hosts holds for what an earlier process left on a host that has not answered yet, too.
        if self.limits.instances.is_some() && !self.every_host_is_known() {
            return Vec::new();
        }
        let mut census = self.census();
        let mut waiting: Vec<_> = self
            .workers
            .values()
            .filter(|worker| worker.decide(&self.around(worker, true)) == Row::Start)
            .collect();
        waiting.sort_by_key(|worker| worker.waiting_since);
        waiting.retain(|worker| {
            let room = census.room(&self.limits, &worker.plan.host);
            if room {
                census.count(Some(&worker.plan.host));
            }
            room
        });
        let names = waiting.into_iter().map(|worker| worker.plan.worker.clone());
        names.collect()
    }

    /// Counts what exists or may exist.
    fn census(&self) -> Census<'_> {
        let mut census = Census::default();
        for worker in self.workers.values() {
            if !matches!(worker.instance, Instance::Absent) {
                census.count(Some(&worker.plan.host));
            }
        }
        for name in self.leftovers.workers() {
            census.count(self.workers.get(name).map(|worker| worker.plan.host.as_str()));
        }
        census
    }

    fn around(&self, worker: &Worker, room: bool) -> Around {
        let name = &worker.plan.worker;
        Around {
            now: self.now,
            listed: self.listed.contains(&worker.plan.host),
            unlit: self.hosts.unlit(&worker.plan.host),
            asleep: self.hosts.asleep(&worker.plan.host),
            dismissed: self.hosts.dismisses(&worker.plan.host, self.now),
            closing: self.closing || worker.cordoned || worker.retired,
            room,
            leftovers: self.leftovers.any(name),
            leftover_in_flight: self.leftovers.in_flight(name),
            leftover_due: self.leftovers.due(name, self.now).is_some(),
        }
    }
}

fn key(sighting: &Sighting) -> (WorkerName, Generation) {
    (sighting.worker.clone(), sighting.generation)
}
