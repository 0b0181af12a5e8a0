//! Runs many worlds.

use std::collections::BTreeMap;

use super::{
    super::journaled::written,
    Event, Happening, IdlePolicy, World,
    checks::least,
    rows::{ALL, number},
};

const SEEDS: u64 = 800;
const HOUR: u64 = 3_600_000;

impl World {
    /// Plans the disturbances of a world.
    fn disturb(&mut self, length: u64) {
        for _ in 0..6 + self.random.below(25) {
            let (at, group) = (self.random.below(length), self.random.below(2));
            self.later(at, Happening::Request(usize::from(group == 1)));
        }
        for _ in 0..self.random.below(3) {
            let at = self.random.below(length);
            self.later(at, Happening::Crash);
        }
        for _ in 0..self.random.below(2) {
            let at = self.random.below(length);
            self.later(at, Happening::Plant);
        }
        for _ in 0..self.random.below(3) {
            let at = self.random.below(length);
            let worker = self.plans[0].worker.clone();
            self.later(at, Happening::Foreign(worker));
            self.later(at + 1_000, Happening::Lock(0));
        }
        for _ in 0..self.random.below(4) {
            let (at, group) = (self.random.below(length), self.random.below(2));
            self.later(at, Happening::Lock(usize::from(group == 1)));
        }
        for _ in 0..self.random.below(5) {
            let at = self.random.below(length);
            self.later(at, Happening::Reload);
        }
        for _ in 0..self.random.below(3) {
            let (at, engine) = (self.random.below(length), self.random.chance(70));
            self.later(at, Happening::Outage { engine });
        }
    }

    /// Plans that a worker is cordoned for a while; a crash may end that earlier.
    fn disturb_operator(&mut self, length: u64) {
        if self.random.chance(40) {
            let number = usize::from(self.random.chance(50));
            let from = self.random.below(length);
            let until = from + self.random.below(length - from);
            self.later(from, Happening::Cordon(number, true));
            self.later(until, Happening::Cordon(number, false));
        }
    }

    pub(super) fn cordon(&mut self, number: usize, cordoned: bool) {
        let worker = self.plans[number].worker.clone();
        self.step(if cordoned { Event::Cordon(worker) } else { Event::Uncordon(worker) });
    }

    fn run_until(&mut self, what: &str, limit: u64, done: impl Fn(&Self) -> bool) {
        let end = self.now + limit;
        while !done(self) {
            self.advance();
            let status = || self.fleet.status(super::Time(self.now));
            assert!(self.now < end, "never {what}: {:#?} {:?}", status(), self.open);
        }
    }

    fn has_calmed_down(&self) -> bool {
        let stays = |name: &super::WorkerName| {
            let plan = self.plans.iter().find(|plan| plan.worker == *name);
            plan.is_some_and(|plan| plan.idle == IdlePolicy::Never)
        };
        self.open.is_empty()
            && self.locked.is_empty()
            && self.flights.is_empty()
            && self.seats.values().all(|seat| seat.job.is_none())
            && self.reals.iter().all(|(key, real)| !real.planted && stays(&key.0))
    }

    fn live_and_end(&mut self) {
        let length = 120_000;
        self.disturb(length);
        self.disturb_operator(length);
        while self.now < length {
            self.advance();
        }
        self.chaos = false;
        self.name_all();
        self.run_until("calm", 12 * HOUR, Self::has_calmed_down);
        self.step(Event::Close);
        self.run_until("closed", HOUR, |world| world.fleet.is_closed());
        self.end_of_life();
        self.check_nothing_is_left();
    }
}

#[test]
fn every_promise_holds_in_every_world_and_every_row_is_reached() {
    let mut rows = BTreeMap::new();
    let (mut steps, mut finished) = (0, 0);
    for seed in 0..SEEDS {
        let mut world = World::new(seed);
        let run = std::panic::AssertUnwindSafe(|| world.live_and_end());
        if std::panic::catch_unwind(run).is_err() {
            let path = written(&format!("world-{seed}"), &world.journal);
            panic!("in the world of seed {seed}, at {} ms: see `latent replay {path}`", world.now);
        }
        steps += world.steps;
        finished += world.finished;
        for (row, count) in world.rows {
            *rows.entry(row).or_insert(0) += count;
        }
    }
    let least = least(&rows, &ALL);
    assert!(least[0].1 >= 100, "rows by how often they were reached: {least:?}");
    assert!(steps >= 12_000, "{steps} steps");
    assert!(finished >= SEEDS, "{finished} builds");
}

/// The journal of the last process of a world.
pub(in crate::fleet::tests) fn journal(seed: u64) -> Vec<String> {
    let mut world = World::new(seed);
    world.live_and_end();
    world.journal
}

#[test]
fn a_world_is_the_same_each_time() {
    assert_eq!(journal(5), journal(5));
    assert_ne!(journal(5), journal(6));
}

#[test]
fn all_rows_are_listed_once() {
    for (place, row) in ALL.into_iter().enumerate() {
        assert_eq!(number(row), place);
    }
}
