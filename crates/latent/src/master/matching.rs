//! Shares requests out over workers: a maximum matching by augmenting paths, in index form.
//!
//! Whoever is matched stays matched, so requests served first and workers invited first have precedence, and *n*
//! requests never occupy more than *n* workers.

use std::collections::{BTreeMap, BTreeSet};

/// A matching that grows. `fits` tells whether a request may go to a worker.
pub(super) struct Matching<F> {
    fits: F,
    /// Workers in the order in which they are asked.
    candidates: Vec<usize>,
    /// Which request a worker has.
    taken: BTreeMap<usize, usize>,
}

impl<F: Fn(usize, usize) -> bool> Matching<F> {
    pub(super) fn new(fits: F) -> Self {
        Self { fits, candidates: Vec::new(), taken: BTreeMap::new() }
    }

    /// Adds workers, which are asked after all those that came before.
    pub(super) fn invite(&mut self, workers: impl IntoIterator<Item = usize>) {
        self.candidates.extend(workers);
    }

    /// Gives a request to the first free worker that it fits and that pleases, for good: neither moves any more.
    pub(super) fn reserve(&mut self, request: usize, pleases: impl Fn(usize) -> bool) {
        let suits = |worker: &usize| {
            !self.taken.contains_key(worker) && pleases(*worker) && (self.fits)(request, *worker)
        };
        if let Some(place) = self.candidates.iter().position(suits) {
            let worker = self.candidates.remove(place);
            self.taken.insert(worker, request);
        }
    }

    /// Serves what of these requests has no worker yet. Requests of one kind fit the same workers.
    pub(super) fn serve<K: Ord>(
        &mut self,
        requests: impl IntoIterator<Item = usize>,
        kind: impl Fn(usize) -> K,
    ) {
        let served: BTreeSet<usize> = self.taken.values().copied().collect();
        // Where one request of a kind found no way, no other will until more workers are invited.
        let mut hopeless = BTreeSet::new();
        for request in requests {
            if served.contains(&request) || hopeless.contains(&kind(request)) {
                continue;
            }
            if !self.place(request, &mut BTreeSet::new()) {
                hopeless.insert(kind(request));
            }
        }
    }

    /// Tells which request a worker has.
    pub(super) fn of(&self, worker: usize) -> Option<usize> {
        self.taken.get(&worker).copied()
    }

    /// Finds a worker for a request, moving others where nothing else helps.
    fn place(&mut self, request: usize, asked: &mut BTreeSet<usize>) -> bool {
        let fits = |worker: &usize| (self.fits)(request, *worker);
        let fitting: Vec<usize> = self.candidates.iter().copied().filter(fits).collect();
        if let Some(free) = fitting.iter().find(|worker| !self.taken.contains_key(worker)) {
            self.taken.insert(*free, request);
            return true;
        }
        for worker in fitting {
            let Some(other) = self.of(worker) else { continue };
            if asked.insert(worker) && self.place(other, asked) {
                self.taken.insert(worker, request);
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matching_is_as_large_as_exhaustive_search_finds() {
        // Every bipartite graph of 3 requests and 3 workers.
        for graph in 0..512_usize {
            let fits = |request: usize, worker: usize| graph & (1 << (request * 3 + worker)) != 0;
            let mut matching = Matching::new(fits);
            matching.invite(0..3);
            matching.serve(0..3, |request| request);
            let pairs: Vec<_> = (0..3).filter_map(|worker| Some((matching.of(worker)?, worker))).collect();
            assert!(pairs.iter().all(|(request, worker)| fits(*request, *worker)));
            assert_eq!(pairs.len(), largest(&fits, 0, 0), "graph {graph}");
        }
    }

    #[test]
    fn what_is_reserved_does_not_move() {
        // Request 0 fits both workers; request 1 fits worker 0 only.
        let mut matching = Matching::new(|request, worker| request == 0 || worker == 0);
        matching.invite([0]);
        matching.reserve(0, |_| true);
        matching.invite([1]);
        matching.serve([1], |request| request);
        assert_eq!((matching.of(0), matching.of(1)), (Some(0), None));
    }

    fn largest(fits: &impl Fn(usize, usize) -> bool, request: usize, used: usize) -> usize {
        if request == 3 {
            return 0;
        }
        let with = (0..3)
            .filter(|worker| used & (1 << worker) == 0 && fits(request, *worker))
            .map(|worker| 1 + largest(fits, request + 1, used | (1 << worker)))
            .max();
        largest(fits, request + 1, used).max(with.unwrap_or(0))
    }
}
