//! A real, unmodified Buildbot master, watched from outside over REST and its WebSocket.
//!
//! The master lists plain workers; requests for workers that are not there wait unclaimed, and we read that. Nothing
//! is installed in the master: an account that may control workers is all.
//!
//! ```text
//! watch ──► socket, wake ──► snapshot (up to three GETs, and each request's properties once) ──► observe (pure) ──► Reporter
//! hold, release, resume ──► drain ──► rest ──► login ──► docker_wire::Transport
//! ```
//!
//! This module knows no engine and keeps no state of its own beyond the [`Intents`]. Everything goes through
//! [`docker_wire::Transport`], so that a run is recorded and replayed as those of engines are.
//!
//! # Caveats
//!
//! `max_builds`, locks and `nextWorker` are not visible from outside: a worker may be wanted for work that it will not
//! be given. A worker that died with its master is shown connected until it connects again.
//!
//! # Why a start failed
//!
//! It cannot be shown at the master without harm, so it is in our log and in `latent explain`. A build that waits for a
//! worker has no build yet, hence no log and no step; and of what a master lets a client change (4.3), this is all that
//! carries a text:
//!
//! | control | where its text is seen | why it is not used for this |
//! |---|---|---|
//! | `workers/N` `pause` with `reason` | on the worker's page and in `pause_reason` | it outlives us and the master, and has to be undone before each further try; used for drains alone |
//! | `workers/N` `stop`, `kill` with `reason` | nowhere | it is a message on the master's bus that nobody keeps |
//! | `buildrequests/N` `cancel` with `reason` | nowhere: a request without a build is completed without its reason | it ends what somebody asked for, and what may succeed as soon as the image is there |
//! | `builds/N` `stop` with `reason` | in the build's text | the build is CANCELLED where it would be built again: RETRY |
//! | `buildrequests/N` `set_priority`, `builds/N` `rebuild`, `schedulers/N` `enable` | they have no text | |
//! | `forceschedulers/N` `force` with `reason` | with a new build | it is work that nobody asked for |
//!
//! Properties, steps and logs can be read and not written. A worker's own `info` files would be shown, once it attaches;
//! one that cannot start does not.

mod began;
mod check;
mod drain;
mod intents;
mod ledger;
mod login;
mod lost;
mod observe;
mod overdue;
mod rest;
mod seed;
mod snapshot;
mod socket;
mod stuck;
mod wake;
mod watch;
mod wedged;
mod wire;

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use docker_wire::Transport;

use self::{began::Began, ledger::Ledger, lost::Lost, rest::Rest, seed::Seeded, wedged::Wedged, wire::Wire};
pub use self::{
    check::{CheckError, Checked},
    intents::{InMemoryIntents, Intents},
    login::Credentials,
};
use crate::{
    fleet::{Drain, InstanceId, Properties, WorkerName},
    port::{BoxFuture, CallError, Master, Release, Remarks, Reporter},
};

/// How a master is to be watched.
pub struct Options {
    /// What stands before `api/v2` in the master's addresses; empty where the master is at the root.
    pub prefix: String,
    /// Who logs in; `None` asks as anybody.
    pub credentials: Option<Credentials>,
    /// The workers that are ours. Others are looked at and never touched.
    pub workers: Vec<WorkerName>,
    /// What WebSocket masks and keys are made of; recorded runs use the recording's.
    pub seed: u64,
    /// Where pauses are remembered.
    pub intents: Arc<dyn Intents>,
    /// How long what may take.
    pub timings: Timings,
}

/// How long what may take.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Timings {
    /// An answer of the master, whole; 30 s.
    pub answer: Duration,
    /// A reading, before it is asked for once more; 2 s.
    pub impatience: Duration,
    /// From a confirmed pause to the reading that decides; 250 ms, more on a slow database.
    pub settle: Duration,
    /// The least time until open requests are left behind that may have been meant for the worker; 2 s, and longer on a
    /// slow master.
    pub long_settle: Duration,
    /// How long a claimed request without a build is looked at before it counts as busy; 1 s.
    pub linger: Duration,
    /// A pause or its end, until the master shows it; 10 s.
    pub confirm: Duration,
    /// The end of a worker's connection, until the master notices; 30 s.
    pub detach: Duration,
    /// Readings after ordinary events keep this distance; 50 ms.
    pub coalesce: Duration,
    /// A reading without any event; 30 s.
    pub refresh: Duration,
    /// How long events alone say what is to be read again; 10 s.
    pub trust: Duration,
    /// Between our pings; 30 s.
    pub ping: Duration,
    /// The first wait before the socket is opened again; 250 ms, doubling.
    pub retry_first: Duration,
    /// The longest such wait; 30 s.
    pub retry_most: Duration,
    /// How long a build may outlive its worker's connection before it counts as wedged, and how long a request may be
    /// claimed without a build before it counts as lost; 30 s.
    pub wedge: Duration,
    /// How long a wanted worker may stay away before its request wants another one too; 2 min.
    pub patience: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(30),
            impatience: Duration::from_secs(2),
            settle: Duration::from_millis(250),
            long_settle: Duration::from_secs(2),
            linger: Duration::from_secs(1),
            confirm: Duration::from_secs(10),
            detach: Duration::from_secs(30),
            coalesce: Duration::from_millis(50),
            refresh: Duration::from_secs(30),
            trust: Duration::from_secs(10),
            ping: Duration::from_secs(30),
            retry_first: Duration::from_millis(250),
            retry_most: Duration::from_secs(30),
            wedge: Duration::from_secs(30),
            patience: Duration::from_secs(120),
        }
    }
}

/// A Buildbot master, as a [`Master`].
pub struct Buildbot {
    rest: Rest,
    roster: Mutex<Roster>,
    /// Asks for a reading at once.
    renamed: tokio::sync::Notify,
    seeded: tokio::sync::Mutex<Seeded>,
    intents: Arc<dyn Intents>,
    timings: Timings,
    ledger: Ledger,
    began: Mutex<Began>,
    wedged: Mutex<Wedged>,
    lost: Mutex<Lost>,
    remarks: Remarks,
    /// The properties of open requests, by id.
    properties: tokio::sync::Mutex<BTreeMap<u64, Properties>>,
}

/// The workers that are ours.
#[derive(Debug, Clone, Default)]
struct Roster {
    named: Vec<WorkerName>,
    /// Those that the configuration does not name any more: looked at while they drain, and never wanted.
    former: Vec<WorkerName>,
}

impl Buildbot {
    /// Takes other workers as ours, and reports them at once. One that is not named any more goes on to be looked at,
    /// since its instance has to go, and is never wanted.
    pub fn rename(&self, workers: Vec<WorkerName>) {
        let mut roster = self.roster.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::take(&mut *roster);
        let former = before.named.into_iter().chain(before.former);
        roster.former = former.filter(|worker| !workers.contains(worker)).collect();
        roster.named = workers;
        self.renamed.notify_one();
    }

    fn roster(&self) -> Roster {
        self.roster.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Prepares to watch a master; nothing is sent before the first call.
    pub fn new(transport: Arc<dyn Transport>, options: Options) -> Self {
        let Options { prefix, credentials, workers, seed, intents, timings } = options;
        let ledger = Ledger::with_left_over(intents.held());
        let wire = Wire::new(transport, &prefix, &timings);
        Self {
            rest: Rest::new(wire, credentials),
            roster: Mutex::new(Roster { named: workers, former: Vec::new() }),
            renamed: tokio::sync::Notify::new(),
            seeded: tokio::sync::Mutex::new(Seeded::new(seed)),
            intents,
            timings,
            ledger,
            began: Mutex::default(),
            wedged: Mutex::default(),
            lost: Mutex::default(),
            remarks: Remarks::default(),
            properties: tokio::sync::Mutex::default(),
        }
    }

    /// Makes remarks about the master, and about what it says of workers beside demand and link.
    #[must_use]
    pub fn remarking(mut self, remarks: Remarks) -> Self {
        self.remarks = remarks;
        self
    }
}

impl Master for Buildbot {
    fn watch(&self, report: Reporter) -> BoxFuture<'_, ()> {
        Box::pin(async move { self.watch_master(&report).await })
    }

    fn started(&self, worker: WorkerName, _instance: InstanceId) {
        self.ledger.started(&worker);
    }

    fn ended(&self, worker: WorkerName) {
        self.ledger.ended(&worker);
    }

    fn hold(&self, worker: WorkerName) -> BoxFuture<'_, Result<(), CallError>> {
        Box::pin(async move { self.hold_worker(&worker).await })
    }

    fn release(&self, worker: WorkerName, drain: Drain) -> BoxFuture<'_, Result<Release, CallError>> {
        Box::pin(async move { self.release_worker(&worker, drain).await })
    }

    fn resume(&self, worker: WorkerName) -> BoxFuture<'_, Result<(), CallError>> {
        Box::pin(async move { self.resume_worker(&worker).await })
    }
}

impl fmt::Debug for Buildbot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buildbot")
            .field("endpoint", &self.rest.wire.endpoint())
            .field("workers", &self.roster())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("prefix", &self.prefix)
            .field("credentials", &self.credentials)
            .field("workers", &self.workers)
            .field("timings", &self.timings)
            .finish_non_exhaustive()
    }
}
