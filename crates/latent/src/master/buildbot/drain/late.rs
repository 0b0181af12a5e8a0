//! How long a claim may still come that was decided before the pause: a pure judgement over readings.
//!
//! A master makes its list of free workers once for a builder, reads the builder's open requests right after, and then
//! claims one for each worker, one after the other, without another look at who has been paused. So only what was open
//! at the pause can still come, and it comes in a row of claims that begins before the pause. Such a row is over when
//! nothing of it was claimed for several times as long as a claim takes.
//!
//! How long a claim takes on this master, nobody tells; it reads and writes the same database as a reading of ours, which
//! is slow where claims are.
//!
//! Claims go on for as long as there is work, so a claim of another row has to be told from one of this: its build is on a
//! worker that was not free at the pause, because it built then or came later. A master has one row at a time, so this one
//! is over by then.
//!
//! # Measured
//!
//! `cargo xtask live --long pool` on two cores at a load of 6 to 10, 14 workers, 4 builders, 160 builds of a moment's length,
//! `latent` started anew seven times. Drains that wait for late claims are those of adopted workers alone, for a build
//! that runs seals any other: 54, 73 and 76 in three runs. A third of them met a claim that had come late (19, 26, 28),
//! most within a second of the pause, some after more than five; the others waited for 3 to 4 s in the middle. No build
//! was lost. With a quarter of a second in place of two, one of the 160 was lost for ever: claimed, for a worker that
//! went away before the master made its build.

use std::{collections::BTreeSet, time::Duration};

use tokio::time::Instant;

use super::super::{
    Timings,
    snapshot::{BuildRow, Snapshot, WorkerRow},
};

/// By how many readings a claim is outlasted, and how many may pass before the first one.
const READINGS: (u32, u32) = (4, 8);

/// What may still be claimed for a worker that was paused while it was idle.
#[derive(Debug)]
pub(super) struct Late {
    since: Instant,
    /// When a claim was seen.
    claimed: Option<Instant>,
    /// The requests that were open at the first reading after the pause and are so still.
    open: Option<BTreeSet<u64>>,
    /// Those that were open then and are so no more.
    taken: BTreeSet<u64>,
    /// The workers that may have been free at the pause.
    free: BTreeSet<u64>,
    /// Whether another row has begun.
    over: bool,
    /// How long the slowest reading took.
    slowest: Duration,
}

impl Late {
    /// Begins after a pause, of which `there` are the workers that were connected then.
    pub(super) fn new(since: Instant, there: BTreeSet<u64>) -> Self {
        Self {
            since,
            claimed: None,
            open: None,
            taken: BTreeSet::new(),
            free: there,
            over: false,
            slowest: Duration::ZERO,
        }
    }

    /// Takes a reading that began at `asked`; whether a claim may come after it.
    pub(super) fn may_come(
        &mut self,
        worker: &WorkerRow,
        reading: &Snapshot,
        asked: Instant,
        timings: &Timings,
    ) -> bool {
        let now = Instant::now();
        self.slowest = self.slowest.max(now.duration_since(asked));
        let of_us = reading.requests.iter().filter(|row| worker.builders.contains(&row.builder));
        let now_open: BTreeSet<u64> = of_us.filter(|row| !row.claimed).map(|row| row.id).collect();
        // What was asked for after the pause is given to somebody else.
        let still = match self.open.take() {
            None => {
                let builds = |worker: &u64| reading.builds.iter().any(|build| build.worker == Some(*worker));
                self.free.retain(|worker| !builds(worker));
                now_open
            }
            Some(before) => {
                let still: BTreeSet<u64> = before.intersection(&now_open).copied().collect();
                if still.len() < before.len() {
                    self.claimed = Some(now);
                }
                self.taken.extend(before.difference(&still));
                still
            }
        };
        self.over |= reading.builds.iter().any(|build| self.is_of_another_row(build));
        let may_come = !still.is_empty() && asked < self.until(timings);
        self.open = Some(still);
        may_come
    }

    /// Whether a build was claimed after the pause, for a worker that was not free then.
    fn is_of_another_row(&self, build: &BuildRow) -> bool {
        let taken = build.request.is_some_and(|request| self.taken.contains(&request));
        taken && build.worker.is_some_and(|worker| !self.free.contains(&worker))
    }

    fn until(&self, timings: &Timings) -> Instant {
        let (between, first) = READINGS;
        let row = self.since + timings.long_settle.max(self.slowest * first);
        if self.over {
            return row;
        }
        let next = |claimed| claimed + (2 * timings.settle).max(self.slowest * between);
        self.claimed.map(next).map_or(row, |next| next.max(row))
    }

    /// When the last claim was seen of those that might have been for the worker, counted from the pause.
    pub(super) fn claimed_after(&self) -> Option<Duration> {
        self.claimed.map(|claimed| claimed.duration_since(self.since))
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::{super::super::snapshot::RequestRow, *};

    const MS: Duration = Duration::from_millis(1);

    /// Of a worker that was paused now, when it, 6 and 8 were there.
    fn paused() -> Late {
        Late::new(Instant::now(), BTreeSet::from([6, 7, 8]))
    }

    /// The requests of builder 2, open or claimed.
    fn reading(requests: &[(u64, bool)]) -> Snapshot {
        let row = |(id, claimed): &(u64, bool)| RequestRow {
            id: *id,
            builder: 2,
            claimed: *claimed,
            ..RequestRow::default()
        };
        Snapshot { requests: requests.iter().map(row).collect(), ..Snapshot::default() }
    }

    /// Judges a reading that takes so long.
    async fn see(late: &mut Late, requests: &[(u64, bool)], took: Duration) -> bool {
        see_building(late, requests, &[], took).await
    }

    /// As `see`, with builds by worker and request.
    async fn see_building(
        late: &mut Late,
        requests: &[(u64, bool)],
        builds: &[(u64, u64)],
        took: Duration,
    ) -> bool {
        let asked = Instant::now();
        advance(took).await;
        let worker = WorkerRow { id: 7, builders: BTreeSet::from([2]), ..WorkerRow::default() };
        let build =
            |(worker, request): &(u64, u64)| BuildRow { worker: Some(*worker), request: Some(*request) };
        let reading = Snapshot { builds: builds.iter().map(build).collect(), ..reading(requests) };
        late.may_come(&worker, &reading, asked, &Timings::default())
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_comes_where_nothing_was_open_whatever_is_asked_for_later() {
        let mut late = paused();
        assert!(!see(&mut late, &[(1, true)], MS).await);
        let mut late = paused();
        assert!(see(&mut late, &[(1, false)], MS).await);
        assert!(!see(&mut late, &[(1, true), (2, false)], MS).await);
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_claims_for_long_will_not_come() {
        let mut late = paused();
        assert!(see(&mut late, &[(1, false)], 10 * MS).await);
        advance(1980 * MS).await;
        assert!(see(&mut late, &[(1, false)], 10 * MS).await);
        assert!(!see(&mut late, &[(1, false)], 10 * MS).await);
        assert_eq!(late.claimed_after(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_row_of_claims_is_waited_out() {
        let mut late = paused();
        assert!(see(&mut late, &[(1, false), (2, false), (3, false)], 10 * MS).await);
        advance(1980 * MS).await;
        assert!(see(&mut late, &[(1, true), (2, false), (3, false)], 10 * MS).await);
        advance(480 * MS).await;
        assert!(
            see(&mut late, &[(2, true), (3, false)], 10 * MS).await,
            "within the half second of the first"
        );
        assert_eq!(late.claimed_after(), Some(2490 * MS));
        advance(500 * MS).await;
        assert!(!see(&mut late, &[(3, false)], 10 * MS).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_claim_of_another_row_ends_the_wait_and_one_of_this_row_does_not() {
        // Worker 6 builds at the pause, 9 comes later; 8 was free. Request 5 was claimed before.
        for (worker, request, waits) in [(6, 1, false), (9, 1, false), (8, 1, true), (9, 5, true)] {
            let mut late = paused();
            let first = [(1, false), (2, false), (5, true)];
            assert!(see_building(&mut late, &first, &[(6, 4)], 10 * MS).await);
            advance(1900 * MS).await;
            let then = [(1, true), (2, false), (5, true)];
            assert!(
                see_building(&mut late, &then, &[(worker, request)], 10 * MS).await,
                "not before two seconds"
            );
            advance(100 * MS).await;
            let waited = see_building(&mut late, &then, &[(worker, request)], 10 * MS).await;
            assert_eq!(waited, waits, "{request} on {worker}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_master_is_given_longer() {
        let mut late = paused();
        assert!(see(&mut late, &[(1, false), (2, false)], 500 * MS).await);
        advance(3000 * MS).await;
        assert!(see(&mut late, &[(1, false), (2, false)], 10 * MS).await, "within eight readings");
        assert!(see(&mut late, &[(1, true), (2, false)], 10 * MS).await);
        advance(1900 * MS).await;
        assert!(see(&mut late, &[(2, false)], 10 * MS).await, "within four readings of the claim");
        advance(100 * MS).await;
        assert!(!see(&mut late, &[(2, false)], 10 * MS).await);
    }
}
