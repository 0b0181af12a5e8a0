//! Hands work out by Buildbot's rules: a pure queue of requests, with no I/O and no clock.
//!
//! A request waits unclaimed until a worker that it may go to is attached, not held and free; then it is claimed and
//! has a build. Every result ends the request, except [`Results::Retry`], which puts it back where it was. A worker
//! that detaches loses its build to `Retry`.
//!
//! Claiming is one step here, so nothing is ever "on its way": what a real master does between claim and build, and
//! what [`buildbot`](super::buildbot) drains against, does not exist.

mod words;

use std::collections::{BTreeMap, BTreeSet};

pub use self::words::{Assignment, BuildId, Record, RequestId, Results, Submission};
use super::matching::Matching;
use crate::{
    fleet::{Drain, Link, Properties, WorkerName},
    port::Release,
};

#[derive(Debug)]
struct Request {
    wish: Submission,
    record: Record,
}

#[derive(Debug, Default)]
struct Seat {
    /// An instance runs.
    started: bool,
    attached: bool,
    held: bool,
    build: Option<(BuildId, RequestId)>,
}

/// The queue, the workers, and what runs.
#[derive(Debug)]
pub struct Desk {
    seats: BTreeMap<WorkerName, Seat>,
    requests: BTreeMap<RequestId, Request>,
    /// The last ids given; none is ever given twice.
    submitted: u64,
    built: u64,
}

impl Desk {
    /// Begins with these workers, all of them absent.
    pub fn new(workers: impl IntoIterator<Item = WorkerName>) -> Self {
        let seats = workers.into_iter().map(|worker| (worker, Seat::default())).collect();
        Self { seats, requests: BTreeMap::new(), submitted: 0, built: 0 }
    }

    /// Queues a request. Its record is kept until [`forget`](Self::forget).
    pub fn submit(&mut self, wish: Submission) -> RequestId {
        self.submitted += 1;
        let id = RequestId(self.submitted);
        self.requests.insert(id, Request { wish, record: Record::default() });
        id
    }

    /// Cancels a request. One that waits is complete at once; for one that builds, the build is returned, which its
    /// runner must end, as [`Results::Cancelled`].
    pub fn cancel(&mut self, id: RequestId) -> Option<BuildId> {
        let building = self.seats.values().filter_map(|seat| seat.build).find(|(_, request)| *request == id);
        if let Some((build, _)) = building {
            return Some(build);
        }
        let request = self.requests.get_mut(&id)?;
        request.record.results.get_or_insert(Results::Cancelled);
        None
    }

    /// Notes that a worker's instance runs.
    pub fn started(&mut self, worker: &WorkerName) {
        self.seat(worker, |seat| seat.started = true);
    }

    /// Notes that a worker's instance is gone, and with it its connection.
    pub fn ended(&mut self, worker: &WorkerName) {
        self.detach(worker);
        self.seat(worker, |seat| seat.started = false);
    }

    /// Notes that a worker has connected; unknown ones are turned away.
    pub fn attach(&mut self, worker: &WorkerName) -> bool {
        self.seat(worker, |seat| seat.attached = true).is_some()
    }

    /// Notes that a worker's connection is gone; its build ends in [`Results::Retry`].
    pub fn detach(&mut self, worker: &WorkerName) -> Option<BuildId> {
        let build = self.seat(worker, |seat| {
            seat.attached = false;
            seat.build
        })?;
        let (build, _) = build?;
        self.finish(build, Results::Retry).then_some(build)
    }

    /// Claims what can be claimed: requests by priority and age, each for the first free worker it may go to.
    pub fn claim(&mut self) -> Vec<Assignment> {
        let mut assignments = Vec::new();
        for id in self.open() {
            let Some(request) = self.requests.get_mut(&id) else { continue };
            let free = self.seats.iter_mut().find(|(worker, seat)| {
                seat.attached && !seat.held && seat.build.is_none() && request.wish.may_go_to(worker)
            });
            let Some((worker, seat)) = free else { continue };
            self.built += 1;
            let build = BuildId(self.built);
            seat.build = Some((build, id));
            request.record.builds.push((build, worker.clone(), None));
            let properties = request.wish.properties.clone();
            assignments.push(Assignment { build, request: id, worker: worker.clone(), properties });
        }
        assignments
    }

    /// Ends a build; `false` if no such build runs (any more).
    pub fn finish(&mut self, build: BuildId, results: Results) -> bool {
        let running = |seat: &&mut Seat| seat.build.is_some_and(|(id, _)| id == build);
        let Some(seat) = self.seats.values_mut().find(running) else { return false };
        let Some((_, request)) = seat.build.take() else { return false };
        let Some(request) = self.requests.get_mut(&request) else { return false };
        if let Some((_, _, ended)) = request.record.builds.iter_mut().find(|(id, ..)| *id == build) {
            *ended = Some(results);
        }
        if results != Results::Retry {
            request.record.results = Some(results);
        }
        true
    }

    /// Keeps further builds away from a worker; `false` if it is unknown.
    pub fn hold(&mut self, worker: &WorkerName) -> bool {
        self.seat(worker, |seat| seat.held = true).is_some()
    }

    /// Lets a worker take builds again; `false` if it is unknown.
    pub fn resume(&mut self, worker: &WorkerName) -> bool {
        self.seat(worker, |seat| seat.held = false).is_some()
    }

    /// Holds a worker and tells whether it is free to go; `None` if it is unknown.
    ///
    /// Busy with a build: it stays held, except when it was thought idle. Busy because of open work, which speaks
    /// only for an idle one: it takes builds again.
    pub fn release(&mut self, worker: &WorkerName, drain: Drain) -> Option<Release> {
        let open = self
            .open()
            .iter()
            .any(|id| self.requests.get(id).is_some_and(|request| request.wish.may_go_to(worker)));
        self.seat(worker, |seat| {
            let idle = drain == Drain::Idle;
            let busy = seat.build.is_some() || (idle && open);
            seat.held = !(busy && idle);
            if busy { Release::Busy } else { Release::Released }
        })
    }

    /// Tells what a master sees of a worker.
    pub fn link(&self, worker: &WorkerName) -> Link {
        match self.seats.get(worker) {
            Some(Seat { build: Some(_), .. }) => Link::Building,
            Some(Seat { attached: true, .. }) => Link::Idle,
            Some(_) | None => Link::Detached,
        }
    }

    /// Tells which workers open requests want, and with which properties: the starting before the absent, those
    /// before the busy, and *n* requests never more than *n* workers.
    pub fn wanted(&self) -> BTreeMap<WorkerName, Properties> {
        let seats: Vec<_> = self.seats.iter().collect();
        let open: Vec<&Request> = self.open().iter().filter_map(|id| self.requests.get(id)).collect();
        let mut matching = Matching::new(|request: usize, seat: usize| {
            (open.get(request).zip(seats.get(seat)))
                .is_some_and(|(request, (worker, _))| request.wish.may_go_to(worker))
        });
        for rank in [Rank::Ready, Rank::Absent, Rank::Later] {
            let ranked = seats.iter().enumerate().filter(|(_, (_, seat))| seat.rank() == rank);
            matching.invite(ranked.map(|(index, _)| index));
            matching.serve(0..open.len(), |request| open.get(request).map(|request| &request.wish.workers));
        }
        let wanted = |(index, (worker, _)): (usize, &(&WorkerName, &Seat))| {
            let request = open.get(matching.of(index)?)?;
            Some(((*worker).clone(), request.wish.properties.clone()))
        };
        seats.iter().enumerate().filter_map(wanted).collect()
    }

    /// Lists the workers.
    pub fn workers(&self) -> Vec<WorkerName> {
        self.seats.keys().cloned().collect()
    }

    /// Tells what became of a request.
    pub fn record(&self, id: RequestId) -> Option<&Record> {
        self.requests.get(&id).map(|request| &request.record)
    }

    /// Forgets a request that has ended, and returns what became of it.
    pub fn forget(&mut self, id: RequestId) -> Option<Record> {
        self.requests.get(&id)?.record.results?;
        self.requests.remove(&id).map(|request| request.record)
    }

    /// Lists the requests that wait, in the order in which they are served.
    fn open(&self) -> Vec<RequestId> {
        let building: BTreeSet<_> =
            self.seats.values().filter_map(|seat| seat.build).map(|(_, request)| request).collect();
        let waits = |(id, request): &(&RequestId, &Request)| {
            request.record.results.is_none() && !building.contains(id)
        };
        let mut open: Vec<_> = self.requests.iter().filter(waits).collect();
        // The ids grow with time and the sort is stable.
        open.sort_by_key(|(_, request)| std::cmp::Reverse(request.wish.priority));
        open.into_iter().map(|(id, _)| *id).collect()
    }

    fn seat<T>(&mut self, worker: &WorkerName, change: impl FnOnce(&mut Seat) -> T) -> Option<T> {
        self.seats.get_mut(worker).map(change)
    }
}

/// Which workers are asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    Ready,
    Absent,
    Later,
}

impl Seat {
    fn rank(&self) -> Rank {
        match self {
            Self { held: true, .. } | Self { build: Some(_), .. } => Rank::Later,
            Self { attached: true, .. } | Self { started: true, .. } => Rank::Ready,
            Self { .. } => Rank::Absent,
        }
    }
}

#[cfg(test)]
mod tests;
