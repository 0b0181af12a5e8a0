//! The only owner of a [`Fleet`]: carries out its effects, and brings what happens back to it.
//!
//! ```text
//!   master.watch() ──────┐
//!   calls that settled ──┤
//!   exits, lists ────────┼──▶ select! ──▶ Fleet::step ──▶ effects ──▶ spawned calls
//!   the deadline ────────┤                                    └─────▶ notes for people
//!   close, leave, … ─────┘
//! ```
//!
//! Everything outside is put in one order by this one loop. No call is awaited here: each is spawned and reports
//! back as an event.

mod calls;
mod fence;
mod places;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc, oneshot, watch},
    task::AbortHandle,
    time::Instant,
};

use calls::Calls;
pub use fence::{Fence, Intruder};
use places::Places;

use crate::{
    fleet::{Effect, Event, Fleet, HostNote, MasterEvent, Note, Settings, Time, WorkerName, WorkerStatus},
    port::{Engine, Master, Remarks, Reporter, Switch},
};

/// How often the engine is asked for everything that carries our label.
const SWEEP: Duration = Duration::from_secs(60);

/// How soon a list that failed is asked for again.
const SWEEP_RETRY: Duration = Duration::from_secs(2);

/// What people are told, and when.
#[derive(Debug, Clone)]
pub struct Said {
    /// Milliseconds since the driver began.
    pub at: Time,
    /// The worker that it is about.
    pub worker: WorkerName,
    /// What is said.
    pub note: Note,
}

/// One step of the core.
#[derive(Debug, Clone, Copy)]
pub struct Stepped<'a> {
    /// Milliseconds since the driver began.
    pub now: Time,
    /// What happened.
    pub event: &'a Event,
    /// What it led to; nothing of it is carried out yet.
    pub effects: &'a [Effect],
    /// What is known since.
    pub fleet: &'a Fleet,
}

/// Something that sees every step of the core: the journal, and what people are told.
pub type Observer = Box<dyn FnMut(Stepped<'_>) + Send>;

/// Runs a fleet against its engines and its master.
pub struct Driver {
    fleet: Fleet,
    calls: Calls,
    origin: Instant,
    status: watch::Sender<Vec<WorkerStatus>>,
    said: Option<mpsc::UnboundedSender<Said>>,
    observers: Vec<Observer>,
    exits: BTreeMap<WorkerName, AbortHandle>,
    /// Whom work is kept from before anything else happens.
    cordoned: Vec<WorkerName>,
    fence: Option<Fence>,
}

/// Tells a running driver what the operator wants.
#[derive(Debug, Clone)]
pub struct Control {
    orders: mpsc::UnboundedSender<Order>,
    status: watch::Receiver<Vec<WorkerStatus>>,
}

/// Another configuration, as a running driver takes it.
pub struct Reconfiguration {
    /// What the fleet is told.
    pub settings: Settings,
    /// The engines, by the names of their hosts. One that is missing is kept until nothing of ours is left on it.
    pub hosts: BTreeMap<String, Arc<dyn Engine>>,
    /// The host of each worker's next instance.
    pub placement: BTreeMap<WorkerName, String>,
    /// What switches the hosts that are not always on.
    pub switches: BTreeMap<String, Arc<dyn Switch>>,
}

#[derive(Debug)]
enum Order {
    Reconfigure(Box<Reconfiguration>),
    Leave,
    Tell(Event),
    Echo(oneshot::Sender<()>),
}

/// The end of a [`Control`] that [`Driver::run`] reads.
#[derive(Debug)]
pub struct Orders {
    orders: mpsc::UnboundedReceiver<Order>,
}

impl Control {
    /// Finishes what runs, starts nothing, stops everything; [`Driver::run`] returns when nothing is left.
    pub fn close(&self) {
        // A driver that has ended is closed already.
        let _ = self.orders.send(Order::Tell(Event::Close));
    }

    /// Makes [`Driver::run`] return at once and leaves every instance running, to be adopted by the next process.
    pub fn leave(&self) {
        // A driver that has ended has left already.
        let _ = self.orders.send(Order::Leave);
    }

    /// Has a worker that backs off tried at once.
    pub fn retry(&self, worker: WorkerName) {
        // A driver that has ended tries nothing.
        let _ = self.orders.send(Order::Tell(Event::Retry(worker)));
    }

    /// Has a worker finish what it does and go, and starts it no more until [`uncordon`](Self::uncordon).
    pub fn cordon(&self, worker: WorkerName) {
        // A driver that has ended starts nothing.
        let _ = self.orders.send(Order::Tell(Event::Cordon(worker)));
    }

    /// Lets a worker take work again.
    pub fn uncordon(&self, worker: WorkerName) {
        // A driver that has ended starts nothing.
        let _ = self.orders.send(Order::Tell(Event::Uncordon(worker)));
    }

    /// Returns `true` as soon as the driver has taken all orders that were given before, and `false` if it has ended.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn echo(&self) -> bool {
        let (sender, receiver) = oneshot::channel();
        self.orders.send(Order::Echo(sender)).is_ok() && receiver.await.is_ok()
    }

    /// Has the driver do what another configuration says, from now on. Builds that run are finished.
    ///
    /// What the engines start by then must be what the settings' editions stand for, so they are told before.
    pub fn reconfigure(&self, to: Reconfiguration) {
        // A driver that has ended needs no configuration.
        let _ = self.orders.send(Order::Reconfigure(Box::new(to)));
    }

    /// Tells what each worker is doing.
    pub fn status(&self) -> Vec<WorkerStatus> {
        self.status.borrow().clone()
    }
}

/// Why [`Driver::run`] returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// It was closed, and nothing is left.
    Closed,
    /// It was told to leave; instances may be running.
    Left,
    /// Another process starts instances as this owner; from the moment that this was seen, nothing was done any more.
    Fenced(Intruder),
}

impl Driver {
    /// Joins a fleet, the engine of each worker's host, and a master.
    ///
    /// `hosts` names the engines, `placement` the host of each worker.
    pub fn new(
        fleet: Fleet,
        hosts: BTreeMap<String, Arc<dyn Engine>>,
        placement: BTreeMap<WorkerName, String>,
        master: Arc<dyn Master>,
    ) -> (Self, Control, Orders) {
        let (orders, receiver) = mpsc::unbounded_channel();
        let (status, watched) = watch::channel(Vec::new());
        let driver = Self {
            fleet,
            calls: Calls::new(Places::new(hosts, placement), master),
            origin: Instant::now(),
            status,
            said: None,
            observers: Vec::new(),
            exits: BTreeMap::new(),
            cordoned: Vec::new(),
            fence: None,
        };
        (driver, Control { orders, status: watched }, Orders { orders: receiver })
    }

    /// Keeps work from workers from the first step on, until [`Control::uncordon`].
    #[must_use]
    pub fn cordoned(mut self, workers: Vec<WorkerName>) -> Self {
        self.cordoned = workers;
        self
    }

    /// Sends what people are told to `said`.
    #[must_use]
    pub fn telling(mut self, said: mpsc::UnboundedSender<Said>) -> Self {
        self.said = Some(said);
        self
    }

    /// Names what switches the hosts that are not always on; the fleet must know them, too ([`Fleet::powered`]).
    #[must_use]
    pub fn switching(mut self, switches: BTreeMap<String, Arc<dyn Switch>>) -> Self {
        self.calls.places.switching(switches);
        self
    }

    /// Shows every step to an observer, after those that came earlier and before its effects are carried out.
    #[must_use]
    pub fn observed(mut self, observer: Observer) -> Self {
        self.observers.push(observer);
        self
    }

    /// Ends as soon as an engine shows an instance that only another process of this owner can have started, see
    /// [`Fence`].
    #[must_use]
    pub fn fenced(mut self, epoch: u32) -> Self {
        self.fence = Some(Fence::new(epoch));
        self
    }

    /// What is known before the first step.
    pub fn fleet(&self) -> &Fleet {
        &self.fleet
    }

    /// Makes remarks about hosts that do not answer.
    #[must_use]
    pub fn remarking(mut self, remarks: Remarks) -> Self {
        self.calls.remarks = remarks;
        self
    }

    /// Runs until it is closed or told to leave.
    ///
    /// # Expected flow
    ///
    /// 1. Each engine is asked for what an earlier process left; only then does anything start.
    /// 2. The master's adapter reports demand and links; effects are carried out as the core decides them.
    /// 3. On [`Control::close`] the core drains; on [`Control::leave`], and beside another process of this owner
    ///    ([`fenced`](Self::fenced)), the loop ends at once.
    ///
    /// # Guarantees
    ///
    /// Calls that are in flight when it leaves are given up; an instance whose start was in flight is found by its
    /// label at the next start.
    pub async fn run(mut self, mut orders: Orders) -> Ended {
        for worker in std::mem::take(&mut self.cordoned) {
            self.step(Event::Cordon(worker));
        }
        let (reporter, mut reports) = Reporter::channel();
        let watching = tokio::spawn(self.calls.watch_master(reporter));
        self.calls.sweep_all();
        let mut sweep = tokio::time::interval_at(Instant::now() + SWEEP, SWEEP);
        sweep.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let ended = loop {
            if self.fleet.is_closed() {
                break Ended::Closed;
            }
            let deadline = self.fleet.deadline().map(|time| self.origin + Duration::from_millis(time.0));
            tokio::select! {
                Some(order) = orders.orders.recv() => match order {
                    Order::Reconfigure(to) => self.reconfigure(*to),
                    Order::Leave => break Ended::Left,
                    Order::Tell(event) => self.step(event),
                    // Whoever asked may have gone.
                    Order::Echo(answer) => drop(answer.send(())),
                },
                Some((worker, event)) = reports.recv() => self.master_event(worker, event),
                Some(event) = self.calls.settled() => match self.intruder(&event) {
                    Some(intruder) => break Ended::Fenced(intruder),
                    None => self.step(event),
                },
                () = sleep_until(deadline) => self.step(Event::Tick),
                _ = sweep.tick() => self.calls.sweep_all(),
            }
        };
        watching.abort();
        for (_, exit) in std::mem::take(&mut self.exits) {
            exit.abort();
        }
        ended
    }

    fn intruder(&mut self, event: &Event) -> Option<Intruder> {
        self.fence.as_mut()?.intruder(event)
    }

    fn reconfigure(&mut self, to: Reconfiguration) {
        self.calls.places.change(&to.hosts, to.placement, to.switches);
        if let Some(fence) = &mut self.fence {
            fence.reconfigured();
        }
        self.step(Event::Reconfigured(to.settings));
        // A worker that is new may have been here before.
        self.calls.sweep_all();
    }

    fn master_event(&mut self, worker: WorkerName, event: MasterEvent) {
        self.step(Event::Master(worker, event));
    }

    fn step(&mut self, event: Event) {
        let now = Time(u64::try_from(self.origin.elapsed().as_millis()).unwrap_or(u64::MAX));
        // Observers are shown the event with its effects, so the event outlives the step.
        let seen = (!self.observers.is_empty()).then(|| event.clone());
        let effects = self.fleet.step(now, event);
        if let Some(event) = &seen {
            let stepped = Stepped { now, event, effects: &effects, fleet: &self.fleet };
            self.observers.iter_mut().for_each(|observer| observer(stepped));
        }
        for effect in effects {
            if let Some(fence) = &mut self.fence {
                fence.started(&effect);
            }
            match effect {
                Effect::Note(worker, note) => self.tell(now, worker, note),
                Effect::HostNote(host, note) => self.tell_of_host(host, note),
                Effect::Stop(worker, call, generation, speed) => {
                    // How an instance ends that we end ourselves is not asked any more.
                    if let Some(exit) = self.exits.remove(&worker) {
                        exit.abort();
                    }
                    self.calls.carry_out(Effect::Stop(worker, call, generation, speed));
                }
                call => self.calls.carry_out(call),
            }
        }
        self.calls.forget(|host| self.fleet.uses(host));
        self.status.send_replace(self.fleet.status(now));
    }

    fn tell_of_host(&mut self, host: String, note: HostNote) {
        match note {
            HostNote::Waking => tracing::info!(host, "switching on"),
            HostNote::Awake => {
                tracing::info!(host, "switched on");
                self.calls.sweep(host);
            }
            HostNote::Sleeping => tracing::info!(host, "switching off"),
            HostNote::Asleep => tracing::info!(host, "switched off"),
            HostNote::Failed(_, _, reason) => tracing::warn!(host, reason, "not switched"),
        }
    }

    /// Follows an instance's life as the notes tell it, and passes them on.
    fn tell(&mut self, at: Time, worker: WorkerName, note: Note) {
        match &note {
            Note::Started(generation, instance) | Note::Adopted(generation, instance) => {
                let exit = self.calls.follow(&worker, *generation, instance);
                if let Some(earlier) = self.exits.insert(worker.clone(), exit) {
                    earlier.abort();
                }
            }
            Note::Attached => self.calls.attached(&worker),
            Note::Stopped => {
                if let Some(exit) = self.exits.remove(&worker) {
                    exit.abort();
                }
                self.calls.ended(&worker);
            }
            Note::Starting(_)
            | Note::Building
            | Note::Idle
            | Note::Stopping(_)
            | Note::BackingOff(..)
            | Note::Failed(..) => {}
        }
        if let Some(said) = &self.said {
            // Nobody listens any more: the driver's work does not depend on it.
            drop(said.send(Said { at, worker, note }));
        }
    }
}

async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

impl std::fmt::Debug for Reconfiguration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reconfiguration").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Driver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Driver").field("fleet", &self.fleet).finish_non_exhaustive()
    }
}
