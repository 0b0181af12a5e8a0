//! What is asked for in a storm, and when: all of it from the seed.

use std::time::Duration;

use acceptance::random::Random;

/// A request that is to be made.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) builder: &'static str,
    /// How long its step sleeps.
    pub(super) seconds: u64,
    /// Cancelled at this age, if nobody has claimed it by then.
    pub(super) cancelled_after: Option<Duration>,
}

/// Waves of requests: each comes when no more than so many of the earlier ones are open, often none.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) builds: usize,
    /// How often `latent` is killed, the engine is restarted, and a container is killed.
    pub(super) kills: usize,
    pub(super) restarts: usize,
    pub(super) container_kills: usize,
    random: Random,
    made: usize,
    /// The next wave comes at this number of open requests.
    low: usize,
}

impl Plan {
    pub(super) fn new(seed: u64, builds: usize) -> Self {
        Self {
            builds,
            // A tenth of it is one kill, one restart, and one container at least.
            kills: builds.div_ceil(20),
            restarts: builds.div_ceil(100),
            container_kills: builds.div_ceil(20),
            random: Random::new(seed),
            made: 0,
            low: 0,
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.made == self.builds
    }

    /// The next requests, if it is time for them.
    pub(super) fn next_wave(&mut self, open: usize) -> Option<Vec<Order>> {
        if self.is_over() || open > self.low {
            return None;
        }
        let size = usize::try_from(self.random.between(1, 10)).unwrap_or(1).min(self.builds - self.made);
        self.low = usize::try_from(self.random.below(8)).unwrap_or_default();
        self.made += size;
        Some((0..size).map(|_| self.order()).collect())
    }

    fn order(&mut self) -> Order {
        let (builder, seconds) = match self.random.below(5) {
            0 | 1 => ("echo", 0),
            2 | 3 => ("sleep", self.random.below(3)),
            _ => ("sleep", self.random.between(5, 7)),
        };
        let cancelled = self.random.below(8) == 0;
        let age = self.random.below(2500);
        Order { builder, seconds, cancelled_after: cancelled.then(|| Duration::from_millis(age)) }
    }
}
