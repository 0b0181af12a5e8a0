//! Whether a build can still reach a paused worker: a pure judgement over readings of builds and requests.

use std::collections::BTreeSet;

use super::super::snapshot::{BuildRow, Snapshot, WorkerRow};

/// What a reading shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing is on its way.
    Free,
    /// A build runs, or open work speaks for keeping the worker.
    Busy,
    /// Requests may be on their way to it, or to another: read again.
    Unsure,
}

/// What a request that nobody has claimed says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    /// There is work for the worker.
    Keeps,
    /// It may have been chosen for the worker before the pause, and be claimed for it yet.
    MayCome,
    /// It will find another worker.
    Waits,
}

/// The readings of one release.
///
/// The suspects are the claimed requests without a build at the first reading after which no open one may come. Their
/// number only falls: what is claimed later was claimed when the worker had long been paused, and is another's.
#[derive(Debug)]
pub(super) struct Inquiry<'a> {
    worker: &'a WorkerRow,
    suspects: Option<BTreeSet<u64>>,
}

impl<'a> Inquiry<'a> {
    pub(super) fn new(worker: &'a WorkerRow) -> Self {
        Self { worker, suspects: None }
    }

    /// Judges a reading; its builds must have been read before its requests.
    pub(super) fn judge(&mut self, reading: &Snapshot, open: Open) -> Verdict {
        let ours = |build: &BuildRow| build.worker == Some(self.worker.id);
        if reading.builds.iter().any(ours) {
            return Verdict::Busy;
        }
        let mut of_our_builders =
            reading.requests.iter().filter(|row| self.worker.builders.contains(&row.builder));
        match open {
            Open::Keeps if of_our_builders.any(|row| !row.claimed) => return Verdict::Busy,
            // What is claimed next may still be this worker's, so that no number of suspects is final.
            Open::MayCome if of_our_builders.any(|row| !row.claimed) => return Verdict::Unsure,
            Open::Keeps | Open::MayCome | Open::Waits => {}
        }
        let underway: BTreeSet<u64> = (reading.underway().iter())
            .filter(|row| self.worker.builders.contains(&row.builder))
            .map(|row| row.id)
            .collect();
        let suspects = match self.suspects.take() {
            None => underway,
            Some(before) => before.intersection(&underway).copied().collect(),
        };
        let verdict = if suspects.is_empty() { Verdict::Free } else { Verdict::Unsure };
        self.suspects = Some(suspects);
        verdict
    }
}

#[cfg(test)]
mod tests {
    use super::{super::super::snapshot::RequestRow, *};

    #[test]
    fn nothing_open_is_free_in_every_drain() {
        for open in [Open::Keeps, Open::MayCome, Open::Waits] {
            assert_eq!(judge(open, &[reading(&[], &[])]), [Verdict::Free]);
        }
    }

    #[test]
    fn a_build_on_the_worker_is_busy_in_every_drain() {
        for open in [Open::Keeps, Open::MayCome, Open::Waits] {
            assert_eq!(judge(open, &[reading(&[(7, 1)], &[(1, 2, true)])]), [Verdict::Busy]);
        }
    }

    #[test]
    fn an_unclaimed_request_keeps_only_an_idle_worker() {
        let open = reading(&[], &[(1, 2, false)]);
        assert_eq!(judge(Open::Keeps, std::slice::from_ref(&open)), [Verdict::Busy]);
        assert_eq!(judge(Open::Waits, std::slice::from_ref(&open)), [Verdict::Free]);
    }

    #[test]
    fn requests_of_other_builders_do_not_count() {
        let others = reading(&[], &[(1, 9, false), (2, 9, true)]);
        assert_eq!(judge(Open::Keeps, &[others]), [Verdict::Free]);
    }

    #[test]
    fn a_claimed_request_is_suspect_until_its_build_shows_where_it_went() {
        let claimed = reading(&[], &[(1, 2, true)]);
        let elsewhere = reading(&[(8, 1)], &[(1, 2, true)]);
        let here = reading(&[(7, 1)], &[(1, 2, true)]);
        assert_eq!(judge(Open::Waits, &[claimed.clone(), elsewhere]), [Verdict::Unsure, Verdict::Free]);
        assert_eq!(judge(Open::Waits, &[claimed.clone(), here]), [Verdict::Unsure, Verdict::Busy]);
        assert_eq!(judge(Open::Keeps, &[claimed.clone(), claimed]), [Verdict::Unsure, Verdict::Unsure]);
    }

    #[test]
    fn what_is_claimed_after_the_first_reading_is_anothers() {
        let first = reading(&[], &[(1, 2, true)]);
        let second = reading(&[(8, 1)], &[(1, 2, true), (5, 2, true)]);
        assert_eq!(judge(Open::Waits, &[first, second]), [Verdict::Unsure, Verdict::Free]);
    }

    #[test]
    fn a_request_that_may_come_is_suspect_when_it_is_claimed_late() {
        let (open, claimed) = (reading(&[], &[(1, 2, false)]), reading(&[], &[(1, 2, true)]));
        assert_eq!(judge(Open::MayCome, &[open, claimed]), [Verdict::Unsure, Verdict::Unsure]);
    }

    /// Judges readings for a worker 7 of builder 2.
    fn judge(open: Open, readings: &[Snapshot]) -> Vec<Verdict> {
        let worker = WorkerRow { id: 7, builders: BTreeSet::from([2]), ..WorkerRow::default() };
        let mut inquiry = Inquiry::new(&worker);
        readings.iter().map(|reading| inquiry.judge(reading, open)).collect()
    }

    fn reading(builds: &[(u64, u64)], requests: &[(u64, u64, bool)]) -> Snapshot {
        let build =
            |(worker, request): &(u64, u64)| BuildRow { worker: Some(*worker), request: Some(*request) };
        let request = |(id, builder, claimed): &(u64, u64, bool)| RequestRow {
            id: *id,
            builder: *builder,
            claimed: *claimed,
            ..RequestRow::default()
        };
        Snapshot {
            workers: Vec::new(),
            builds: builds.iter().map(build).collect(),
            requests: requests.iter().map(request).collect(),
        }
    }
}
