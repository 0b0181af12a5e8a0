//! Every order of events up to a depth, for one worker and for two.
//!
//! From each state every event follows that could: what is wanted changes, the link changes, a call in flight ends in any
//! way, the instance exits, the engine is listed with and without it, time passes to the next deadline, the configuration
//! changes what an instance is made of, drops the worker and names it again, everything is closed. A state that was met before is not followed again; times count from now, and numbers of calls and starts
//! not at all. Each step is checked against what `Fleet::step` promises, and from each state the fleet must come to
//! rest once it is closed, calls end well and connections of stopped instances end.

mod trail;

use std::{
    collections::{BTreeMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use super::bench::{EPOCH, name, plan, sighting};
use crate::fleet::{
    CallId, Class, Effect, Event, Exit, Fleet, Generation, IdlePolicy, Limits, Link, MasterEvent, Outcome,
    Properties, Settings, Time, journal::Header,
};
use trail::{Trail, told};

/// What is known of one worker outside of the fleet.
#[derive(Clone, Default, Debug, Hash)]
struct Truth {
    wanted: bool,
    cordoned: bool,
    link: u8,
    engine: Option<Call>,
    master: Option<Call>,
    /// The start that no stop has confirmed, and whether it is known to run.
    generation: Option<Generation>,
    runs: bool,
    exited: bool,
    /// Whether the last release was done and no resume was asked for since.
    released: bool,
    /// Whether the master may hold it, and whether it might have before the call in flight.
    held: bool,
    held_before: bool,
    edition: u32,
    dropped: bool,
}

#[derive(Clone, Debug)]
struct Call(CallId, Effect);

impl Hash for Call {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(&self.1).hash(state);
    }
}

#[derive(Clone)]
struct Node {
    fleet: Fleet,
    now: u64,
    closing: bool,
    /// Whether workers may be cordoned, too.
    cordons: bool,
    trail: Trail,
    truths: BTreeMap<&'static str, Truth>,
    starts: u32,
    stops: u32,
    idle: IdlePolicy,
    limits: Limits,
    /// How often the configuration may change yet.
    changes: u32,
}

const LINKS: [Link; 3] = [Link::Detached, Link::Idle, Link::Building];

impl Node {
    fn new(workers: &[&'static str], idle: IdlePolicy, limits: Limits) -> Self {
        let plans = workers.iter().map(|worker| plan(worker, idle)).collect();
        let truth = || Truth { held: true, ..Truth::default() };
        let truths = workers.iter().map(|worker| (*worker, truth())).collect();
        let header = Header::new(EPOCH, plans, limits.clone());
        let trail = Trail::new(header.clone());
        let fleet = header.fleet().expect("a fleet");
        let mut node = Self {
            fleet,
            now: 0,
            closing: false,
            cordons: false,
            changes: 0,
            idle,
            limits,
            trail,
            truths,
            starts: 0,
            stops: 0,
        };
        node.step(Event::Listed("host".into(), vec![]));
        node
    }

    fn step(&mut self, event: Event) {
        let said = format!("{event:?}");
        self.trail.begin(Time(self.now), &event);
        let effects = self.fleet.step(Time(self.now), event.clone());
        self.trail = self.trail.after(Time(self.now), event, effects.clone());
        self.fleet.rows.clear();
        self.fleet.decisions.clear();
        for effect in effects {
            self.take(effect, &said);
        }
        let deadline = self.fleet.deadline();
        assert!(deadline.is_none_or(|time| time.0 > self.now), "{said}: {deadline:?} is past");
        let idle = |truth: &Truth| truth.engine.is_none() && truth.master.is_none();
        let waits = |truth: &Truth| truth.wanted && truth.link == 0 && !truth.cordoned && !truth.dropped;
        if self.truths.values().all(idle) && self.truths.values().any(waits) {
            assert!(self.closing || deadline.is_some(), "{said}: nothing will happen, and work waits");
        }
    }

    fn take(&mut self, effect: Effect, said: &str) {
        let (worker, call, engine) = match &effect {
            Effect::Start(worker, call, ..)
            | Effect::Stop(worker, call, ..)
            | Effect::Find(worker, call, _) => (worker, *call, true),
            Effect::Hold(worker, call) | Effect::Release(worker, call, _) | Effect::Resume(worker, call) => {
                (worker, *call, false)
            }
            Effect::Cancel(..)
            | Effect::Wake(..)
            | Effect::Sleep(..)
            | Effect::Note(..)
            | Effect::HostNote(..) => return,
        };
        let truth = self.truths.get_mut(worker.0.as_str()).expect("a worker");
        match &effect {
            Effect::Start(_, _, generation, _) => {
                assert_eq!(truth.generation, None, "{said}: a second start");
                let barred = truth.held || truth.cordoned || truth.dropped || self.closing;
                assert!(truth.link == 0 && !barred, "{said}: a start, {truth:?}");
                (truth.generation, truth.runs, truth.exited) = (Some(*generation), false, false);
                self.starts += 1;
            }
            Effect::Stop(_, _, generation, _) => {
                assert_eq!(truth.generation, Some(*generation), "{said}: a stop of another");
                let safe = truth.exited || (truth.released && truth.link != 2);
                assert!(!truth.runs || safe, "{said}: a stop, {truth:?}");
                // From now on it is on its way out, whatever the link says.
                truth.exited = true;
            }
            Effect::Hold(..) | Effect::Release(..) => {
                truth.held_before = truth.held;
                (truth.held, truth.released) = (true, false);
            }
            Effect::Resume(..) => truth.released = false,
            _ => {}
        }
        let slot = if engine { &mut truth.engine } else { &mut truth.master };
        assert!(slot.is_none(), "{said}: {slot:?} is in flight when {effect:?} is asked for");
        *slot = Some(Call(call, effect));
    }

    /// Ends a call of a worker.
    fn settle(&mut self, worker: &'static str, engine: bool, outcome: Outcome) {
        let truth = self.truths.get_mut(worker).expect("a worker");
        let slot = if engine { &mut truth.engine } else { &mut truth.master };
        let Some(Call(call, effect)) = slot.take() else { return };
        match (&effect, &outcome) {
            (Effect::Start(..), Outcome::Started(_)) => truth.runs = true,
            (Effect::Find(..), Outcome::Found(_)) if !truth.exited => truth.runs = true,
            (Effect::Find(..), Outcome::Absent) => truth.exited = true,
            (Effect::Stop(..), Outcome::Stopped) => {
                truth.generation = None;
                self.stops += 1;
            }
            (Effect::Release(..), Outcome::Released) => truth.released = true,
            (Effect::Release(..), Outcome::Busy)
            | (Effect::Hold(..) | Effect::Release(..), Outcome::Refused(..)) => {
                truth.held = truth.held_before;
            }
            (Effect::Resume(..), Outcome::Done) => truth.held = false,
            _ => {}
        }
        self.step(Event::Settled(name(worker), call, outcome));
    }

    fn link(&mut self, worker: &'static str, link: u8) {
        self.truths.get_mut(worker).expect("a worker").link = link;
        self.step(Event::Master(name(worker), MasterEvent::Link(LINKS[usize::from(link)])));
    }

    fn cordon(&mut self, worker: &'static str, cordoned: bool) {
        self.truths.get_mut(worker).expect("a worker").cordoned = cordoned;
        let worker = name(worker);
        self.step(if cordoned { Event::Cordon(worker) } else { Event::Uncordon(worker) });
    }

    fn pass(&mut self) -> bool {
        let deadline = self.fleet.deadline();
        if let Some(time) = deadline {
            self.now = time.0;
            self.step(Event::Tick);
        }
        deadline.is_some()
    }

    fn close(&mut self) {
        self.closing = true;
        self.step(Event::Close);
    }

    fn reconfigure(&mut self) {
        let named = self.truths.iter().filter(|(_, truth)| !truth.dropped);
        let plans = named.map(|(worker, truth)| plan(worker, self.idle).edition(truth.edition)).collect();
        for (worker, truth) in &mut self.truths {
            if !truth.dropped && !self.fleet.workers.contains_key(&name(worker)) {
                // A worker of which nothing is known is reported anew; a connection that is left is another story.
                (truth.wanted, truth.link, truth.held) = (false, 0, true);
            }
        }
        self.changes -= 1;
        let settings = Settings { plans, limits: self.limits.clone(), ..Settings::default() };
        self.step(Event::Reconfigured(settings));
    }

    /// Every way in which a call may end.
    fn outcomes(worker: &str, effect: &Effect) -> Vec<Outcome> {
        let refused = Outcome::Refused(Class::Infra, "no".into());
        let lost = Outcome::Lost("cut".into());
        let ends = match effect {
            Effect::Start(_, _, generation, _) => {
                let cancelled = Outcome::Refused(Class::Cancelled, "given up".into());
                vec![Outcome::Started(sighting(worker, *generation, true).instance), cancelled]
            }
            Effect::Find(_, _, generation) => {
                vec![Outcome::Found(sighting(worker, *generation, true)), Outcome::Absent]
            }
            Effect::Stop(..) => vec![Outcome::Stopped],
            Effect::Release(..) => vec![Outcome::Released, Outcome::Busy],
            _ => vec![Outcome::Done],
        };
        ends.into_iter().chain([refused, lost]).collect()
    }

    /// Every state that may follow.
    fn next(&self) -> Vec<Self> {
        let mut next = Vec::new();
        let mut also = |change: &dyn Fn(&mut Self)| {
            let mut node = self.clone();
            change(&mut node);
            next.push(node);
        };
        for (worker, truth) in &self.truths {
            also(&|node| {
                node.truths.get_mut(worker).expect("a worker").wanted = !truth.wanted;
                let wanted = MasterEvent::Wanted(Properties::new());
                let event = if truth.wanted { MasterEvent::Unwanted } else { wanted };
                node.step(Event::Master(name(worker), event));
            });
            if self.cordons {
                also(&|node| node.cordon(worker, !truth.cordoned));
            }
            for link in (0..3).filter(|link| *link != truth.link) {
                also(&|node| node.link(worker, link));
            }
            for (engine, call) in [(true, &truth.engine), (false, &truth.master)] {
                for outcome in call.iter().flat_map(|call| Self::outcomes(worker, &call.1)) {
                    also(&|node| node.settle(worker, engine, outcome.clone()));
                }
            }
            if let (true, false, Some(generation)) = (truth.runs, truth.exited, truth.generation) {
                let there = sighting(worker, generation, true);
                also(&|node| {
                    node.truths.get_mut(worker).expect("a worker").exited = true;
                    let exit = Exit { code: Some(1), out_of_memory: false, log_tail: vec![] };
                    node.step(Event::Exited(name(worker), there.instance.clone(), exit));
                });
            }
        }
        let running = self.truths.iter().filter(|(_, truth)| truth.runs && !truth.exited);
        let shown: Vec<_> =
            running.filter_map(|(worker, truth)| Some(sighting(worker, truth.generation?, true))).collect();
        if !shown.is_empty() {
            also(&|node| node.step(Event::Listed("host".into(), vec![])));
            also(&|node| node.step(Event::Listed("host".into(), shown.clone())));
        }
        if !self.closing {
            also(&|node| node.close());
        }
        for worker in self.truths.keys().filter(|_| self.changes > 0) {
            also(&|node| {
                node.truths.get_mut(worker).expect("a worker").edition += 1;
                node.reconfigure();
            });
            also(&|node| {
                let truth = node.truths.get_mut(worker).expect("a worker");
                truth.dropped = !truth.dropped;
                node.reconfigure();
            });
        }
        let mut later = self.clone();
        if later.pass() {
            next.push(later);
        }
        next
    }

    /// Closes, lets all calls end well and time pass, and expects that nothing is left.
    fn must_come_to_rest(mut self) {
        self.close();
        let workers: Vec<_> = self.truths.keys().copied().collect();
        for _ in 0..60 {
            if self.fleet.is_closed() {
                break;
            }
            let mut still = true;
            for worker in &workers {
                let truth = self.truths[worker].clone();
                for (engine, call) in [(true, truth.engine), (false, truth.master)] {
                    if let Some(Call(_, effect)) = call {
                        self.settle(worker, engine, Self::outcomes(worker, &effect).swap_remove(0));
                        still = false;
                    }
                }
                if self.truths[worker].link != 0 {
                    let link = self.truths[worker].link - 1;
                    self.link(worker, link);
                    still = false;
                }
            }
            assert!(!still || self.pass(), "stuck: {:#?}", self.fleet);
        }
        assert!(self.fleet.is_closed(), "never closed: {:#?}", self.fleet);
        assert_eq!(self.starts, self.stops, "starts and confirmed stops");
        assert!(self.truths.values().all(|truth| truth.generation.is_none() && !truth.held));
    }

    /// What the state is, apart from when it is and from the numbers of calls and starts.
    fn print(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let text = format!("{:?}", self.fleet);
        let mut rest = text.as_str();
        while let Some(place) = rest.find(|c: char| c.is_ascii_digit()) {
            let (before, from) = rest.split_at(place);
            let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
            before.hash(&mut hasher);
            if before.ends_with("Time(") {
                let time: u64 = from[..end].parse().expect("a number");
                time.wrapping_sub(self.now).hash(&mut hasher);
            } else if !["CallId(", "number: ", "call: ", "-"].iter().any(|word| before.ends_with(word)) {
                from[..end].hash(&mut hasher);
            }
            rest = &from[end..];
        }
        rest.hash(&mut hasher);
        for truth in self.truths.values() {
            let numberless = Truth { generation: None, ..truth.clone() };
            (numberless, truth.generation.is_some(), self.closing, self.changes).hash(&mut hasher);
        }
        hasher.finish()
    }
}

/// Follows every order of events up to a depth, and counts the states.
fn explore(start: Node, depth: u32) -> usize {
    let mut met = HashSet::from([start.print()]);
    let mut edge = vec![start];
    for _ in 0..depth {
        let next: Vec<_> = edge.iter().flat_map(Node::next).filter(|node| met.insert(node.print())).collect();
        for node in &next {
            node.clone().must_come_to_rest();
        }
        edge = next;
    }
    met.len()
}

#[test]
fn every_order_of_eight_events_of_one_worker_keeps_the_promises() {
    for idle in [IdlePolicy::AfterEachBuild, IdlePolicy::After(10_000), IdlePolicy::Never] {
        let states = told(|| explore(Node::new(&["w"], idle, Limits::default()), 8));
        assert!(states > 9_000, "{states} states with {idle:?}");
    }
}

#[test]
fn every_order_of_six_events_with_two_changes_of_the_configuration_keeps_the_promises() {
    for idle in [IdlePolicy::AfterEachBuild, IdlePolicy::After(10_000), IdlePolicy::Never] {
        let node = Node { changes: 2, ..Node::new(&["w"], idle, Limits::default()) };
        let states = told(|| explore(node, 6));
        assert!(states > 3_900, "{states} states with {idle:?}");
    }
}

#[test]
fn every_order_of_five_events_of_two_workers_with_room_for_one_keeps_the_promises() {
    let limits = Limits { instances: Some(1), ..Limits::default() };
    let states = told(|| explore(Node::new(&["v", "w"], IdlePolicy::AfterEachBuild, limits), 5));
    assert!(states > 4_500, "{states} states");
}

#[test]
fn every_order_of_six_events_of_a_worker_that_may_be_cordoned_keeps_the_promises() {
    let node = Node { cordons: true, ..Node::new(&["w"], IdlePolicy::After(10_000), Limits::default()) };
    let states = told(|| explore(node, 6));
    assert!(states > 2_000, "{states} states");
}
