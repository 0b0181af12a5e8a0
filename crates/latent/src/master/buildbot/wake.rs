//! What an event asks for: which part of the master is to be read again, and how soon.
//!
//! Each part is as old as its last reading, and no event that concerns it came since. Events are no proof, so a part is
//! not trusted for long: after [`trust`](super::Timings::trust) the next reading is a whole one.

/// The parts of a [`Snapshot`](super::snapshot::Snapshot).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Parts {
    pub(super) workers: bool,
    pub(super) builds: bool,
    pub(super) requests: bool,
}

impl Parts {
    pub(super) const ALL: Self = Self { workers: true, builds: true, requests: true };
    const NONE: Self = Self { workers: false, builds: false, requests: false };
    const WORKERS: Self = Self { workers: true, ..Self::NONE };
    const BUILDS: Self = Self { builds: true, ..Self::NONE };
    const REQUESTS: Self = Self { requests: true, ..Self::NONE };

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            workers: self.workers || other.workers,
            builds: self.builds || other.builds,
            requests: self.requests || other.requests,
        }
    }

    pub(super) fn is_whole(self) -> bool {
        self == Self::ALL
    }
}

/// How soon an event asks for a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wake {
    /// Work has come; nobody may wait for it.
    Now,
    /// Others of its kind follow at once; one reading serves them all.
    Soon,
    /// Nothing has changed that we report before the event that follows.
    Never,
}

impl Wake {
    /// Tells what an event asks for, by its key.
    pub(super) fn of(key: &str) -> (Self, Parts) {
        match key.split('/').collect::<Vec<_>>()[..] {
            ["buildrequests", _, "new" | "unclaimed"] => (Self::Now, Parts::REQUESTS),
            // A build's beginning follows, or the request's end.
            ["buildrequests", _, "claimed"] => (Self::Never, Parts::REQUESTS),
            ["buildrequests", ..] => (Self::Soon, Parts::REQUESTS),
            // A build is updated at every step.
            ["builds", _, "update"] => (Self::Never, Parts::NONE),
            ["builds", ..] => (Self::Soon, Parts::BUILDS),
            // Whether its builds hang is told by comparing both.
            ["workers", _, "disconnected"] => (Self::Soon, Parts::ALL),
            ["workers", ..] => (Self::Soon, Parts::WORKERS),
            _ => (Self::Soon, Parts::ALL),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_work_wakes_at_once_and_steps_never() {
        assert_eq!(Wake::of("buildrequests/7/new"), (Wake::Now, Parts::REQUESTS));
        assert_eq!(Wake::of("buildrequests/7/unclaimed"), (Wake::Now, Parts::REQUESTS));
        assert_eq!(Wake::of("buildrequests/7/claimed"), (Wake::Never, Parts::REQUESTS));
        assert_eq!(Wake::of("buildrequests/7/complete"), (Wake::Soon, Parts::REQUESTS));
        assert_eq!(Wake::of("builds/7/update"), (Wake::Never, Parts::NONE));
        assert_eq!(Wake::of("builds/7/finished"), (Wake::Soon, Parts::BUILDS));
        assert_eq!(Wake::of("workers/7/connected"), (Wake::Soon, Parts::WORKERS));
    }

    #[test]
    fn whatever_compares_parts_or_is_not_known_asks_for_all() {
        assert_eq!(Wake::of("workers/7/disconnected"), (Wake::Soon, Parts::ALL));
        assert_eq!(Wake::of("masters/7/stopped"), (Wake::Soon, Parts::ALL));
    }
}
