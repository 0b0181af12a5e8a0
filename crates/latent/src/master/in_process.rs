//! A master in the same process: a queue on one side, a handle on the other, for embedding and tests.
//!
//! It keeps Buildbot's rules about requests (see [`desk`](super::desk)); the builds themselves are run by whoever
//! holds the [`Handle`].
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! use latent::{
//!     fleet::WorkerName,
//!     master::{desk::{Results, Submission}, in_process::InProcess},
//! };
//!
//! let worker = WorkerName("w1".into());
//! let (_master, handle) = InProcess::new([worker.clone()]);
//! let request = handle.submit(Submission::default());
//! handle.attach(&worker); // Most often from inside the instance that the master's demand has started.
//! let build = handle.next_build().await;
//! handle.finish(build.build, Results::Success);
//! assert_eq!(handle.results(request).await, Some(Results::Success));
//! # }
//! ```

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{Notify, watch};

use super::desk::{Assignment, BuildId, Desk, Record, RequestId, Results, Submission};
use crate::{
    fleet::{Class, Drain, InstanceId, MasterEvent, WorkerName},
    port::{BoxFuture, CallError, Master, Release, Reporter},
};

/// The side that the driver sees.
#[derive(Debug)]
pub struct InProcess {
    shared: Arc<Shared>,
}

/// The side of whoever has work and runs builds.
#[derive(Debug, Clone)]
pub struct Handle {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// Counts changes, so that every waiter sees each of them.
    changes: watch::Sender<u64>,
    builds: Notify,
}

#[derive(Debug)]
struct State {
    desk: Desk,
    assigned: VecDeque<Assignment>,
}

impl InProcess {
    /// Makes a master that knows these workers.
    pub fn new(workers: impl IntoIterator<Item = WorkerName>) -> (Arc<Self>, Handle) {
        let state = State { desk: Desk::new(workers), assigned: VecDeque::new() };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            changes: watch::Sender::new(0),
            builds: Notify::new(),
        });
        (Arc::new(Self { shared: shared.clone() }), Handle { shared })
    }
}

impl Shared {
    /// Changes the desk, hands out what can be handed out now, and wakes whoever waits.
    fn change<T>(&self, change: impl FnOnce(&mut Desk) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = change(&mut state.desk);
        let claimed = state.desk.claim();
        if !claimed.is_empty() {
            self.builds.notify_one();
        }
        state.assigned.extend(claimed);
        drop(state);
        self.changes.send_modify(|count| *count += 1);
        answer
    }

    fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn report(&self, report: &Reporter) {
        self.look(|state| {
            let mut wanted = state.desk.wanted();
            for worker in state.desk.workers() {
                report.report(worker.clone(), MasterEvent::Link(state.desk.link(&worker)));
                let demand = wanted.remove(&worker).map_or(MasterEvent::Unwanted, MasterEvent::Wanted);
                report.report(worker, demand);
            }
        });
    }
}

impl Master for InProcess {
    fn watch(&self, report: Reporter) -> BoxFuture<'_, ()> {
        let mut changes = self.shared.changes.subscribe();
        Box::pin(async move {
            loop {
                self.shared.report(&report);
                if changes.changed().await.is_err() {
                    return;
                }
            }
        })
    }

    fn started(&self, worker: WorkerName, _instance: InstanceId) {
        self.shared.change(|desk| desk.started(&worker));
    }

    fn ended(&self, worker: WorkerName) {
        self.shared.change(|desk| desk.ended(&worker));
    }

    fn hold(&self, worker: WorkerName) -> BoxFuture<'_, Result<(), CallError>> {
        Box::pin(
            async move { self.shared.change(|desk| desk.hold(&worker)).then_some(()).ok_or_else(unknown) },
        )
    }

    fn release(&self, worker: WorkerName, drain: Drain) -> BoxFuture<'_, Result<Release, CallError>> {
        Box::pin(async move { self.shared.change(|desk| desk.release(&worker, drain)).ok_or_else(unknown) })
    }

    fn resume(&self, worker: WorkerName) -> BoxFuture<'_, Result<(), CallError>> {
        Box::pin(
            async move { self.shared.change(|desk| desk.resume(&worker)).then_some(()).ok_or_else(unknown) },
        )
    }
}

fn unknown() -> CallError {
    CallError::Refused { class: Class::Rejected, reason: "the master knows no such worker".into() }
}

impl Handle {
    /// Queues a request.
    pub fn submit(&self, wish: Submission) -> RequestId {
        self.shared.change(|desk| desk.submit(wish))
    }

    /// Cancels a request; returns its build if one runs, which must then be ended.
    pub fn cancel(&self, request: RequestId) -> Option<BuildId> {
        self.shared.change(|desk| desk.cancel(request))
    }

    /// Says that a worker has connected; `false` if the master does not know it.
    pub fn attach(&self, worker: &WorkerName) -> bool {
        self.shared.change(|desk| desk.attach(worker))
    }

    /// Says that a worker's connection is gone; returns the build that was lost with it.
    pub fn detach(&self, worker: &WorkerName) -> Option<BuildId> {
        self.shared.change(|desk| desk.detach(worker))
    }

    /// Ends a build; `false` if no such build runs (any more).
    pub fn finish(&self, build: BuildId, results: Results) -> bool {
        self.shared.change(|desk| desk.finish(build, results))
    }

    /// Waits for the next build to be run. A build whose worker has gone meanwhile may still come; ending it does
    /// nothing.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: a build is returned or stays.
    pub async fn next_build(&self) -> Assignment {
        loop {
            let notified = self.shared.builds.notified();
            let taken = {
                let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
                let taken = state.assigned.pop_front();
                if !state.assigned.is_empty() {
                    self.shared.builds.notify_one();
                }
                taken
            };
            match taken {
                Some(assignment) => return assignment,
                None => notified.await,
            }
        }
    }

    /// Waits for a request's end; `None` if there is no such request.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn results(&self, request: RequestId) -> Option<Results> {
        let mut changes = self.shared.changes.subscribe();
        loop {
            if let Some(results) = self.record(request)?.results {
                return Some(results);
            }
            changes.changed().await.ok()?;
        }
    }

    /// Forgets a request that has ended, and returns what became of it; records are kept until then.
    pub fn forget(&self, request: RequestId) -> Option<Record> {
        self.shared.change(|desk| desk.forget(request))
    }

    /// Tells what became of a request so far.
    pub fn record(&self, request: RequestId) -> Option<Record> {
        self.shared.look(|state| state.desk.record(request).cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::Link;

    #[tokio::test]
    async fn every_change_is_reported() {
        let worker = WorkerName("a".into());
        let (master, handle) = InProcess::new([worker.clone()]);
        let (reporter, mut events) = Reporter::channel();
        let watching = tokio::spawn(async move { master.watch(reporter).await });
        let mut next = async || (events.recv().await.unwrap().1, events.recv().await.unwrap().1);
        assert_eq!(next().await, (MasterEvent::Link(Link::Detached), MasterEvent::Unwanted));
        handle.submit(Submission::default());
        assert!(matches!(next().await, (MasterEvent::Link(Link::Detached), MasterEvent::Wanted(_))));
        handle.attach(&worker);
        assert_eq!(next().await, (MasterEvent::Link(Link::Building), MasterEvent::Unwanted));
        watching.abort();
    }

    #[tokio::test]
    async fn a_released_worker_gets_its_build_after_resume() {
        let worker = WorkerName("a".into());
        let (master, handle) = InProcess::new([worker.clone()]);
        handle.attach(&worker);
        assert_eq!(master.release(worker.clone(), Drain::Idle).await.unwrap(), Release::Released);
        let request = handle.submit(Submission::default());
        assert_eq!(handle.record(request).unwrap().builds, []);
        master.resume(worker).await.unwrap();
        let build = handle.next_build().await;
        assert!(handle.finish(build.build, Results::Failure));
        assert_eq!(handle.results(request).await, Some(Results::Failure));
    }

    #[tokio::test]
    async fn two_runners_share_the_builds() {
        let workers = ["a", "b"].map(|name| WorkerName(name.into()));
        let (_master, handle) = InProcess::new(workers.clone());
        let (first, second) = tokio::join!(handle.next_build(), async {
            handle.submit(Submission::default());
            handle.submit(Submission::default());
            workers.iter().for_each(|worker| assert!(handle.attach(worker)));
            handle.next_build().await
        });
        assert_ne!(first.worker, second.worker);
    }

    #[tokio::test]
    async fn an_unknown_worker_is_refused() {
        let (master, _handle) = InProcess::new([]);
        let error = master.hold(WorkerName("x".into())).await.unwrap_err();
        assert!(matches!(error, CallError::Refused { class: Class::Rejected, .. }));
    }
}
