//! A fleet on a bench: short words for events, and what came of the last one.

use crate::fleet::{
    CallId, Class, Drain, Effect, Event, Exit, Fleet, Generation, IdlePolicy, InstanceId, Limits, Link,
    MasterEvent, Note, Outcome, Phase, Plan, Properties, Sighting, Speed, Time, WorkerName, WorkerStatus,
};

pub(super) const EPOCH: u32 = 7;
pub(super) const ONCE: IdlePolicy = IdlePolicy::AfterEachBuild;

pub(super) struct Bench {
    pub(super) fleet: Fleet,
    pub(super) now: u64,
    pub(super) last: Vec<Effect>,
    /// Every effect that is not a note, since the beginning.
    pub(super) all: Vec<Effect>,
}

pub(super) fn name(worker: &str) -> WorkerName {
    WorkerName(worker.into())
}

pub(super) fn plan(worker: &str, idle: IdlePolicy) -> Plan {
    Plan::new(name(worker), "host").idle(idle)
}

pub(super) fn generation(number: u32) -> Generation {
    Generation { epoch: EPOCH, number }
}

pub(super) fn old(number: u32) -> Generation {
    Generation { epoch: 3, number }
}

pub(super) fn sighting(worker: &str, generation: Generation, running: bool) -> Sighting {
    Sighting {
        worker: name(worker),
        generation,
        instance: InstanceId(format!("{worker}/{generation}")),
        running,
    }
}

pub(super) fn refused(class: Class) -> Outcome {
    Outcome::Refused(class, "no".into())
}

pub(super) fn lost() -> Outcome {
    Outcome::Lost("reset".into())
}

impl Bench {
    /// A fleet that knows nothing yet.
    pub(super) fn cold(plans: Vec<Plan>, limits: Limits) -> Self {
        Self { fleet: Fleet::new(EPOCH, plans, limits), now: 0, last: Vec::new(), all: Vec::new() }
    }

    /// A fleet that has seen an empty list and has let the master use every worker.
    pub(super) fn warm(plans: Vec<Plan>) -> Self {
        Self::warm_within(plans, Limits::default())
    }

    pub(super) fn warm_within(plans: Vec<Plan>, limits: Limits) -> Self {
        let names: Vec<_> = plans.iter().map(|plan| plan.worker.0.clone()).collect();
        let mut bench = Self::cold(plans, limits);
        bench.list(vec![]);
        let effects = bench.last.clone();
        for name in names {
            let call = effects.iter().find_map(|effect| match effect {
                Effect::Resume(worker, call) if worker.0 == name => Some(*call),
                _ => None,
            });
            bench.settle_call(&name, call.expect("a resume"), Outcome::Done);
        }
        bench.all.clear();
        bench
    }

    /// One worker `w`, warm.
    pub(super) fn one(idle: IdlePolicy) -> Self {
        Self::warm(vec![plan("w", idle)])
    }

    /// One worker `w` whose instance is attached and idle.
    pub(super) fn attached(idle: IdlePolicy) -> Self {
        let mut bench = Self::one(idle);
        bench.wanted("w");
        bench.settle("w", started("w", 0));
        bench.link("w", Link::Idle);
        bench
    }

    /// One worker `w` whose instance builds, and which is held if that is its last build.
    pub(super) fn building(idle: IdlePolicy) -> Self {
        let mut bench = Self::attached(idle);
        bench.link("w", Link::Building);
        if bench.calls("w").iter().any(|effect| matches!(effect, Effect::Hold(..))) {
            bench.settle("w", Outcome::Done);
        }
        bench
    }

    pub(super) fn step(&mut self, event: Event) -> &mut Self {
        self.last = self.fleet.step(Time(self.now), event);
        let calls = self.last.iter().filter(|effect| !matches!(effect, Effect::Note(..)));
        self.all.extend(calls.cloned());
        let deadline = self.fleet.deadline();
        assert!(deadline.is_none_or(|time| time.0 > self.now), "{deadline:?} is past");
        self
    }

    pub(super) fn wanted(&mut self, worker: &str) -> &mut Self {
        self.wanted_with(worker, Properties::new())
    }

    pub(super) fn wanted_with(&mut self, worker: &str, properties: Properties) -> &mut Self {
        self.step(Event::Master(name(worker), MasterEvent::Wanted(properties)))
    }

    pub(super) fn unwanted(&mut self, worker: &str) -> &mut Self {
        self.step(Event::Master(name(worker), MasterEvent::Unwanted))
    }

    pub(super) fn link(&mut self, worker: &str, link: Link) -> &mut Self {
        self.step(Event::Master(name(worker), MasterEvent::Link(link)))
    }

    pub(super) fn list(&mut self, sightings: Vec<Sighting>) -> &mut Self {
        self.step(Event::Listed("host".into(), sightings))
    }

    pub(super) fn exited(&mut self, worker: &str, number: u32, code: i64) -> &mut Self {
        let exit = Exit {
            code: Some(code),
            out_of_memory: false,
            log_tail: vec!["first".into(), "cannot open buildbot.tac".into()],
        };
        let id = sighting(worker, generation(number), false).instance;
        self.step(Event::Exited(name(worker), id, exit))
    }

    /// Settles the newest switching of the host.
    pub(super) fn switched(&mut self, outcome: Outcome) -> &mut Self {
        let newest = self.all.iter().rev().find_map(|effect| match effect {
            Effect::Wake(_, call) | Effect::Sleep(_, call) => Some(*call),
            _ => None,
        });
        self.step(Event::Switched("host".into(), newest.expect("a switching"), outcome))
    }

    pub(super) fn close(&mut self) -> &mut Self {
        self.step(Event::Close)
    }

    /// Lets time pass with ticks at every deadline on the way.
    pub(super) fn pass(&mut self, milliseconds: u64) -> &mut Self {
        let until = self.now + milliseconds;
        let mut effects = Vec::new();
        while let Some(deadline) = self.fleet.deadline().filter(|time| time.0 <= until) {
            self.now = deadline.0;
            self.step(Event::Tick);
            effects.append(&mut self.last);
        }
        self.now = until;
        self.last = effects;
        self
    }

    /// Settles the newest call of a worker that an effect asked for.
    pub(super) fn settle(&mut self, worker: &str, outcome: Outcome) -> &mut Self {
        let newest = self.all.iter().rev().find_map(|effect| call_of(effect, worker));
        self.settle_call(worker, newest.expect("a call"), outcome)
    }

    pub(super) fn settle_call(&mut self, worker: &str, call: CallId, outcome: Outcome) -> &mut Self {
        self.step(Event::Settled(name(worker), call, outcome))
    }

    /// The effects of the last event for a worker that are not notes.
    pub(super) fn calls(&self, worker: &str) -> Vec<&Effect> {
        let calls = self.last.iter();
        calls.filter(|effect| call_of(effect, worker).is_some()).collect()
    }

    pub(super) fn notes(&self) -> Vec<&Note> {
        let notes = self.last.iter().filter_map(|effect| match effect {
            Effect::Note(_, note) => Some(note),
            _ => None,
        });
        notes.collect()
    }

    /// Asserts what the last event asked for of worker `w`, in short words.
    pub(super) fn asks(&mut self, expected: &[&str]) -> &mut Self {
        let asked: Vec<_> = self.last.iter().filter_map(short).collect();
        assert_eq!(asked, expected, "at {} ms, {:#?}", self.now, self.status("w"));
        self
    }

    pub(super) fn status(&self, worker: &str) -> WorkerStatus {
        let all = self.fleet.status(Time(self.now));
        let found = all.into_iter().find(|status| status.worker.0 == worker);
        found.expect("a worker")
    }

    pub(super) fn phase(&self) -> Phase {
        self.status("w").phase
    }

    pub(super) fn count(&self, word: &str) -> usize {
        let words = self.all.iter().filter_map(short);
        words.filter(|short| short.starts_with(word)).count()
    }
}

pub(super) fn started(worker: &str, number: u32) -> Outcome {
    Outcome::Started(sighting(worker, generation(number), true).instance)
}

fn call_of(effect: &Effect, name: &str) -> Option<CallId> {
    match effect {
        Effect::Start(worker, call, ..)
        | Effect::Stop(worker, call, ..)
        | Effect::Find(worker, call, _)
        | Effect::Hold(worker, call)
        | Effect::Release(worker, call, _)
        | Effect::Resume(worker, call) => (worker.0 == name).then_some(*call),
        Effect::Cancel(..)
        | Effect::Wake(..)
        | Effect::Sleep(..)
        | Effect::Note(..)
        | Effect::HostNote(..) => None,
    }
}

/// An effect in a few letters; the worker's name stands only where it is not `w`.
fn short(effect: &Effect) -> Option<String> {
    let (worker, text) = match effect {
        Effect::Start(worker, _, generation, _) => (worker, format!("start {generation}")),
        Effect::Cancel(worker, _) => (worker, "cancel".into()),
        Effect::Stop(worker, _, generation, Speed::Graceful) => (worker, format!("stop {generation}")),
        Effect::Stop(worker, _, generation, Speed::Fast) => (worker, format!("kill {generation}")),
        Effect::Find(worker, _, generation) => (worker, format!("find {generation}")),
        Effect::Hold(worker, _) => (worker, "hold".into()),
        Effect::Release(worker, _, Drain::Idle) => (worker, "release idle".into()),
        Effect::Release(worker, _, Drain::AfterBuild) => (worker, "release spent".into()),
        Effect::Release(worker, _, Drain::GiveUp) => (worker, "release anyway".into()),
        Effect::Resume(worker, _) => (worker, "resume".into()),
        Effect::Wake(host, _) => return Some(format!("wake {host}")),
        Effect::Sleep(host, _) => return Some(format!("sleep {host}")),
        Effect::Note(..) | Effect::HostNote(..) => return None,
    };
    Some(if worker.0 == "w" { text } else { format!("{worker}: {text}") })
}
