//! What this process knows of each worker and the master does not: who holds it, and whether an instance runs.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::observe::Standing;
use crate::fleet::WorkerName;

/// Whether and since when we keep builds away from a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Hold {
    /// It takes builds.
    #[default]
    Free,
    /// An earlier process may have paused it and did not live to undo that.
    LeftOver,
    /// The intent is kept, the pause perhaps asked for.
    Asked,
    /// The master said that it is paused.
    Confirmed(Instant),
}

#[derive(Debug, Default)]
struct Entry {
    hold: Hold,
    /// A build ran on it when it was paused already.
    sealed: bool,
    /// An instance runs, as far as we were told.
    started: bool,
    /// We have sent the running worker away.
    dismissed: bool,
    wanted_since: Option<Instant>,
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// One entry a worker.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    entries: Mutex<BTreeMap<WorkerName, Entry>>,
}

impl Ledger {
    pub(super) fn with_left_over(workers: impl IntoIterator<Item = WorkerName>) -> Self {
        let entry = || Entry { hold: Hold::LeftOver, ..Entry::default() };
        Self { entries: Mutex::new(workers.into_iter().map(|worker| (worker, entry())).collect()) }
    }

    /// Lets one call at a time change what the master thinks of a worker.
    pub(super) async fn turn(&self, worker: &WorkerName) -> tokio::sync::OwnedMutexGuard<()> {
        let turn = self.with(worker, |entry| entry.turn.clone());
        turn.lock_owned().await
    }

    pub(super) fn hold(&self, worker: &WorkerName) -> Hold {
        self.with(worker, |entry| entry.hold)
    }

    pub(super) fn set_hold(&self, worker: &WorkerName, hold: Hold) {
        self.with(worker, |entry| {
            entry.sealed &= entry.hold == hold;
            entry.hold = hold;
        });
    }

    /// Takes that a reading which began at `asked` shows a build on a worker.
    ///
    /// One that is paused by then is sealed: its slot was taken when it was paused, or is since by the one build that
    /// it had been chosen for, so that nothing else can be on its way to it.
    pub(super) fn builds(&self, worker: &WorkerName, asked: Instant) {
        self.with(worker, |entry| {
            entry.sealed |= matches!(entry.hold, Hold::Confirmed(since) if since <= asked);
        });
    }

    /// Whether a build ran on a worker that was paused already.
    pub(super) fn is_sealed(&self, worker: &WorkerName) -> bool {
        self.with(worker, |entry| entry.sealed)
    }

    pub(super) fn started(&self, worker: &WorkerName) {
        self.with(worker, |entry| {
            entry.started = true;
            entry.dismissed = false;
        });
    }

    pub(super) fn ended(&self, worker: &WorkerName) {
        self.with(worker, |entry| entry.started = false);
    }

    pub(super) fn dismissed(&self, worker: &WorkerName) {
        self.with(worker, |entry| entry.dismissed = true);
    }

    /// Tells whether an instance runs that is to go on.
    pub(super) fn stays(&self, worker: &WorkerName) -> bool {
        self.with(worker, |entry| entry.started && !entry.dismissed)
    }

    /// Notes what was reported; a worker that is attached has come up, whatever follows.
    pub(super) fn reported(&self, worker: &WorkerName, wanted: bool, attached: bool, now: Instant) {
        self.with(worker, |entry| {
            entry.wanted_since = match entry.wanted_since {
                _ if !wanted || attached => wanted.then_some(now),
                since => Some(since.unwrap_or(now)),
            };
        });
    }

    pub(super) fn standing(&self, worker: &WorkerName, now: Instant, patience: Duration) -> Standing {
        self.with(worker, |entry| Standing {
            held: entry.hold != Hold::Free,
            started: entry.started,
            wanted: entry.wanted_since.is_some(),
            overdue: entry.wanted_since.is_some_and(|since| now.duration_since(since) > patience),
            former: false,
        })
    }

    fn with<T>(&self, worker: &WorkerName, change: impl FnOnce(&mut Entry) -> T) -> T {
        let mut entries: MutexGuard<'_, _> = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        change(entries.entry(worker.clone()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(120);

    #[test]
    fn a_worker_that_does_not_come_up_is_overdue_after_the_patience() {
        let (ledger, worker, now) = (Ledger::default(), WorkerName("w".into()), Instant::now());
        ledger.reported(&worker, true, false, now);
        ledger.reported(&worker, true, false, now + PATIENCE);
        assert!(!ledger.standing(&worker, now + PATIENCE, PATIENCE).overdue);
        let later = now + PATIENCE + Duration::from_secs(1);
        assert!(ledger.standing(&worker, later, PATIENCE).overdue);
        ledger.reported(&worker, true, true, later);
        assert!(!ledger.standing(&worker, later, PATIENCE).overdue);
        ledger.reported(&worker, false, false, later);
        assert!(!ledger.standing(&worker, later, PATIENCE).wanted);
    }

    #[test]
    fn only_a_build_after_the_pause_seals_a_worker_and_only_for_that_pause() {
        let (ledger, worker, now) = (Ledger::default(), WorkerName("w".into()), Instant::now());
        let second = Duration::from_secs(1);
        ledger.builds(&worker, now);
        ledger.set_hold(&worker, Hold::Confirmed(now + second));
        ledger.builds(&worker, now);
        assert!(!ledger.is_sealed(&worker), "the pause may have come after that build");
        ledger.builds(&worker, now + second);
        ledger.set_hold(&worker, Hold::Confirmed(now + second));
        assert!(ledger.is_sealed(&worker));
        ledger.set_hold(&worker, Hold::Free);
        ledger.set_hold(&worker, Hold::Confirmed(now + 2 * second));
        assert!(!ledger.is_sealed(&worker));
    }

    #[test]
    fn a_dismissed_instance_does_not_stay_and_its_successor_does() {
        let (ledger, worker) = (Ledger::default(), WorkerName("w".into()));
        assert!(!ledger.stays(&worker));
        ledger.started(&worker);
        assert!(ledger.stays(&worker));
        ledger.dismissed(&worker);
        assert!(!ledger.stays(&worker));
        ledger.started(&worker);
        assert!(ledger.stays(&worker));
    }
}
