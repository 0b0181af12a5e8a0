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

use std::collections::{BTreeMap, BTreeSet};

use super::snapshot::{RequestRow, Snapshot, WorkerRow};
use crate::fleet::{Link, Properties, WorkerName};

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
}

/// What is to be reported of a worker.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sight {
    pub(super) worker: WorkerName,
    pub(super) link: Link,
    pub(super) wanted: Option<Properties>,
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
    fn serves(&self, request: &RequestRow) -> bool {
        self.row.builders.contains(&request.builder)
    }

    /// Tells the worker's rank, or `None` if it must get nothing.
    fn rank(&self) -> Option<Rank> {
        if self.row.is_paused_by_others(self.standing.held) {
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

/// Finds for each slot the properties of the request that wants it.
fn share_out(snapshot: &Snapshot, slots: &[Slot<'_>]) -> Vec<Option<Properties>> {
    let mut open: Vec<&RequestRow> = snapshot.requests.iter().filter(|row| !row.claimed).collect();
    open.sort_by(|a, b| {
        (b.priority.cmp(&a.priority)).then(a.submitted_at.total_cmp(&b.submitted_at)).then(a.id.cmp(&b.id))
    });
    let mut matching = Matching { slots, candidates: Vec::new(), taken: BTreeMap::new() };
    matching.invite(Rank::Ready, false);
    matching.reserve(&snapshot.underway());
    matching.serve(&open);
    matching.invite(Rank::Absent, false);
    matching.serve(&open);
    matching.invite(Rank::Later, false);
    matching.serve(&open);
    let mut wanted = matching.wanted();
    // The overdue are matched apart, as if nobody else were there.
    let mut overdue = Matching { slots, candidates: Vec::new(), taken: BTreeMap::new() };
    overdue.invite(Rank::Absent, true);
    overdue.serve(&open);
    for (slot, properties) in wanted.iter_mut().zip(overdue.wanted()) {
        *slot = slot.take().or(properties);
    }
    wanted
}

impl Snapshot {
    /// Lists the requests that a master has claimed and that have no build yet.
    pub(super) fn underway(&self) -> Vec<&RequestRow> {
        let built: BTreeSet<u64> = self.builds.iter().filter_map(|build| build.request).collect();
        self.requests.iter().filter(|row| row.claimed && !built.contains(&row.id)).collect()
    }
}

/// A matching that grows: whoever is matched stays so.
struct Matching<'a> {
    slots: &'a [Slot<'a>],
    /// Slots in the order in which they are asked.
    candidates: Vec<usize>,
    taken: BTreeMap<usize, &'a RequestRow>,
}

impl<'a> Matching<'a> {
    /// Adds the slots of a rank, those that were wanted before first.
    fn invite(&mut self, rank: Rank, overdue: bool) {
        let mut invited: Vec<usize> = (0..self.slots.len())
            .filter(|index| {
                self.slots.get(*index).is_some_and(|slot| {
                    let late = slot.standing.overdue && rank == Rank::Absent;
                    slot.rank() == Some(rank) && late == overdue
                })
            })
            .collect();
        invited.sort_by_key(|index| !self.slots.get(*index).is_some_and(|slot| slot.standing.wanted));
        self.candidates.extend(invited);
    }

    /// Sets idle workers aside for requests that are claimed and have no build yet: each is on its way to one of
    /// them, and wants no other.
    fn reserve(&mut self, underway: &[&'a RequestRow]) {
        for request in underway {
            let idle = |index: &usize| {
                self.slots.get(*index).is_some_and(|slot| slot.link == Link::Idle && slot.serves(request))
            };
            if let Some(place) = self.candidates.iter().position(idle) {
                let index = self.candidates.remove(place);
                self.taken.insert(index, request);
            }
        }
    }

    fn serve(&mut self, requests: &[&'a RequestRow]) {
        let served: BTreeSet<u64> = self.taken.values().map(|row| row.id).collect();
        // Where one request of a builder found no way, no other of it will until more are invited.
        let mut hopeless = BTreeSet::new();
        for request in requests {
            if served.contains(&request.id) || hopeless.contains(&request.builder) {
                continue;
            }
            if !self.place(request, &mut BTreeSet::new()) {
                hopeless.insert(request.builder);
            }
        }
    }

    /// Finds a slot for a request, moving others where that helps.
    fn place(&mut self, request: &'a RequestRow, asked: &mut BTreeSet<usize>) -> bool {
        let fits = |index: &usize| self.slots.get(*index).is_some_and(|slot| slot.serves(request));
        let fitting: Vec<usize> = self.candidates.iter().copied().filter(fits).collect();
        if let Some(free) = fitting.iter().find(|index| !self.taken.contains_key(index)) {
            self.taken.insert(*free, request);
            return true;
        }
        for index in fitting {
            let Some(other) = self.taken.get(&index).copied() else { continue };
            if asked.insert(index) && self.place(other, asked) {
                self.taken.insert(index, request);
                return true;
            }
        }
        false
    }

    fn wanted(&self) -> Vec<Option<Properties>> {
        (0..self.slots.len()).map(|index| Some(self.taken.get(&index)?.properties.clone())).collect()
    }
}

#[cfg(test)]
mod tests;
