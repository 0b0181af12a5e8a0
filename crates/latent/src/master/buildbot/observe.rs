//! From what the master says to what each of our workers is told: pure functions over a snapshot.
//!
//! # How requests are shared out
//!
//! A maximum matching of requests to workers, by augmenting paths, so that *n* requests want at most *n* workers.
//! Requests go by priority, then age. Workers come in three ranks, and a later rank gets only what the earlier ones
//! could not take: first those that can take a build now or are starting, then the absent, then those that build or
//! are held, whose next instance may serve. A matched worker is wanted, any other is not.
//!
//! A worker that has been wanted for long without coming up keeps its want, but no longer takes the request from
//! the others: its host may be down, and work must not wait for that.

use std::collections::BTreeSet;

use super::{
    super::matching::Matching,
    snapshot::{RequestRow, Snapshot, WorkerRow},
};
use crate::fleet::{Link, WorkerName};

/// What we know of a worker and the master does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Standing {
    /// We have paused it, or are about to.
    pub(super) held: bool,
    /// An instance runs, attached or not.
    pub(super) started: bool,
    /// It was wanted at the last reading; keeping the choice avoids starting one and serving with another.
    pub(super) wanted: bool,
    /// It was wanted for long and has not come up.
    pub(super) overdue: bool,
    /// The configuration does not name it any more.
    pub(super) former: bool,
}

/// What is to be reported of a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sight {
    pub(super) worker: WorkerName,
    pub(super) link: Link,
    /// The request that wants it.
    pub(super) wanted: Option<u64>,
}

/// Derives what is to be reported of each worker; workers that the master does not know are left out.
pub(super) fn observe(
    snapshot: &Snapshot,
    workers: &[WorkerName],
    standing: impl Fn(&WorkerName) -> Standing,
) -> Vec<Sight> {
    let slots: Vec<Slot<'_>> = workers
        .iter()
        .filter_map(|name| {
            let row = snapshot.workers.iter().find(|row| row.name == name.0)?;
            Some(Slot { name, row, link: link(snapshot, row), standing: standing(name) })
        })
        .collect();
    let wanted = share_out(snapshot, &slots);
    slots
        .iter()
        .zip(wanted)
        .map(|(slot, wanted)| Sight { worker: slot.name.clone(), link: slot.link, wanted })
        .collect()
}

struct Slot<'a> {
    name: &'a WorkerName,
    row: &'a WorkerRow,
    link: Link,
    standing: Standing,
}

/// Which workers are asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Ready,
    Absent,
    Later,
}

impl Slot<'_> {
    /// Tells the worker's rank, or `None` if it must get nothing.
    fn rank(&self) -> Option<Rank> {
        if self.standing.former || self.row.is_paused_by_others(self.standing.held) {
            return None;
        }
        if self.standing.held || self.row.paused {
            return Some(Rank::Later);
        }
        Some(match self.link {
            Link::Idle => Rank::Ready,
            Link::Building => Rank::Later,
            Link::Detached if self.standing.started => Rank::Ready,
            Link::Detached => Rank::Absent,
        })
    }
}

fn link(snapshot: &Snapshot, row: &WorkerRow) -> Link {
    if !row.is_connected() {
        Link::Detached
    } else if snapshot.builds.iter().any(|build| build.worker == Some(row.id)) {
        Link::Building
    } else {
        Link::Idle
    }
}

/// Finds for each slot the request that wants it.
fn share_out(snapshot: &Snapshot, slots: &[Slot<'_>]) -> Vec<Option<u64>> {
    let rows = by_precedence(&snapshot.requests);
    let fits = |request: usize, slot: usize| match (rows.get(request), slots.get(slot)) {
        (Some(row), Some(slot)) => slot.row.builders.contains(&row.builder),
        _ => false,
    };
    let open: Vec<usize> = indices(&rows, |row| !row.claimed);
    let builder = |request: usize| rows.get(request).map(|row| row.builder);

    let mut matching = Matching::new(fits);
    matching.invite(ranked(slots, Rank::Ready, false));
    // Claimed without a build: it is on its way to a worker that is idle still, and wants no other.
    let underway: BTreeSet<u64> = snapshot.underway().iter().map(|row| row.id).collect();
    for request in indices(&rows, |row| underway.contains(&row.id)) {
        matching.reserve(request, |slot| slots.get(slot).is_some_and(|slot| slot.link == Link::Idle));
    }
    matching.serve(open.iter().copied(), builder);
    for rank in [Rank::Absent, Rank::Later] {
        matching.invite(ranked(slots, rank, false));
        matching.serve(open.iter().copied(), builder);
    }
    // The overdue are matched apart, as if nobody else were there.
    let mut apart = Matching::new(fits);
    apart.invite(ranked(slots, Rank::Absent, true));
    apart.serve(open.iter().copied(), builder);

    let id = |request: usize| rows.get(request).map(|row| row.id);
    (0..slots.len()).map(|slot| matching.of(slot).or(apart.of(slot)).and_then(id)).collect()
}

/// Orders requests as the master serves them: by priority, then age.
fn by_precedence(requests: &[RequestRow]) -> Vec<&RequestRow> {
    let mut rows: Vec<_> = requests.iter().collect();
    rows.sort_by(|a, b| {
        (b.priority.cmp(&a.priority)).then(a.submitted_at.total_cmp(&b.submitted_at)).then(a.id.cmp(&b.id))
    });
    rows
}

fn indices(rows: &[&RequestRow], wanted: impl Fn(&RequestRow) -> bool) -> Vec<usize> {
    rows.iter().enumerate().filter(|(_, row)| wanted(row)).map(|(index, _)| index).collect()
}

/// Lists the slots of a rank, those that were wanted before first.
fn ranked(slots: &[Slot<'_>], rank: Rank, overdue: bool) -> Vec<usize> {
    let is_overdue = |slot: &Slot<'_>| slot.standing.overdue && rank == Rank::Absent;
    let mut found: Vec<_> = (slots.iter().enumerate())
        .filter(|(_, slot)| slot.rank() == Some(rank) && is_overdue(slot) == overdue)
        .collect();
    found.sort_by_key(|(_, slot)| !slot.standing.wanted);
    found.into_iter().map(|(index, _)| index).collect()
}

impl Snapshot {
    /// Lists the requests that a master has claimed and that have no build yet.
    pub(super) fn underway(&self) -> Vec<&RequestRow> {
        let built: BTreeSet<u64> = self.builds.iter().filter_map(|build| build.request).collect();
        self.requests.iter().filter(|row| row.claimed && !built.contains(&row.id)).collect()
    }
}

#[cfg(test)]
mod tests;
