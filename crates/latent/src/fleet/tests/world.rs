//! A model of the outside, driven by a seed: engines that fail in every way, a master that hands out builds.
//!
//! The truth is kept here, apart from what is reported, which may be late, lost or wrong. After every step the
//! promises of `Fleet::step` are checked against the truth, not against what the fleet believes.

mod checks;
mod engine;
mod master;
mod random;
mod reload;
mod rows;
mod run;

use std::collections::{BTreeMap, BTreeSet};

use crate::fleet::{
    CallId, Effect, Event, Fleet, Generation, IdlePolicy, Limits, Link, MasterEvent, Outcome, Plan, Power,
    Properties, Settings, Sighting, Time, WorkerName,
    journal::{Header, Step},
    worker::Row,
};

use engine::{Flight, Real};
use master::Seat;
use random::Random;
pub(super) use run::journal;

type Key = (WorkerName, Generation);

/// Something that will happen at a known time, unless a crash of our process makes it void.
#[derive(Debug, Clone)]
enum Happening {
    Request(usize),
    Distribute,
    Begin(WorkerName, u64),
    End(WorkerName, u64),
    Attach(Key),
    Hangup(WorkerName, u64),
    Exit(Key),
    Gone(Key),
    Foreign(WorkerName),
    Lock(usize),
    Unlock(usize),
    Outage { engine: bool },
    Plant,
    Cordon(usize, bool),
    Act(u32, CallId),
    Answer(u32, CallId, Outcome),
    Report(u32, Event),
    Snapshot(u32),
    Crash,
    Reload,
}

struct World {
    random: Random,
    now: u64,
    queue: BTreeMap<(u64, u64), Happening>,
    sequence: u64,
    plans: Vec<Plan>,
    /// The workers that the configuration does not name now.
    dropped: BTreeSet<WorkerName>,
    limits: Limits,
    fleet: Fleet,
    /// Counts the processes; also the fleet's epoch.
    life: u32,
    journal: Vec<String>,
    flights: BTreeMap<(u32, CallId), Flight>,
    reals: BTreeMap<Key, Real>,
    /// Where instances were started.
    homes: BTreeMap<Key, String>,
    powers: BTreeMap<String, Power>,
    /// The switched hosts that really are on.
    awake: BTreeSet<String>,
    seats: BTreeMap<WorkerName, Seat>,
    /// The groups of unclaimed requests.
    open: Vec<usize>,
    /// The groups of requests that wait for something else than a worker.
    locked: Vec<usize>,
    engine_outage: u64,
    master_outage: u64,
    finished: u64,
    chaos: bool,
    steps: u64,
    started: BTreeSet<Generation>,
    confirmed: BTreeMap<Key, u32>,
    rows: BTreeMap<Row, u64>,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        let plans = plans(&mut random);
        let limits = limits(&mut random, &plans);
        let powers = powers(&mut random);
        let seats =
            (0..).zip(&plans).map(|(number, plan)| (plan.worker.clone(), Seat::new(number % 2))).collect();
        let mut world = Self {
            random,
            now: 0,
            queue: BTreeMap::new(),
            sequence: 0,
            fleet: Fleet::new(0, vec![], Limits::default()),
            plans,
            dropped: BTreeSet::new(),
            limits,
            life: 0,
            journal: Vec::new(),
            flights: BTreeMap::new(),
            reals: BTreeMap::new(),
            homes: BTreeMap::new(),
            powers,
            awake: BTreeSet::new(),
            seats,
            open: Vec::new(),
            locked: Vec::new(),
            engine_outage: 0,
            master_outage: 0,
            finished: 0,
            chaos: true,
            steps: 0,
            started: BTreeSet::new(),
            confirmed: BTreeMap::new(),
            rows: BTreeMap::new(),
        };
        world.leave_something_behind();
        world.boot();
        world
    }

    /// Begins a process: it knows nothing, lists the engine and is told what the master sees.
    fn boot(&mut self) {
        self.life += 1;
        // Nobody waits for the builds of what an earlier process has left of a worker that is not named.
        self.dropped.clear();
        let mut header = Header::new(self.life, self.plans.clone(), self.limits.clone());
        header.powers = self.powers.clone();
        self.journal = vec![header.encode().expect("a header")];
        self.fleet = header.fleet().expect("a fleet");
        let delay = self.random.below(300);
        self.later(delay, Happening::Snapshot(self.life));
        let names: Vec<_> = self.seats.keys().cloned().collect();
        for name in names {
            if let Some(seat) = self.seats.get_mut(&name) {
                seat.reported_until = 0;
            }
            self.report_link(&name);
            self.report_wanted(&name);
        }
    }

    fn crash(&mut self) {
        let moving = |(key, real): (&Key, &Real)| !real.planted && real.host != self.host_of(&key.0);
        if self.reals.iter().any(moving) {
            return;
        }
        self.end_of_life();
        let ours = std::mem::take(&mut self.flights);
        for (_, flight) in ours {
            if !flight.acted && self.random.chance(50) {
                self.act(&flight);
            }
        }
        self.boot();
    }

    fn later(&mut self, delay: u64, happening: Happening) {
        self.sequence += 1;
        self.queue.insert((self.now + delay, self.sequence), happening);
    }

    /// Advances to whatever comes first, a happening or the fleet's deadline.
    fn advance(&mut self) {
        let deadline = self.fleet.deadline().map(|time| time.0);
        let next = self.queue.first_key_value().map(|(key, _)| *key);
        match (deadline, next) {
            (Some(deadline), Some((time, _))) if deadline <= time => self.tick(deadline),
            (Some(deadline), None) => self.tick(deadline),
            (_, Some(key)) => {
                self.now = key.0;
                if let Some(happening) = self.queue.remove(&key) {
                    self.happen(happening);
                }
            }
            (None, None) => panic!("nothing will ever happen again"),
        }
    }

    fn tick(&mut self, deadline: u64) {
        self.now = deadline;
        self.step(Event::Tick);
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Request(group) => self.request(group),
            Happening::Distribute => self.distribute(),
            Happening::Begin(worker, job) => self.begin_build(&worker, job),
            Happening::End(worker, job) => self.end_build(&worker, job),
            Happening::Attach(key) => self.attach(&key),
            Happening::Hangup(worker, number) => self.hang_up(&worker, number),
            Happening::Exit(key) => self.exit(&key),
            Happening::Gone(key) => self.remove(&key),
            Happening::Foreign(worker) => self.connect_foreign(&worker),
            Happening::Plant => self.plant(),
            Happening::Cordon(number, cordoned) => self.cordon(number, cordoned),
            Happening::Lock(group) => self.lock(group),
            Happening::Unlock(group) => self.unlock(group),
            Happening::Outage { engine: true } => self.engine_outage = self.now + 30_000,
            Happening::Outage { engine: false } => self.master_outage = self.now + 30_000,
            Happening::Act(life, call) => {
                if let Some(flight) = self.flights.get_mut(&(life, call)) {
                    flight.acted = true;
                    let flight = flight.clone();
                    self.act_and_answer(life, call, &flight);
                }
            }
            Happening::Answer(life, call, outcome) if life == self.life => {
                self.answer(call, outcome);
            }
            Happening::Report(life, event) if life == self.life => self.step(event),
            Happening::Snapshot(life) if life == self.life => self.snapshot(),
            Happening::Answer(..) | Happening::Report(..) | Happening::Snapshot(_) => {}
            Happening::Crash => self.crash(),
            Happening::Reload => self.reload(),
        }
    }

    /// Gives the fleet an event, checks all promises, and sends its calls on their way.
    fn step(&mut self, event: Event) {
        let now = Time(self.now);
        let effects = self.fleet.step(now, event.clone());
        self.steps += 1;
        for effect in &effects {
            self.check(effect);
            self.send(effect);
        }
        let deadline = self.fleet.deadline();
        assert!(deadline.is_none_or(|time| time > now), "a deadline is past");
        let step = Step { now, event, effects };
        self.journal.push(step.encode().expect("a step"));
    }
}

fn plans(random: &mut Random) -> Vec<Plan> {
    let count = 2 + random.below(3);
    let plan = |number| {
        let idle = match random.below(5) {
            0 | 1 => IdlePolicy::AfterEachBuild,
            2 => IdlePolicy::After(random.below(4_000)),
            3 => IdlePolicy::After(20_000),
            _ => IdlePolicy::Never,
        };
        let builds = random.chance(25).then_some(2);
        let host = if random.chance(70) { "a" } else { "b" };
        let mut plan =
            Plan::new(WorkerName(format!("w{number}")), host).idle(idle).builds_per_instance(builds);
        if random.chance(20) {
            plan.lifetime = 60_000;
        }
        plan
    };
    (0..count).map(plan).collect()
}

/// Half the worlds switch their second host.
fn powers(random: &mut Random) -> BTreeMap<String, Power> {
    let power = Power { idle: random.below(2) * 3_000, missing_timeout: 60_000 };
    random.chance(50).then(|| ("b".to_owned(), power)).into_iter().collect()
}

fn limits(random: &mut Random, plans: &[Plan]) -> Limits {
    let mut limits = Limits::default();
    if plans.iter().any(|plan| plan.idle == IdlePolicy::Never) {
        // What never goes may starve the others for ever.
        return limits;
    }
    if random.chance(50) {
        limits.hosts.insert("a".into(), 1 + u32::from(random.chance(50)));
    }
    if random.chance(30) {
        limits.instances = Some(2);
    }
    limits
}
