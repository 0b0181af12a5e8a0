//! Builds that hang in the master for ever: its issue 5832.
//!
//! A connection that is lost while the master prepares a build can leave that build unfinished until the master is
//! started anew; nothing that can be asked of the master ends it. Its request is lost until then, but the worker is
//! not: it takes further builds as soon as it attaches again. So a build that was there before its worker was seen to be
//! away, and still is there long after any other would have ended, is told as a wedge and counts as none from then on.
//!
//! A reading is no instant: its workers are read first, and a worker may attach and begin a build before the builds are.
//! So only what an earlier reading showed is doubted when a worker is away.

use std::{collections::BTreeSet, time::Duration};

use tokio::time::Instant;

use super::{
    overdue::Overdue,
    snapshot::{BuildRow, WorkerRow},
};

/// By worker and request.
type Key = (u64, u64);

/// Builds that were left by their workers, and since when.
#[derive(Debug, Default)]
pub(super) struct Wedged {
    /// What the last reading showed.
    seen: BTreeSet<Key>,
    left: Overdue<Key>,
}

impl Wedged {
    /// Takes a reading, whose workers were read before its builds; returns the wedges that are new.
    pub(super) fn observe(
        &mut self,
        workers: &[WorkerRow],
        builds: &[BuildRow],
        now: Instant,
        patience: Duration,
    ) -> Vec<Key> {
        let there: BTreeSet<Key> = builds.iter().filter_map(key).collect();
        self.left.keep(&there);
        let gone = |worker| workers.iter().any(|row| row.id == worker && !row.is_connected());
        for key in there.intersection(&self.seen).filter(|(worker, _)| gone(*worker)) {
            self.left.note(*key, now);
        }
        self.seen = there;
        self.left.take_new(now, patience)
    }

    /// Takes the event of a build's beginning: it is another one than any that was seen of its request.
    pub(super) fn begun(&mut self, build: &BuildRow) {
        if let Some(key) = key(build) {
            self.seen.remove(&key);
            self.left.forget(&key);
        }
    }

    /// Leaves out the builds that are wedged.
    pub(super) fn without(&self, builds: Vec<BuildRow>) -> Vec<BuildRow> {
        let wedged = |build: &BuildRow| key(build).is_some_and(|key| self.left.told().contains(&key));
        builds.into_iter().filter(|build| !wedged(build)).collect()
    }

    /// The requests whose builds are wedged on a worker.
    pub(super) fn on(&self, worker: u64) -> Vec<u64> {
        self.left.told().iter().filter(|(of, _)| *of == worker).map(|(_, request)| *request).collect()
    }
}

fn key(build: &BuildRow) -> Option<Key> {
    Some((build.worker?, build.request?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);
    const SECOND: Duration = Duration::from_secs(1);

    fn worker(connected: bool) -> WorkerRow {
        let masters = if connected { r#"[{"masterid":1}]"# } else { "[]" };
        serde_json::from_str(&format!(r#"{{"workerid":1,"name":"w","connected_to":{masters}}}"#)).unwrap()
    }

    fn build(request: u64) -> BuildRow {
        BuildRow { worker: Some(1), request: Some(request) }
    }

    #[test]
    fn a_build_that_outlives_its_connection_is_a_wedge_and_the_next_one_is_none() {
        let (mut wedged, at) = (Wedged::default(), Instant::now());
        let mut see =
            |connected, builds: &[BuildRow], now| wedged.observe(&[worker(connected)], builds, now, PATIENCE);
        assert!(see(true, &[build(7)], at).is_empty());
        assert!(see(false, &[build(7)], at + SECOND).is_empty());
        // Another instance attaches and is given another build.
        assert!(see(true, &[build(7), build(8)], at + PATIENCE).is_empty());
        assert_eq!(see(true, &[build(7), build(8)], at + PATIENCE + SECOND), [(1, 7)]);
        assert!(see(true, &[build(7), build(8)], at + 2 * PATIENCE).is_empty(), "it is told once");
        assert_eq!(wedged.on(1), [7]);
        let left = wedged.without(vec![build(7), build(8)]);
        assert_eq!(left.iter().map(|build| build.request).collect::<Vec<_>>(), [Some(8)]);
    }

    #[test]
    fn a_build_that_ends_a_moment_after_its_connection_is_no_wedge() {
        let (mut wedged, at) = (Wedged::default(), Instant::now());
        wedged.observe(&[worker(true)], &[build(7)], at, PATIENCE);
        wedged.observe(&[worker(false)], &[build(7)], at, PATIENCE);
        wedged.observe(&[worker(false)], &[], at + SECOND, PATIENCE);
        assert!(wedged.observe(&[worker(true)], &[build(7)], at + 2 * PATIENCE, PATIENCE).is_empty());
    }

    #[test]
    fn a_build_that_began_within_a_reading_is_no_wedge_however_long_it_runs() {
        let (mut wedged, at) = (Wedged::default(), Instant::now());
        assert!(wedged.observe(&[worker(false)], &[], at, PATIENCE).is_empty());
        // It attached after the workers were read, and its build is in the list of builds already.
        assert!(wedged.observe(&[worker(false)], &[build(7)], at + SECOND, PATIENCE).is_empty());
        for minute in 1..9 {
            let now = at + minute * 2 * PATIENCE;
            assert!(wedged.observe(&[worker(true)], &[build(7)], now, PATIENCE).is_empty());
        }
    }

    #[test]
    fn the_second_build_of_a_request_on_the_same_worker_is_no_wedge() {
        let (mut wedged, at) = (Wedged::default(), Instant::now());
        wedged.observe(&[worker(true)], &[build(7)], at, PATIENCE);
        wedged.observe(&[worker(false)], &[build(7)], at + SECOND, PATIENCE);
        // No reading fell between the end of the first and this.
        wedged.begun(&build(7));
        assert!(wedged.observe(&[worker(true)], &[build(7)], at + 2 * PATIENCE, PATIENCE).is_empty());
        assert!(wedged.observe(&[worker(true)], &[build(7)], at + 4 * PATIENCE, PATIENCE).is_empty());
    }

    #[test]
    fn a_wedge_that_a_restart_of_the_master_ended_is_forgotten() {
        let (mut wedged, at) = (Wedged::default(), Instant::now());
        wedged.observe(&[worker(true)], &[build(7)], at, PATIENCE);
        wedged.observe(&[worker(false)], &[build(7)], at, PATIENCE);
        assert_eq!(wedged.observe(&[worker(false)], &[build(7)], at + PATIENCE, PATIENCE), [(1, 7)]);
        wedged.observe(&[worker(true)], &[], at + PATIENCE, PATIENCE);
        assert!(wedged.on(1).is_empty());
    }
}
