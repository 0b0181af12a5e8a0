//! The engine of the model: what it really has, and what it says.

use super::{Event, Happening, Key, Outcome, Sighting, World};
use crate::fleet::{CallId, Class, Effect, Exit, Generation, InstanceId, Note, Speed, WorkerName};

/// An instance that really exists, whether or not anybody knows.
#[derive(Debug, Clone)]
pub(super) struct Real {
    pub(super) host: String,
    pub(super) running: bool,
    /// It ended by itself, so whatever it built is lost anyway.
    pub(super) ended: bool,
    /// Someone has asked for its end.
    pub(super) doomed: bool,
    /// The test put it there.
    pub(super) planted: bool,
}

/// A call on its way.
#[derive(Debug, Clone)]
pub(super) struct Flight {
    pub(super) effect: Effect,
    /// The host of what it is about.
    pub(super) host: String,
    pub(super) fate: Fate,
    pub(super) acted: bool,
}

/// What will become of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Fine,
    Refused(Class),
    /// It is done, and the answer is lost.
    LostAfter,
    /// It never arrives, and nobody knows.
    LostBefore,
}

pub(super) fn id(key: &Key) -> InstanceId {
    InstanceId(format!("{}/{}", key.0, key.1))
}

pub(super) fn is_engine(effect: &Effect) -> bool {
    matches!(effect, Effect::Start(..) | Effect::Stop(..) | Effect::Find(..))
}

pub(super) fn call_of(effect: &Effect) -> Option<(&WorkerName, CallId)> {
    match effect {
        Effect::Start(worker, call, ..)
        | Effect::Stop(worker, call, ..)
        | Effect::Find(worker, call, _)
        | Effect::Hold(worker, call)
        | Effect::Release(worker, call, _)
        | Effect::Resume(worker, call) => Some((worker, *call)),
        Effect::Cancel(..)
        | Effect::Wake(..)
        | Effect::Sleep(..)
        | Effect::Note(..)
        | Effect::HostNote(..) => None,
    }
}

impl World {
    /// Sends a call on its way, with its fate.
    pub(super) fn send(&mut self, effect: &Effect) {
        if let Effect::Note(worker, Note::Adopted(generation, _)) = effect {
            // The driver waits for the end of what it has adopted, which may have come already.
            self.report_exit_if_over(&(worker.clone(), *generation));
        }
        if let Effect::Cancel(_, call) = effect {
            // An engine that has not begun gives it up, most often.
            let heeds = self.random.chance(70);
            if let Some(flight) = self.flights.get_mut(&(self.life, *call)).filter(|f| heeds && !f.acted) {
                flight.fate = Fate::Refused(Class::Cancelled);
            }
        }
        if let Effect::Sleep(host, _) = effect {
            // What nobody has seen yet is seen when the host is on again; here it is forgotten.
            self.reals.retain(|_, real| !real.planted || real.host != *host);
        }
        let call = match effect {
            Effect::Wake(_, call) | Effect::Sleep(_, call) => *call,
            effect => match call_of(effect) {
                Some((_, call)) => call,
                None => return,
            },
        };
        let host = match effect {
            Effect::Stop(worker, _, generation, _) | Effect::Find(worker, _, generation) => {
                let home = self.homes.get(&(worker.clone(), *generation)).cloned();
                home.unwrap_or_else(|| self.host_of(worker).to_owned())
            }
            Effect::Start(worker, _, generation, _) => {
                let host = self.host_of(worker).to_owned();
                self.homes.insert((worker.clone(), *generation), host.clone());
                host
            }
            effect => call_of(effect).map(|(worker, _)| self.host_of(worker).to_owned()).unwrap_or_default(),
        };
        let flight = Flight { effect: effect.clone(), fate: self.fate(effect, &host), acted: false, host };
        self.flights.insert((self.life, call), flight);
        let delay = self.random.delay(100, 4_000);
        self.later(delay, Happening::Act(self.life, call));
    }

    fn fate(&mut self, effect: &Effect, host: &str) -> Fate {
        if is_engine(effect) && !self.is_on(host) {
            return Fate::LostBefore;
        }
        let outage = if is_engine(effect) { self.engine_outage } else { self.master_outage };
        if self.now < outage {
            return Fate::LostBefore;
        }
        if !self.chaos || self.random.chance(80) {
            return Fate::Fine;
        }
        match self.random.below(6) {
            0 => Fate::Refused(Class::Infra),
            1 => Fate::Refused(Class::Rejected),
            2 => Fate::Refused(Class::Capacity),
            3 | 4 => Fate::LostAfter,
            _ => Fate::LostBefore,
        }
    }

    pub(super) fn act_and_answer(&mut self, life: u32, call: CallId, flight: &Flight) {
        let lost = || Outcome::Lost("reset".into());
        let (outcome, took) = match flight.fate {
            Fate::Fine => self.act(flight),
            Fate::Refused(class) => (Outcome::Refused(class, "no".into()), 0),
            Fate::LostBefore => (lost(), 0),
            Fate::LostAfter => (lost(), self.act(flight).1),
        };
        let delay = took + self.random.delay(50, 2_000);
        self.later(delay, Happening::Answer(life, call, outcome));
    }

    /// Does what a call asks for, and says what the answer is and how long it takes.
    pub(super) fn act(&mut self, flight: &Flight) -> (Outcome, u64) {
        match &flight.effect {
            Effect::Start(worker, _, generation, _) => {
                let half = flight.fate == Fate::LostAfter && self.random.chance(40);
                (self.create(&(worker.clone(), *generation), &flight.host, half), 0)
            }
            Effect::Stop(worker, _, generation, speed) => self.stop((worker.clone(), *generation), *speed),
            Effect::Find(worker, _, generation) => {
                let key = (worker.clone(), *generation);
                let found = self.sighting(&key).map_or(Outcome::Absent, Outcome::Found);
                (found, 0)
            }
            Effect::Hold(worker, _) => {
                self.hold(worker);
                (Outcome::Done, 0)
            }
            Effect::Release(worker, _, drain) => (self.release(worker, *drain), 0),
            Effect::Resume(worker, _) => {
                self.resume(worker);
                (Outcome::Done, 0)
            }
            Effect::Wake(host, _) => {
                self.awake.insert(host.clone());
                (Outcome::Done, 3_000)
            }
            Effect::Sleep(host, _) => {
                self.awake.remove(host);
                (Outcome::Done, 1_000)
            }
            Effect::Cancel(..) | Effect::Note(..) | Effect::HostNote(..) => (Outcome::Done, 0),
        }
    }

    fn create(&mut self, key: &Key, host: &str, half: bool) -> Outcome {
        let real = Real { host: host.into(), running: !half, ended: false, doomed: false, planted: false };
        let clash = self.reals.insert(key.clone(), real);
        assert!(clash.is_none(), "{key:?} was started twice");
        if !half {
            self.live(key);
        }
        Outcome::Started(id(key))
    }

    /// Lets a new instance attach and perhaps die.
    fn live(&mut self, key: &Key) {
        if !(self.chaos && self.random.chance(6)) {
            let delay = self.random.delay(1_500, 200_000);
            self.later(delay, Happening::Attach(key.clone()));
        }
        if self.chaos && self.random.chance(12) {
            let delay = self.random.delay(20_000, 2_000);
            self.later(delay, Happening::Exit(key.clone()));
        }
    }

    fn stop(&mut self, key: Key, speed: Speed) -> (Outcome, u64) {
        let took = match (self.reals.get_mut(&key), speed) {
            (None, _) => 0,
            (Some(real), _) if !real.running => 1,
            (Some(_), Speed::Fast) => 20,
            (Some(_), Speed::Graceful) => self.random.delay(500, 10_000),
        };
        if let Some(real) = self.reals.get_mut(&key) {
            real.doomed = true;
            self.later(took, Happening::Gone(key));
        }
        (Outcome::Stopped, took + 1)
    }

    pub(super) fn remove(&mut self, key: &Key) {
        if let Some(real) = self.reals.remove(key) {
            let spoiled = real.running && self.builds_on(key);
            assert!(!spoiled, "{key:?} was stopped while it built");
            self.lose_connection(key);
        }
    }

    pub(super) fn exit(&mut self, key: &Key) {
        let Some(real) = self.reals.get_mut(key) else {
            return;
        };
        if real.running {
            real.running = false;
            real.ended = true;
            self.lose_connection(key);
            // A wait that breaks is never told; the next list is.
            if self.random.chance(80) {
                self.report_exit_if_over(key);
            }
        }
    }

    /// Reports the end of an instance, should it have ended.
    pub(super) fn report_exit_if_over(&mut self, key: &Key) {
        if self.reals.get(key).is_some_and(|real| real.running) {
            return;
        }
        let exit = Exit { code: Some(1), out_of_memory: false, log_tail: vec![] };
        let event = Event::Exited(key.0.clone(), id(key), exit);
        let delay = self.random.delay(100, 3_000);
        self.later(delay, Happening::Report(self.life, event));
    }

    pub(super) fn sighting(&self, key: &Key) -> Option<Sighting> {
        let real = self.reals.get(key)?;
        Some(Sighting { worker: key.0.clone(), generation: key.1, instance: id(key), running: real.running })
    }

    /// Where a worker's instances run; those of nobody are on the first host.
    pub(super) fn host_of(&self, worker: &WorkerName) -> &str {
        let plan = self.plans.iter().find(|plan| plan.worker == *worker);
        plan.map_or("a", |plan| plan.host.as_str())
    }

    /// Whether a host's engine answers.
    pub(super) fn is_on(&self, host: &str) -> bool {
        !self.powers.contains_key(host) || self.awake.contains(host)
    }

    /// Lists the engines now; the lists are read later, and old by then.
    pub(super) fn snapshot(&mut self) {
        for host in ["a", "b"].into_iter().filter(|host| self.is_on(host)).collect::<Vec<_>>() {
            let here = self.reals.iter().filter(|(_, real)| real.host == host);
            let list = here.filter_map(|(key, _)| self.sighting(key));
            let event = Event::Listed(host.into(), list.collect());
            let delay = self.random.delay(100, 3_000);
            self.later(delay, Happening::Report(self.life, event));
        }
        let period = if self.chaos { 10_000 } else { 60_000 };
        self.later(period, Happening::Snapshot(self.life));
    }

    /// Puts an instance there that nobody asked for.
    pub(super) fn plant(&mut self) {
        let worker = if self.random.chance(50) { "w0" } else { "nobody" };
        let number = u32::try_from(self.random.below(1_000)).expect("a small number");
        let generation = Generation { epoch: 0, number };
        let worker = WorkerName(worker.into());
        let host = self.host_of(&worker).to_owned();
        if !self.is_on(&host) || self.fleet.hosts.asleep(&host) {
            return;
        }
        let running = self.random.chance(50);
        self.homes.insert((worker.clone(), generation), host.clone());
        let real = Real { host, running, ended: false, doomed: false, planted: true };
        self.reals.insert((worker, generation), real);
    }

    /// Leaves instances of an earlier process behind, some of them attached.
    pub(super) fn leave_something_behind(&mut self) {
        let names: Vec<_> = self.seats.keys().cloned().collect();
        if self.random.chance(50) {
            self.awake.extend(self.powers.keys().cloned());
        }
        for name in names {
            if self.is_on(self.host_of(&name)) && self.random.chance(30) {
                // Newer than whatever is planted, as a real one is.
                let generation = Generation { epoch: 0, number: 1_000 };
                let host = self.host_of(&name).to_owned();
                self.homes.insert((name.clone(), generation), host.clone());
                self.create(&(name.clone(), generation), &host, false);
            }
            if self.random.chance(20) {
                self.hold(&name);
            }
        }
    }

    pub(super) fn answer(&mut self, call: CallId, outcome: Outcome) {
        let Some(flight) = self.flights.remove(&(self.life, call)) else {
            return;
        };
        if let Effect::Wake(host, _) | Effect::Sleep(host, _) = flight.effect {
            return self.step(Event::Switched(host, call, outcome));
        }
        let Some((worker, _)) = call_of(&flight.effect) else {
            return;
        };
        let worker = worker.clone();
        if let (Effect::Stop(_, _, generation, _), Outcome::Stopped) = (&flight.effect, &outcome) {
            *self.confirmed.entry((worker.clone(), *generation)).or_default() += 1;
        }
        let up = matches!(outcome, Outcome::Started(_) | Outcome::Found(_));
        self.step(Event::Settled(worker.clone(), call, outcome));
        if let (true, Effect::Start(_, _, g, _) | Effect::Find(_, _, g)) = (up, &flight.effect) {
            self.report_exit_if_over(&(worker, *g));
        }
    }
}
