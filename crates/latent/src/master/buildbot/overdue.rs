//! What has been so for long: since when, and whether it has been told.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use tokio::time::Instant;

/// Things by key that are watched until they have lasted too long.
#[derive(Debug)]
pub(super) struct Overdue<K> {
    since: BTreeMap<K, Instant>,
    told: BTreeSet<K>,
}

impl<K> Default for Overdue<K> {
    fn default() -> Self {
        Self { since: BTreeMap::new(), told: BTreeSet::new() }
    }
}

impl<K: Copy + Ord> Overdue<K> {
    /// Forgets all but these.
    pub(super) fn keep(&mut self, there: &BTreeSet<K>) {
        self.since.retain(|key, _| there.contains(key));
        self.told.retain(|key| there.contains(key));
    }

    /// Notes that it is so now, if that is not known.
    pub(super) fn note(&mut self, key: K, now: Instant) {
        self.since.entry(key).or_insert(now);
    }

    pub(super) fn forget(&mut self, key: &K) {
        self.since.remove(key);
        self.told.remove(key);
    }

    /// Takes those that are overdue for the first time.
    pub(super) fn take_new(&mut self, now: Instant, patience: Duration) -> Vec<K> {
        let over = |since: &Instant| now.duration_since(*since) >= patience;
        let new = self.since.iter().filter(|(key, since)| over(since) && !self.told.contains(key));
        let new: Vec<K> = new.map(|(key, _)| *key).collect();
        self.told.extend(&new);
        new
    }

    /// Those that are overdue and have been told.
    pub(super) fn told(&self) -> &BTreeSet<K> {
        &self.told
    }
}
