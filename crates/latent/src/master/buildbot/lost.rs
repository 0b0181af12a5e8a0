//! Requests that the master claimed and then lost.
//!
//! A build has its row a moment after its request is claimed. Where the master fails in between, as when the worker that it
//! chose goes away just then, the request stays claimed and has no build for as long as that master runs; another master
//! that died leaves its claims, too. Whoever waited to see where such a request goes would keep every worker of its builder
//! for ever, so what is claimed and without a build for long, at every look, is told and counts no more.

use std::{collections::BTreeSet, time::Duration};

use tokio::time::Instant;

use super::{
    overdue::Overdue,
    snapshot::{BuildRow, RequestRow, Snapshot},
};

/// Requests that are claimed and have no build.
#[derive(Debug, Default)]
pub(super) struct Lost {
    underway: Overdue<u64>,
}

impl Lost {
    /// Takes a reading, whose builds were read before its requests; returns the requests that are lost since.
    pub(super) fn observe(&mut self, reading: &Snapshot, now: Instant, patience: Duration) -> Vec<u64> {
        let there: BTreeSet<u64> = reading.underway().iter().map(|row| row.id).collect();
        self.underway.keep(&there);
        there.iter().for_each(|request| self.underway.note(*request, now));
        self.underway.take_new(now, patience)
    }

    /// Takes the event of a build's beginning: its request was claimed for it, however short it was.
    pub(super) fn begun(&mut self, build: &BuildRow) {
        if let Some(request) = build.request {
            self.underway.forget(&request);
        }
    }

    /// Begins anew where events may have been missed.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Leaves out the claimed requests that are lost.
    pub(super) fn without(&self, requests: Vec<RequestRow>) -> Vec<RequestRow> {
        requests.into_iter().filter(|row| !(row.claimed && self.underway.told().contains(&row.id))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);
    const SECOND: Duration = Duration::from_secs(1);

    fn reading(claimed: bool, build: bool) -> Snapshot {
        let builds = if build { vec![BuildRow { worker: Some(1), request: Some(7) }] } else { Vec::new() };
        let requests = vec![RequestRow { id: 7, claimed, ..RequestRow::default() }];
        Snapshot { workers: Vec::new(), builds, requests }
    }

    #[test]
    fn what_is_claimed_for_long_without_a_build_is_lost_and_told_once() {
        let (mut lost, at) = (Lost::default(), Instant::now());
        let claimed = reading(true, false);
        assert!(lost.observe(&claimed, at, PATIENCE).is_empty());
        assert!(lost.observe(&claimed, at + PATIENCE - SECOND, PATIENCE).is_empty());
        assert_eq!(lost.without(claimed.requests.clone()).len(), 1);
        assert_eq!(lost.observe(&claimed, at + PATIENCE, PATIENCE), [7]);
        assert!(lost.observe(&claimed, at + 2 * PATIENCE, PATIENCE).is_empty());
        assert_eq!(lost.without(claimed.requests.clone()).len(), 0);
        // A restart of the master has released it.
        assert_eq!(lost.without(reading(false, false).requests).len(), 1);
        lost.observe(&reading(false, false), at + 2 * PATIENCE, PATIENCE);
        assert_eq!(lost.without(claimed.requests).len(), 1);
    }

    #[test]
    fn a_build_that_was_seen_or_announced_in_between_shows_that_nothing_is_lost() {
        let announced = |lost: &mut Lost, _| lost.begun(&reading(true, true).builds[0]);
        let seen = |lost: &mut Lost, at| drop(lost.observe(&reading(true, true), at, PATIENCE));
        let missed = |lost: &mut Lost, _| lost.forget();
        type Between = dyn Fn(&mut Lost, Instant);
        let between: [&Between; 3] = [&announced, &seen, &missed];
        for between in between {
            let (mut lost, at) = (Lost::default(), Instant::now());
            lost.observe(&reading(true, false), at, PATIENCE);
            between(&mut lost, at + SECOND);
            assert!(lost.observe(&reading(true, false), at + PATIENCE, PATIENCE).is_empty());
            assert_eq!(lost.observe(&reading(true, false), at + 2 * PATIENCE, PATIENCE), [7]);
            between(&mut lost, at + 2 * PATIENCE);
            assert_eq!(lost.without(reading(true, false).requests).len(), 1);
        }
    }
}
