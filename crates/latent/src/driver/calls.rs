//! The calls that effects ask for: each is spawned, and its end comes back as an event.

use std::{collections::BTreeMap, future::Future, sync::Arc};

use tokio::{
    sync::mpsc,
    task::{AbortHandle, JoinSet},
};

use super::{SWEEP_RETRY, places::Places};
use crate::{
    fleet::{CallId, Class, Effect, Event, Exit, Generation, InstanceId, Outcome, WorkerName},
    port::{
        Abandon, BoxFuture, CallError, Engine, Master, Release, Remark, Remarks, Reporter, StartOrder, Switch,
    },
};

/// Calls in flight, and where their ends are read.
pub(super) struct Calls {
    pub(super) places: Places,
    pub(super) remarks: Remarks,
    master: Arc<dyn Master>,
    sender: mpsc::UnboundedSender<Event>,
    receiver: mpsc::UnboundedReceiver<Event>,
    /// Dropping it gives up whatever is in flight.
    tasks: JoinSet<()>,
    /// How to give up each worker's start; one that is over is given up in vain.
    starts: BTreeMap<WorkerName, (CallId, Abandon)>,
    /// One list in flight for each host at most.
    sweeps: BTreeMap<String, AbortHandle>,
}

impl Calls {
    pub(super) fn new(places: Places, master: Arc<dyn Master>) -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        let tasks = JoinSet::new();
        Self {
            places,
            remarks: Remarks::default(),
            master,
            sender,
            receiver,
            tasks,
            starts: BTreeMap::new(),
            sweeps: BTreeMap::new(),
        }
    }

    /// Returns the next end of a call.
    pub(super) async fn settled(&mut self) -> Option<Event> {
        let event = loop {
            let event = self.receiver.recv().await;
            let Some(Event::Listed(host, sightings)) = &event else { break event };
            if self.places.observe_list(host, sightings) {
                break event;
            }
        };
        // Tasks that have ended are let go of here, so that they do not pile up.
        while self.tasks.try_join_next().is_some() {}
        event
    }

    pub(super) fn watch_master(&self, reporter: Reporter) -> impl Future<Output = ()> + Send + use<> {
        let master = self.master.clone();
        async move { master.watch(reporter).await }
    }

    /// Asks every engine for all that carries our label, and reports each list.
    pub(super) fn sweep_all(&mut self) {
        let names: Vec<_> = self.places.names().cloned().collect();
        for name in names {
            if self.sweeps.get(&name).is_none_or(AbortHandle::is_finished) {
                self.sweep(name);
            }
        }
    }

    /// Asks one engine; what an earlier sweep finds is not waited for any more.
    pub(super) fn sweep(&mut self, name: String) {
        if let Some(engine) = self.places.host(&name) {
            let (host, sender, remarks) = (name.clone(), self.sender.clone(), self.remarks.clone());
            let sweep = self.tasks.spawn(async move {
                let mut said = String::new();
                let listed = loop {
                    match engine.list().await {
                        Ok(sightings) => break sightings,
                        // It is asked again and again, and says so once.
                        Err(error) if error.to_string() == said => {}
                        Err(error) => {
                            tracing::warn!(%host, %error, "cannot list instances");
                            said = error.to_string();
                            remarks.say(Remark::Host(host.clone(), Some(said.clone())));
                        }
                    }
                    tokio::time::sleep(SWEEP_RETRY).await;
                };
                remarks.say(Remark::Host(host.clone(), None));
                drop(sender.send(Event::Listed(host, listed)));
            });
            if let Some(earlier) = self.sweeps.insert(name, sweep) {
                earlier.abort();
            }
        }
    }

    /// Spawns the call of an effect.
    pub(super) fn carry_out(&mut self, effect: Effect) {
        let master = self.master.clone();
        match effect {
            Effect::Start(worker, call, generation, properties) => {
                let (abandon, abandoned) = Abandon::channel();
                self.starts.insert(worker.clone(), (call, abandon));
                let order = StartOrder { worker: worker.clone(), generation, properties, abandoned };
                let run =
                    |engine: Arc<dyn Engine>| async move { engine.start(order).await.map(Outcome::Started) };
                let engine = self.places.settle(&worker, generation);
                self.ask_engine(engine, worker, call, run);
            }
            Effect::Cancel(worker, call) => {
                if let Some((_, abandon)) = self.starts.get(&worker).filter(|(start, _)| *start == call) {
                    abandon.abandon();
                }
            }
            Effect::Stop(worker, call, generation, speed) => {
                let name = worker.clone();
                let run = move |engine: Arc<dyn Engine>| async move {
                    engine.stop(name, generation, speed).await.map(|()| Outcome::Stopped)
                };
                let engine = self.places.engine_with(&worker, generation);
                self.ask_engine(engine, worker, call, run);
            }
            Effect::Find(worker, call, generation) => {
                let name = worker.clone();
                let run = move |engine: Arc<dyn Engine>| async move {
                    let found = engine.find(name, generation).await?;
                    Ok(found.map_or(Outcome::Absent, Outcome::Found))
                };
                let engine = self.places.engine_with(&worker, generation);
                self.ask_engine(engine, worker, call, run);
            }
            Effect::Hold(worker, call) => {
                let name = worker.clone();
                self.spawn(worker, call, async move { master.hold(name).await.map(|()| Outcome::Done) });
            }
            Effect::Release(worker, call, drain) => {
                let name = worker.clone();
                self.spawn(worker, call, async move {
                    Ok(match master.release(name, drain).await? {
                        Release::Released => Outcome::Released,
                        Release::Busy => Outcome::Busy,
                    })
                });
            }
            Effect::Resume(worker, call) => {
                let name = worker.clone();
                self.spawn(worker, call, async move { master.resume(name).await.map(|()| Outcome::Done) });
            }
            Effect::Wake(host, call) => self.switch(host, call, |switch| switch.on()),
            Effect::Sleep(host, call) => self.switch(host, call, |switch| switch.off()),
            Effect::Note(..) | Effect::HostNote(..) => {}
        }
    }

    fn switch(
        &mut self,
        host: String,
        call: CallId,
        run: impl FnOnce(&dyn Switch) -> BoxFuture<'_, Result<(), CallError>> + Send + 'static,
    ) {
        let (switch, sender) = (self.places.switch(&host), self.sender.clone());
        self.tasks.spawn(async move {
            let outcome = match switch {
                Some(switch) => run(&*switch).await.map_or_else(failure, |()| Outcome::Done),
                None => Outcome::Refused(Class::Rejected, format!("nothing switches the host {host}")),
            };
            drop(sender.send(Event::Switched(host, call, outcome)));
        });
    }

    fn ask_engine<F>(
        &mut self,
        engine: Option<Arc<dyn Engine>>,
        worker: WorkerName,
        call: CallId,
        run: impl FnOnce(Arc<dyn Engine>) -> F,
    ) where
        F: Future<Output = Result<Outcome, CallError>> + Send + 'static,
    {
        match engine {
            Some(engine) => self.spawn(worker, call, run(engine)),
            None => {
                let reason = format!("no host runs the worker {worker}");
                let refused = Outcome::Refused(Class::Rejected, reason);
                drop(self.sender.send(Event::Settled(worker, call, refused)));
            }
        }
    }

    fn spawn(
        &mut self,
        worker: WorkerName,
        call: CallId,
        run: impl Future<Output = Result<Outcome, CallError>> + Send + 'static,
    ) {
        let sender = self.sender.clone();
        self.tasks.spawn(async move {
            let outcome = run.await.unwrap_or_else(failure);
            drop(sender.send(Event::Settled(worker, call, outcome)));
        });
    }

    /// Waits for the end of an instance, and tells the master's adapter that it runs.
    pub(super) fn follow(
        &mut self,
        worker: &WorkerName,
        generation: Generation,
        instance: &InstanceId,
    ) -> AbortHandle {
        self.master.started(worker.clone(), instance.clone());
        self.places.adopt(worker, generation);
        let (engine, sender) = (self.places.engine_with(worker, generation), self.sender.clone());
        let (worker, instance) = (worker.clone(), instance.clone());
        self.tasks.spawn(async move {
            let Some(engine) = engine else { return };
            let exit = wait_for_exit(&*engine, &worker, &instance).await;
            drop(sender.send(Event::Exited(worker, instance, exit)));
        })
    }

    /// Tells the worker's engine that the master sees the worker: start-up is over.
    pub(super) fn attached(&self, worker: &WorkerName) {
        if let Some(engine) = self.places.engine_of(worker) {
            engine.attached(worker.clone());
        }
    }

    /// Tells the master's adapter that the instance is gone.
    pub(super) fn ended(&mut self, worker: &WorkerName) {
        self.places.leave(worker);
        self.master.ended(worker.clone());
    }

    /// Lets go of hosts that are not named any more and that nothing needs.
    pub(super) fn forget(&mut self, needed: impl Fn(&str) -> bool) {
        for host in self.places.forget(needed) {
            if let Some(sweep) = self.sweeps.remove(&host) {
                sweep.abort();
            }
        }
    }
}

fn failure(error: CallError) -> Outcome {
    match error {
        CallError::Refused { class, reason } => Outcome::Refused(class, reason),
        CallError::Lost { reason } => Outcome::Lost(reason),
    }
}

/// A wait that was cut short says nothing about the instance, so it is asked for again.
async fn wait_for_exit(engine: &dyn Engine, worker: &WorkerName, instance: &InstanceId) -> Exit {
    loop {
        match engine.exit(worker.clone(), instance.clone()).await {
            Ok(exit) => return exit,
            Err(error) => tracing::debug!(%worker, %error, "waiting for the instance's end again"),
        }
        tokio::time::sleep(SWEEP_RETRY).await;
    }
}
