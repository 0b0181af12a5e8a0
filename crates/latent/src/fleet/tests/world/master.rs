//! The master of the model: it queues requests and hands them to connected workers, and may be late in telling.

use super::{Event, Happening, Key, Link, MasterEvent, Outcome, Properties, World};
use crate::fleet::{Drain, WorkerName};

/// What the master has of one worker.
#[derive(Debug)]
pub(super) struct Seat {
    /// Which requests it may serve.
    pub(super) group: usize,
    pub(super) held: bool,
    pub(super) conn: Option<Conn>,
    pub(super) job: Option<Job>,
    /// Reports of one worker keep their order.
    pub(super) reported_until: u64,
}

/// A connection; the owner is missing where it is not one of our instances.
#[derive(Debug, Clone)]
pub(super) struct Conn {
    pub(super) number: u64,
    pub(super) owner: Option<Key>,
}

/// A request that was given to the worker; it becomes a build a moment later.
#[derive(Debug, Clone)]
pub(super) struct Job {
    number: u64,
    begun: bool,
}

impl Seat {
    pub(super) fn new(group: usize) -> Self {
        Self { group, held: false, conn: None, job: None, reported_until: 0 }
    }

    fn link(&self) -> Link {
        match (&self.conn, &self.job) {
            (None, _) => Link::Detached,
            (Some(_), Some(job)) if job.begun => Link::Building,
            (Some(_), _) => Link::Idle,
        }
    }
}

impl World {
    pub(super) fn request(&mut self, group: usize) {
        self.open.push(group);
        self.report_all_wanted();
        self.distribute_soon();
    }

    /// Adds a request that is not handed out before something else has happened.
    pub(super) fn lock(&mut self, group: usize) {
        self.locked.push(group);
        self.report_all_wanted();
        let delay = self.random.below(60_000);
        self.later(delay, Happening::Unlock(group));
    }

    pub(super) fn unlock(&mut self, group: usize) {
        if let Some(place) = self.locked.iter().position(|other| *other == group) {
            self.locked.remove(place);
            self.request(group);
        }
    }

    /// Whether a request waits that a worker of a group might serve.
    fn waits(&self, group: usize) -> bool {
        self.open.contains(&group) || self.locked.contains(&group)
    }

    fn distribute_soon(&mut self) {
        let delay = self.random.below(100);
        self.later(delay, Happening::Distribute);
    }

    /// Hands open requests to workers that are connected, free and not held.
    pub(super) fn distribute(&mut self) {
        let names: Vec<_> = self.seats.keys().cloned().collect();
        for name in names {
            let Some(seat) = self.seats.get_mut(&name) else {
                continue;
            };
            let wanted = self.open.iter().position(|group| *group == seat.group);
            let (Some(place), Some(conn)) = (wanted, &seat.conn) else {
                continue;
            };
            if seat.held || seat.job.is_some() {
                continue;
            }
            if let Some(real) = conn.owner.as_ref().and_then(|key| self.reals.get(key)) {
                let leaving = real.doomed && !real.ended;
                assert!(!leaving, "{name} got a build and is going away");
            }
            self.open.remove(place);
            self.sequence += 1;
            let number = self.sequence;
            seat.job = Some(Job { number, begun: false });
            let delay = self.random.below(150);
            self.later(delay, Happening::Begin(name, number));
            self.report_all_wanted();
        }
    }

    pub(super) fn begin_build(&mut self, worker: &WorkerName, number: u64) {
        if !self.serves(worker, number) {
            return;
        }
        if let Some(job) = self.seats.get_mut(worker).and_then(|seat| seat.job.as_mut()) {
            job.begun = true;
        }
        let delay = 50 + self.random.delay(3_000, 60_000);
        self.later(delay, Happening::End(worker.clone(), number));
        self.report_link(worker);
    }

    pub(super) fn end_build(&mut self, worker: &WorkerName, number: u64) {
        if !self.serves(worker, number) {
            return;
        }
        if let Some(seat) = self.seats.get_mut(worker) {
            seat.job = None;
            self.finished += 1;
        }
        self.report_link(worker);
        self.distribute_soon();
    }

    /// Whether a job is still on the worker, on an instance that runs.
    fn serves(&self, worker: &WorkerName, number: u64) -> bool {
        let Some(seat) = self.seats.get(worker) else {
            return false;
        };
        let alive = seat.conn.as_ref().is_some_and(|conn| match &conn.owner {
            Some(key) => self.reals.get(key).is_some_and(|real| real.running),
            None => true,
        });
        alive && seat.job.as_ref().is_some_and(|job| job.number == number)
    }

    /// Whether an instance has a job, begun or not.
    pub(super) fn builds_on(&self, key: &Key) -> bool {
        self.seats.get(&key.0).is_some_and(|seat| {
            let here = seat.conn.as_ref().and_then(|conn| conn.owner.as_ref()) == Some(key);
            here && seat.job.is_some()
        })
    }

    pub(super) fn attach(&mut self, key: &Key) {
        let ready = self.reals.get(key).is_some_and(|real| real.running);
        if !ready {
            return;
        }
        if self.seats.get(&key.0).is_none_or(|seat| seat.conn.is_some()) {
            // The name is taken; a worker tries again.
            self.later(1_000, Happening::Attach(key.clone()));
            return;
        }
        let number = self.connect(&key.0, Some(key.clone()));
        if self.chaos && self.random.chance(15) {
            let delay = self.random.below(15_000);
            self.later(delay, Happening::Hangup(key.0.clone(), number));
            if self.random.chance(60) {
                let pause = delay + self.random.delay(8_000, 30_000);
                self.later(pause, Happening::Attach(key.clone()));
            }
        }
    }

    pub(super) fn connect_foreign(&mut self, worker: &WorkerName) {
        if self.seats.get(worker).is_some_and(|seat| seat.conn.is_none()) {
            let number = self.connect(worker, None);
            let stay = self.random.below(60_000);
            self.later(stay, Happening::Hangup(worker.clone(), number));
        }
    }

    fn connect(&mut self, worker: &WorkerName, owner: Option<Key>) -> u64 {
        self.sequence += 1;
        let number = self.sequence;
        if let Some(seat) = self.seats.get_mut(worker) {
            seat.conn = Some(Conn { number, owner });
        }
        self.report_link(worker);
        self.distribute_soon();
        number
    }

    /// Lets the master notice, sooner or later, that an instance is gone.
    pub(super) fn lose_connection(&mut self, key: &Key) {
        let conn = self.seats.get(&key.0).and_then(|seat| seat.conn.clone());
        if let Some(conn) = conn.filter(|conn| conn.owner.as_ref() == Some(key)) {
            let delay = self.random.delay(300, 30_000);
            self.later(delay, Happening::Hangup(key.0.clone(), conn.number));
        }
    }

    /// Ends a connection; what it built is tried again.
    pub(super) fn hang_up(&mut self, worker: &WorkerName, number: u64) {
        let Some(seat) = self.seats.get_mut(worker) else {
            return;
        };
        if seat.conn.take_if(|conn| conn.number == number).is_none() {
            return;
        }
        let retry = seat.job.take().map(|_| seat.group);
        self.report_link(worker);
        if let Some(group) = retry {
            self.request(group);
        }
    }

    pub(super) fn hold(&mut self, worker: &WorkerName) {
        if let Some(seat) = self.seats.get_mut(worker) {
            seat.held = true;
        }
    }

    pub(super) fn resume(&mut self, worker: &WorkerName) {
        if let Some(seat) = self.seats.get_mut(worker) {
            seat.held = false;
        }
        self.distribute_soon();
    }

    pub(super) fn release(&mut self, worker: &WorkerName, drain: Drain) -> Outcome {
        let group = self.seats.get(worker).map(|seat| seat.group);
        let open = group.is_some_and(|group| self.waits(group));
        let Some(seat) = self.seats.get_mut(worker) else {
            return Outcome::Released;
        };
        let busy = match drain {
            Drain::Idle => seat.job.is_some() || open,
            Drain::AfterBuild | Drain::GiveUp => seat.job.is_some(),
        };
        if busy {
            self.distribute_soon();
            return Outcome::Busy;
        }
        seat.held = true;
        Outcome::Released
    }

    pub(super) fn report_link(&mut self, worker: &WorkerName) {
        let Some(link) = self.seats.get(worker).map(Seat::link) else {
            return;
        };
        self.report(worker, MasterEvent::Link(link));
    }

    fn report_all_wanted(&mut self) {
        let names: Vec<_> = self.seats.keys().cloned().collect();
        for name in names {
            self.report_wanted(&name);
        }
    }

    pub(super) fn report_wanted(&mut self, worker: &WorkerName) {
        let Some(group) = self.seats.get(worker).map(|seat| seat.group) else {
            return;
        };
        let event =
            if self.waits(group) { MasterEvent::Wanted(Properties::new()) } else { MasterEvent::Unwanted };
        self.report(worker, event);
    }

    /// Tells the fleet, a little later, in order.
    fn report(&mut self, worker: &WorkerName, event: MasterEvent) {
        let delay = self.random.delay(40, 1_500);
        let Some(seat) = self.seats.get_mut(worker) else {
            return;
        };
        seat.reported_until = seat.reported_until.max(self.now + delay);
        let delay = seat.reported_until - self.now;
        let event = Event::Master(worker.clone(), event);
        self.later(delay, Happening::Report(self.life, event));
    }
}
