//! What the driver needs of the outside: an [`Engine`] that runs instances and a [`Master`] that has work.
//!
//! Both are ports: the driver speaks to these traits only, so a test can script either side. This module knows
//! no HTTP, no Docker and no Buildbot; adapters live in `engine` and `master`.

mod remark;

use std::{future::Future, pin::Pin};

pub use self::remark::{Made, Remark, Remarks, Stage, Standing};

use crate::fleet::{
    Class, Drain, Exit, Generation, InstanceId, MasterEvent, Properties, Sighting, Speed, WorkerName,
};

/// A boxed future, as the ports return them.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why a call to a port did not succeed, by what the caller may conclude.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CallError {
    /// Certainly nothing happened: the request was never sent, or the other side answered that it will not.
    #[error("{reason}")]
    Refused {
        /// Whose fault it is, which decides what is tried again.
        class: Class,
        /// One line for people; never holds a secret.
        reason: String,
    },
    /// The request may have reached the other side, and its outcome is unknown: probe.
    #[error("outcome unknown: {reason}")]
    Lost {
        /// One line for people; never holds a secret.
        reason: String,
    },
}

/// Runs the instances of workers.
///
/// # Guarantees an implementation gives
///
/// - `start` names the instance after worker and generation *before* it creates anything, so that
///   [`find`](Self::find) and [`stop`](Self::stop) work when the answer to `start` was lost.
/// - `start` that is abandoned before it has created anything ends at once, refused as [`Class::Cancelled`]; what it was
///   waiting for, a pull or a build, is broken off.
/// - `stop` returns `Ok` only when the engine has confirmed that nothing of the instance is left; an instance that
///   does not exist is stopped already.
/// - No object that does not carry this owner's label is ever touched.
pub trait Engine: Send + Sync + 'static {
    /// Creates and starts the instance of a worker.
    fn start(&self, order: StartOrder) -> BoxFuture<'_, Result<InstanceId, CallError>>;

    /// Stops and removes an instance, and returns when the engine confirms that it is gone.
    fn stop(
        &self,
        worker: WorkerName,
        generation: Generation,
        speed: Speed,
    ) -> BoxFuture<'_, Result<(), CallError>>;

    /// Looks for an instance by worker and generation.
    fn find(
        &self,
        worker: WorkerName,
        generation: Generation,
    ) -> BoxFuture<'_, Result<Option<Sighting>, CallError>>;

    /// Lists every instance that carries this owner's label, running or not.
    fn list(&self) -> BoxFuture<'_, Result<Vec<Sighting>, CallError>>;

    /// Waits until an instance has ended, for whatever reason; one that does not exist any more has ended.
    fn exit(&self, worker: WorkerName, instance: InstanceId) -> BoxFuture<'_, Result<Exit, CallError>>;

    /// Tells that the master sees the worker, so that what belongs to its start-up only can end.
    fn attached(&self, worker: WorkerName);
}

/// What [`Engine::start`] is told.
#[derive(Debug)]
pub struct StartOrder {
    /// The worker to run.
    pub worker: WorkerName,
    /// The generation that names the instance.
    pub generation: Generation,
    /// Properties of the build request that caused the start, as the master showed them.
    pub properties: Properties,
    /// Becomes true when nobody waits for the instance any more.
    pub abandoned: Abandoned,
}

/// Tells a start in flight that nobody waits for it any more.
#[derive(Debug)]
pub struct Abandon {
    sender: tokio::sync::watch::Sender<bool>,
}

/// The end of an [`Abandon`] that a start listens to.
#[derive(Debug)]
pub struct Abandoned {
    receiver: tokio::sync::watch::Receiver<bool>,
}

impl Abandon {
    /// Makes both ends.
    pub fn channel() -> (Self, Abandoned) {
        let (sender, receiver) = tokio::sync::watch::channel(false);
        (Self { sender }, Abandoned { receiver })
    }

    /// Tells it; telling it again changes nothing.
    pub fn abandon(&self) {
        self.sender.send_replace(true);
    }
}

impl Abandoned {
    /// Returns when the start is abandoned, and never if it is not.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn abandoned(&mut self) {
        if self.receiver.wait_for(|abandoned| *abandoned).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Switches a host on and off.
///
/// # Guarantees an implementation gives
///
/// - `on` returns `Ok` when the host's engine can be asked, or soon can be; switching on what is on does nothing.
/// - Neither hangs for ever.
pub trait Switch: Send + Sync + 'static {
    /// Switches it on.
    fn on(&self) -> BoxFuture<'_, Result<(), CallError>>;

    /// Switches it off; nothing of this owner runs on it.
    fn off(&self) -> BoxFuture<'_, Result<(), CallError>>;
}

/// What [`Master::release`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// No build can reach the worker any more until [`Master::resume`].
    Released,
    /// A build is on its way to the worker or on it; the worker takes builds as before.
    Busy,
}

/// Has work for workers.
///
/// # Expected flow
///
/// The driver spawns [`watch`](Self::watch) once; it reports demand and link of each worker, again and again and
/// also when nothing changed. Around the life of an instance the driver calls `started`, then perhaps `hold`,
/// `release`, and, when the engine has confirmed the end, `ended` and `resume`.
pub trait Master: Send + Sync + 'static {
    /// Reports events until cancelled. Reconnects by itself.
    fn watch(&self, report: Reporter) -> BoxFuture<'_, ()>;

    /// Tells the master's adapter that an instance runs (it may, or may not yet, be attached).
    fn started(&self, worker: WorkerName, instance: InstanceId);

    /// Tells the master's adapter that an instance is gone for good.
    fn ended(&self, worker: WorkerName);

    /// Asks that no further build is handed to the worker; the one that runs goes on.
    fn hold(&self, worker: WorkerName) -> BoxFuture<'_, Result<(), CallError>>;

    /// Makes certain that no build is on its way to the worker, and keeps it so until `resume`.
    fn release(&self, worker: WorkerName, drain: Drain) -> BoxFuture<'_, Result<Release, CallError>>;

    /// Lets the worker take builds again. Idempotent.
    fn resume(&self, worker: WorkerName) -> BoxFuture<'_, Result<(), CallError>>;
}

/// Where a master's adapter reports what it sees.
#[derive(Debug, Clone)]
pub struct Reporter {
    sender: tokio::sync::mpsc::UnboundedSender<(WorkerName, MasterEvent)>,
}

impl Reporter {
    /// Makes a reporter and the end that the driver reads.
    pub fn channel() -> (Self, tokio::sync::mpsc::UnboundedReceiver<(WorkerName, MasterEvent)>) {
        let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
        (Self { sender }, receiver)
    }

    /// Reports an event; after the driver has ended, reports go nowhere.
    pub fn report(&self, worker: WorkerName, event: MasterEvent) {
        drop(self.sender.send((worker, event)));
    }
}
