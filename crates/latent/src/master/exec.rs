//! Builds that are commands, run by `exec` inside the worker's container: no master and no worker program needed.
//!
//! The queue keeps Buildbot's rules (see [`desk`](super::desk)). A worker counts as attached when its probe command
//! has succeeded in the container.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use docker_wire::{Client, Error, api::exec, codec::multiplex::Stream};
use tokio::sync::mpsc;

use super::{
    desk::{Assignment, BuildId, RequestId, Results, Submission},
    in_process::{Handle, InProcess},
};
use crate::{
    fleet::{Drain, InstanceId, WorkerName},
    port::{BoxFuture, CallError, Master, Release, Reporter},
};

/// How long a probe that failed is left alone before it is tried again.
const PROBE_AGAIN: Duration = Duration::from_millis(200);

/// A build: a command and its environment.
#[derive(Debug, Clone)]
pub struct Job {
    /// What people call it.
    pub name: String,
    /// The program and its arguments.
    pub command: Vec<String>,
}

/// What is said about jobs while they run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// A job waits for a worker.
    Queued(String),
    /// A job runs.
    Began(String, BuildId, WorkerName),
    /// A job printed.
    Printed(String, Stream, Bytes),
    /// A job ended, with its exit code where it had one.
    Ended(String, Results, Option<i64>),
}

/// Runs jobs inside workers.
#[derive(Debug)]
pub struct ExecMaster {
    desk: Arc<InProcess>,
    handle: Handle,
    client: Client,
    probe: Vec<String>,
    jobs: Mutex<BTreeMap<RequestId, Job>>,
    instances: Mutex<BTreeMap<WorkerName, InstanceId>>,
    fresh: tokio::sync::watch::Sender<u64>,
    progress: mpsc::UnboundedSender<Progress>,
}

impl ExecMaster {
    /// Makes a master for these workers; `probe` is the command that tells that a container is ready.
    pub fn new(
        client: Client,
        workers: impl IntoIterator<Item = WorkerName>,
        probe: Vec<String>,
    ) -> (Arc<Self>, mpsc::UnboundedReceiver<Progress>) {
        let (desk, handle) = InProcess::new(workers);
        let (progress, said) = mpsc::unbounded_channel();
        let master = Self {
            desk,
            handle,
            client,
            probe,
            jobs: Mutex::default(),
            instances: Mutex::default(),
            fresh: tokio::sync::watch::Sender::new(0),
            progress,
        };
        (Arc::new(master), said)
    }

    /// Queues a job.
    pub fn submit(&self, job: Job) -> RequestId {
        self.say(Progress::Queued(job.name.clone()));
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        // The queue may hand the job out at once, so its name must be known before the lock is let go.
        let request = self.handle.submit(Submission::default());
        jobs.insert(request, job);
        request
    }

    /// Waits for the end of a job.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn results(&self, request: RequestId) -> Option<Results> {
        self.handle.results(request).await
    }

    fn say(&self, progress: Progress) {
        // Nobody listens any more: the jobs do not depend on it.
        drop(self.progress.send(progress));
    }

    fn instance(&self, worker: &WorkerName) -> Option<InstanceId> {
        self.instances.lock().unwrap_or_else(PoisonError::into_inner).get(worker).cloned()
    }

    /// Runs what the queue hands out, and probes what was started.
    async fn serve(&self) {
        let mut fresh = self.fresh.subscribe();
        fresh.mark_changed();
        let mut probed = BTreeMap::new();
        let mut work = futures(self);
        loop {
            tokio::select! {
                build = self.handle.next_build() => work.build(build),
                changed = fresh.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    let now = self.instances.lock().unwrap_or_else(PoisonError::into_inner).clone();
                    for (worker, instance) in &now {
                        if probed.get(worker) != Some(instance) {
                            work.probe(worker.clone(), instance.clone());
                        }
                    }
                    probed = now;
                }
                () = work.next() => {}
            }
        }
    }

    async fn probe(&self, worker: WorkerName, instance: InstanceId) {
        while self.instance(&worker).as_ref() == Some(&instance) {
            let probed = run(&self.client, &instance, &self.probe, || {}, |_, _| {}).await;
            if matches!(probed, Ok(Some(0))) {
                self.handle.attach(&worker);
                return;
            }
            tokio::time::sleep(PROBE_AGAIN).await;
        }
    }

    async fn build(&self, assignment: Assignment) {
        let Assignment { build, request, worker, .. } = assignment;
        let job = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).get(&request).cloned();
        let (Some(job), Some(instance)) = (job, self.instance(&worker)) else {
            self.handle.finish(build, Results::Retry);
            return;
        };
        let began = || self.say(Progress::Began(job.name.clone(), build, worker));
        let printed = |stream, bytes| self.say(Progress::Printed(job.name.clone(), stream, bytes));
        let (results, code) = match run(&self.client, &instance, &job.command, began, printed).await {
            Ok(Some(0)) => (Results::Success, Some(0)),
            Ok(code) => (Results::Failure, code),
            Err(error) => {
                tracing::warn!(job = %job.name, %error, "the build was lost");
                (Results::Retry, None)
            }
        };
        self.say(Progress::Ended(job.name, results, code));
        self.handle.finish(build, results);
    }
}

/// Runs a command in a container and tells its exit code.
async fn run(
    client: &Client,
    instance: &InstanceId,
    command: &[String],
    began: impl FnOnce(),
    printed: impl Fn(Stream, Bytes),
) -> Result<Option<i64>, Error> {
    let created = client.send(exec::Create::new(&instance.0, command)).await?;
    let mut streams = client.send(exec::Start::new(&created.id)).await?;
    began();
    while let Some(piece) = streams.read().await.transpose()? {
        printed(piece.stream, piece.bytes);
    }
    Ok(client.send(exec::Inspect::new(&created.id)).await?.exit_code)
}

/// The probes and builds in flight, all polled by one task, so that dropping it ends them.
struct Work<'a> {
    master: &'a ExecMaster,
    running: Vec<BoxFuture<'a, ()>>,
}

fn futures(master: &ExecMaster) -> Work<'_> {
    Work { master, running: Vec::new() }
}

impl Work<'_> {
    fn build(&mut self, assignment: Assignment) {
        let master = self.master;
        self.running.push(Box::pin(master.build(assignment)));
    }

    fn probe(&mut self, worker: WorkerName, instance: InstanceId) {
        let master = self.master;
        self.running.push(Box::pin(master.probe(worker, instance)));
    }

    /// Returns when one of them has ended; never while there is none. Cancel safe.
    async fn next(&mut self) {
        std::future::poll_fn(|cx| {
            let done = self.running.iter_mut().position(|work| work.as_mut().poll(cx).is_ready());
            match done {
                Some(index) => {
                    drop(self.running.swap_remove(index));
                    std::task::Poll::Ready(())
                }
                None => std::task::Poll::Pending,
            }
        })
        .await;
    }
}

impl Master for ExecMaster {
    fn watch(&self, report: Reporter) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            tokio::select! {
                () = self.desk.watch(report) => {}
                () = self.serve() => {}
            }
        })
    }

    fn started(&self, worker: WorkerName, instance: InstanceId) {
        self.desk.started(worker.clone(), instance.clone());
        self.instances.lock().unwrap_or_else(PoisonError::into_inner).insert(worker, instance);
        self.fresh.send_modify(|count| *count += 1);
    }

    fn ended(&self, worker: WorkerName) {
        self.instances.lock().unwrap_or_else(PoisonError::into_inner).remove(&worker);
        self.desk.ended(worker);
    }

    fn hold(&self, worker: WorkerName) -> BoxFuture<'_, Result<(), CallError>> {
        self.desk.hold(worker)
    }

    fn release(&self, worker: WorkerName, drain: Drain) -> BoxFuture<'_, Result<Release, CallError>> {
        // A command does not hold the container's connection open, so being let go is being detached.
        Box::pin(async move {
            let released = self.desk.release(worker.clone(), drain).await?;
            if released == Release::Released {
                self.handle.detach(&worker);
            }
            Ok(released)
        })
    }

    fn resume(&self, worker: WorkerName) -> BoxFuture<'_, Result<(), CallError>> {
        self.desk.resume(worker)
    }
}
