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
//! # Measured
//!
//! `cargo xtask live --long pool` on two cores, 14 workers, 4 builders, 160 builds of a moment's length, `latent`
//! started anew eight times: drains that wait for late claims are those of adopted workers alone, for a build that runs
//! seals any other. At a load of 6 to 8 there were 54 in 260 drains, 19 of them met a claim that had come late, up to two
//! seconds after the pause, and no build was lost. With a quarter of a second in place of two, one of the 160 was lost
//! for ever: claimed, for a worker that went away before the master made its build.

use std::{collections::BTreeSet, time::Duration};

use tokio::time::Instant;

use super::super::{
    Timings,
    snapshot::{Snapshot, WorkerRow},
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
    /// How long the slowest reading took.
    slowest: Duration,
}

impl Late {
    pub(super) fn new(since: Instant) -> Self {
        Self { since, claimed: None, open: None, slowest: Duration::ZERO }
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
            None => now_open,
            Some(before) => {
                let still: BTreeSet<u64> = before.intersection(&now_open).copied().collect();
                if still.len() < before.len() {
                    self.claimed = Some(now);
                }
                still
            }
        };
        let may_come = !still.is_empty() && asked < self.until(timings);
        self.open = Some(still);
        may_come
    }

    fn until(&self, timings: &Timings) -> Instant {
        let (between, first) = READINGS;
        let row = self.since + timings.long_settle.max(self.slowest * first);
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
        let asked = Instant::now();
        advance(took).await;
        let worker = WorkerRow { id: 7, builders: BTreeSet::from([2]), ..WorkerRow::default() };
        late.may_come(&worker, &reading(requests), asked, &Timings::default())
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_comes_where_nothing_was_open_whatever_is_asked_for_later() {
        let mut late = Late::new(Instant::now());
        assert!(!see(&mut late, &[(1, true)], MS).await);
        let mut late = Late::new(Instant::now());
        assert!(see(&mut late, &[(1, false)], MS).await);
        assert!(!see(&mut late, &[(1, true), (2, false)], MS).await);
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_claims_for_long_will_not_come() {
        let mut late = Late::new(Instant::now());
        assert!(see(&mut late, &[(1, false)], 10 * MS).await);
        advance(1980 * MS).await;
        assert!(see(&mut late, &[(1, false)], 10 * MS).await);
        assert!(!see(&mut late, &[(1, false)], 10 * MS).await);
        assert_eq!(late.claimed_after(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_row_of_claims_is_waited_out() {
        let mut late = Late::new(Instant::now());
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
    async fn a_slow_master_is_given_longer() {
        let mut late = Late::new(Instant::now());
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
