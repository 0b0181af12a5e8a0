//! Builds that came and went between two readings.
//!
//! A reading shows the builds that run, so one that is over before the next reading would never be seen: its worker
//! would count as one that has not built yet, and keep its container. The event of its beginning tells of it.

use std::collections::{BTreeMap, BTreeSet};

use super::snapshot::BuildRow;

/// How many requests are remembered as shown; an event comes at most some readings late.
const REMEMBERED: usize = 1000;

/// Builds that were announced, and those that were shown.
#[derive(Debug, Default)]
pub(super) struct Began {
    /// The worker of each request whose build was announced and not shown yet.
    announced: BTreeMap<u64, u64>,
    shown: BTreeSet<u64>,
}

impl Began {
    /// Takes the event of a build's beginning.
    pub(super) fn announce(&mut self, build: &BuildRow) {
        if let (Some(request), Some(worker)) = (build.request, build.worker)
            && !self.shown.contains(&request)
        {
            self.announced.insert(request, worker);
        }
    }

    /// Takes the builds of a reading that began after all announcements so far; returns the workers of announced
    /// builds that are over already.
    pub(super) fn over(&mut self, running: &[BuildRow]) -> BTreeSet<u64> {
        for request in running.iter().filter_map(|build| build.request) {
            self.announced.remove(&request);
            self.shown.insert(request);
        }
        let missed = std::mem::take(&mut self.announced);
        self.shown.extend(missed.keys());
        while self.shown.len() > REMEMBERED {
            self.shown.pop_first();
        }
        missed.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(request: u64, worker: u64) -> BuildRow {
        BuildRow { worker: Some(worker), request: Some(request) }
    }

    #[test]
    fn a_build_between_two_readings_is_told_once() {
        let mut began = Began::default();
        began.announce(&build(7, 1));
        assert_eq!(began.over(&[]), BTreeSet::from([1]));
        assert_eq!(began.over(&[]), BTreeSet::new());
        // An event that comes late.
        began.announce(&build(7, 1));
        assert_eq!(began.over(&[]), BTreeSet::new());
    }

    #[test]
    fn a_build_that_was_shown_is_not_told_again() {
        let mut began = Began::default();
        assert_eq!(began.over(&[build(7, 1)]), BTreeSet::new());
        began.announce(&build(7, 1));
        began.announce(&build(8, 2));
        assert_eq!(began.over(&[build(8, 2)]), BTreeSet::new());
        assert_eq!(began.over(&[]), BTreeSet::new());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut began = Began::default();
        for request in 0..3000 {
            began.announce(&build(request, 1));
            began.over(&[]);
        }
        assert_eq!(began.shown.len(), REMEMBERED);
    }
}
