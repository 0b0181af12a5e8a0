//! What must hold of every effect, seen from the truth.

use super::{
    Effect, Key, World,
    engine::{call_of, is_engine},
};
use crate::fleet::{journal, worker::Row};

impl World {
    /// Checks an effect at the moment it is asked for.
    pub(super) fn check(&mut self, effect: &Effect) {
        self.check_one_call(effect);
        match effect {
            Effect::Start(worker, _, generation, _) => {
                self.check_start(&(worker.clone(), *generation));
            }
            Effect::Stop(worker, _, generation, _) => {
                let key = (worker.clone(), *generation);
                let builds = self.builds_on(&key);
                if let Some(real) = self.reals.get_mut(&key) {
                    let spoils = real.running && builds;
                    assert!(!spoils, "{key:?} builds and is to be stopped");
                }
            }
            Effect::Wake(host, _) => self.check_wake(host),
            Effect::Sleep(host, _) => self.check_sleep(host),
            Effect::Find(..)
            | Effect::Hold(..)
            | Effect::Release(..)
            | Effect::Resume(..)
            | Effect::Cancel(..)
            | Effect::HostNote(..)
            | Effect::Note(..) => {}
        }
    }

    fn check_wake(&self, host: &str) {
        assert!(self.powers.contains_key(host), "{host} is always on");
    }

    fn check_sleep(&self, host: &str) {
        let here = |(_, real): &(&Key, &super::engine::Real)| !real.planted && real.host == host;
        let left: Vec<_> = self.reals.iter().filter(here).collect();
        assert!(left.is_empty(), "{host} is switched off with {left:?}");
    }

    fn check_one_call(&self, effect: &Effect) {
        let Some((worker, call)) = call_of(effect) else {
            return;
        };
        for ((life, other), flight) in &self.flights {
            let same = call_of(&flight.effect).is_some_and(|(name, _)| name == worker);
            if same && *life == self.life && is_engine(effect) == is_engine(&flight.effect) {
                panic!("{worker} has {other:?} in flight when {call:?} is asked for");
            }
        }
    }

    fn check_start(&mut self, key: &Key) {
        let one = self.reals.iter().find(|(other, real)| other.0 == key.0 && !real.planted);
        assert!(one.is_none(), "{key:?} starts beside {one:?}");
        assert!(self.started.insert(key.1), "{key:?} is used twice");
        assert!(self.is_on(self.host_of(&key.0)), "{key:?} starts on a host that is off");
        assert!(!self.dropped.contains(&key.0), "{key:?} starts and nobody names it");
        let seat = &self.seats[&key.0];
        assert!(!seat.held, "{key:?} starts and is held");
        self.check_room(key);
    }

    /// Counts what exists, what is on its way and the new one against the limits.
    fn check_room(&self, key: &Key) {
        let starting = self.flights.values().filter_map(|flight| match &flight.effect {
            Effect::Start(..) if !flight.acted => Some(flight.host.as_str()),
            _ => None,
        });
        let existing = self.reals.values().filter(|real| !real.planted).map(|real| real.host.as_str());
        let host = self.host_of(&key.0);
        let all: Vec<_> = existing.chain(starting).chain([host]).collect();
        let beside = all.iter().filter(|other| **other == host).count();
        let most = self.limits.hosts.get(host);
        assert!(most.is_none_or(|most| beside <= *most as usize), "the host is over its limit");
        let most = self.limits.instances;
        assert!(most.is_none_or(|most| all.len() <= most as usize), "all are over the limit");
    }

    /// Ends a process: counts its rows, and replays its journal, which must say the same again.
    pub(super) fn end_of_life(&mut self) {
        let rows = std::mem::take(&mut self.fleet.rows);
        for (row, count) in &rows {
            *self.rows.entry(*row).or_default() += count;
        }
        let replayed = journal::replay(self.journal.iter().map(String::as_str)).expect("the same");
        assert_eq!(replayed.fleet.rows, rows);
    }

    /// Checks that nothing is left after everything was closed.
    pub(super) fn check_nothing_is_left(&self) {
        assert!(self.reals.is_empty(), "left: {:?}", self.reals);
        for (worker, seat) in &self.seats {
            // Where nothing was ever switched on, the master's adapter undoes what an earlier process has left.
            let unlit = self.fleet.hosts.unlit(self.host_of(worker));
            assert!(!seat.held || unlit, "{worker} is left held");
        }
        assert!(self.flights.is_empty(), "in flight: {:?}", self.flights);
        for (key, count) in &self.confirmed {
            if key.1.epoch == self.life {
                assert_eq!(*count, 1, "confirmed stops of {key:?}");
            }
        }
        let own = |generation: &&crate::fleet::Generation| generation.epoch == self.life;
        let starts = self.started.iter().filter(own).count();
        let stops = self.confirmed.keys().filter(|key| key.1.epoch == self.life).count();
        assert_eq!(starts, stops, "starts and confirmed stops");
    }
}

/// Rows that no world needs to reach do not exist; see `rows`.
pub(super) fn least(rows: &std::collections::BTreeMap<Row, u64>, all: &[Row]) -> Vec<(Row, u64)> {
    let count = |row: &Row| (*row, rows.get(row).copied().unwrap_or_default());
    let mut counts: Vec<_> = all.iter().map(count).collect();
    counts.sort_by_key(|(_, count)| *count);
    counts
}
