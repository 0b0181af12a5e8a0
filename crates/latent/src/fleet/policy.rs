//! What the operator decided about each worker, and how long the core waits for what.
//!
//! All durations are in milliseconds, as [`Time`] is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Time, WorkerName};

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;

/// How long a connection may be gone before its instance is given up.
pub(super) const DETACH_GRACE: u64 = 10 * SECOND;
/// How long an instance that is used once waits for its build: the master hands one out within a second.
pub(super) const FIRST_BUILD_GRACE: u64 = 30 * SECOND;
/// The shortest wait for a first build, so that a tiny idle timeout does not outrun the master's hand-out.
pub(super) const FIRST_BUILD_FLOOR: u64 = SECOND;
/// After how many busy drains without a build open requests no longer keep an instance.
pub(super) const GIVE_UPS: u32 = 3;
/// After how many failed probes a lost start is stopped unseen.
pub(super) const FIND_TRIES: u32 = 3;
/// How long to wait after the master said that a build is on its way.
pub(super) const BUSY_RETRY: u64 = SECOND;
/// How long an adopted instance stays held: the stop of an earlier process may still run in the engine.
pub(super) const ADOPTION_GRACE: u64 = 15 * SECOND;
/// How long a worker stays held after its instance is gone because its old connection still shows.
pub(super) const HANGUP_GRACE: u64 = MINUTE;

pub(super) const START_RETRY: Retry = Retry::new(10 * SECOND, 60 * MINUTE);
/// How long to wait before a host that could not be switched on is tried again.
pub(super) const HOST_RETRY: Retry = Retry::new(10 * SECOND, 60 * MINUTE);
pub(super) const STOP_RETRY: Retry = Retry::new(SECOND, 5 * MINUTE);
pub(super) const FIND_RETRY: Retry = Retry::new(SECOND, MINUTE);
pub(super) const MASTER_RETRY: Retry = Retry::new(SECOND, MINUTE);

/// What the operator decided about one worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The worker's name at the master.
    pub worker: WorkerName,
    /// The host that runs its instances; only its capacity matters here.
    pub host: String,
    /// What happens when no build runs.
    pub idle: IdlePolicy,
    /// From the start call until the worker must be attached.
    pub missing_timeout: u64,
    /// From the engine's word that the instance runs until the worker must be attached.
    pub attach_timeout: u64,
    /// How many builds an instance takes; `None` is as many as come.
    pub builds_per_instance: Option<u32>,
    /// After this an instance takes no further build.
    pub lifetime: u64,
    /// Counts the changes of what its instances are made of; one of another edition is replaced when it is next idle.
    #[serde(default)]
    pub edition: u32,
}

impl Plan {
    /// Plans a worker on a host with the defaults: one build, 5 min to attach (2 of them running), 24 h of life.
    pub fn new(worker: WorkerName, host: impl Into<String>) -> Self {
        Self {
            worker,
            host: host.into(),
            idle: IdlePolicy::AfterEachBuild,
            missing_timeout: 5 * MINUTE,
            attach_timeout: 2 * MINUTE,
            builds_per_instance: None,
            lifetime: 24 * 60 * MINUTE,
            edition: 0,
        }
    }

    /// Sets what happens when no build runs.
    #[must_use]
    pub fn idle(mut self, idle: IdlePolicy) -> Self {
        self.idle = idle;
        self
    }

    /// Sets how many builds an instance takes.
    #[must_use]
    pub fn builds_per_instance(mut self, builds: Option<u32>) -> Self {
        self.builds_per_instance = builds;
        self
    }

    /// Sets the time from the start call until the worker must be attached.
    #[must_use]
    pub fn missing_timeout(mut self, milliseconds: u64) -> Self {
        self.missing_timeout = milliseconds;
        self
    }

    /// Sets the time from the engine's word that the instance runs until the worker must be attached.
    #[must_use]
    pub fn attach_timeout(mut self, milliseconds: u64) -> Self {
        self.attach_timeout = milliseconds;
        self
    }

    /// Sets how often what its instances are made of has changed.
    #[must_use]
    pub fn edition(mut self, edition: u32) -> Self {
        self.edition = edition;
        self
    }

    /// After how many builds an instance is used up.
    pub(super) fn build_limit(&self) -> Option<u32> {
        match self.idle {
            IdlePolicy::AfterEachBuild => Some(1),
            IdlePolicy::After(_) | IdlePolicy::Never => self.builds_per_instance,
        }
    }

    /// How long an instance may be idle, given whether it has had a build.
    pub(super) fn idle_timeout(&self, used: bool) -> Option<u64> {
        match self.idle {
            IdlePolicy::AfterEachBuild => Some(FIRST_BUILD_GRACE),
            IdlePolicy::After(timeout) if used => Some(timeout),
            IdlePolicy::After(timeout) => Some(timeout.max(FIRST_BUILD_FLOOR)),
            IdlePolicy::Never => None,
        }
    }
}

/// What happens to an instance on which no build runs; Buildbot's `build_wait_timeout`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdlePolicy {
    /// Every build gets a fresh instance (`0`).
    AfterEachBuild,
    /// It is discarded after so many milliseconds (a positive timeout).
    After(u64),
    /// It stays (a negative timeout).
    Never,
}

/// How many instances may exist at once; what is missing is unlimited.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// For each host, how many instances it takes.
    pub hosts: BTreeMap<String, u32>,
    /// How many instances there may be over all hosts.
    pub instances: Option<u32>,
}

/// When a host that is switched on for its workers is switched off again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Power {
    /// How long after the last build on it; Buildbot's `build_wait_timeout` of a machine.
    pub idle: u64,
    /// How long after it came on without any build; Buildbot's `missing_timeout` of a machine.
    pub missing_timeout: u64,
}

impl Default for Power {
    /// At once after the last build, and after 20 min without one.
    fn default() -> Self {
        Self { idle: 0, missing_timeout: 20 * MINUTE }
    }
}

/// All that the operator decided, and may decide anew while the fleet works.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The workers; one that is missing is drained and then forgotten.
    pub plans: Vec<Plan>,
    /// How many instances there may be.
    pub limits: Limits,
    /// The hosts that are switched on and off; all others are always on.
    pub powers: BTreeMap<String, Power>,
}

/// How many instances there are, seen against [`Limits`].
#[derive(Debug, Default)]
pub(super) struct Census<'a> {
    hosts: BTreeMap<&'a str, u32>,
    instances: u32,
}

impl<'a> Census<'a> {
    /// Counts an instance; that of a worker nobody configured has no host.
    pub(super) fn count(&mut self, host: Option<&'a str>) {
        self.instances = self.instances.saturating_add(1);
        if let Some(host) = host {
            let count = self.hosts.entry(host).or_default();
            *count = count.saturating_add(1);
        }
    }

    /// Whether one more instance fits on a host.
    pub(super) fn room(&self, limits: &Limits, host: &str) -> bool {
        let used = self.hosts.get(host).copied().unwrap_or_default();
        limits.instances.is_none_or(|most| self.instances < most)
            && limits.hosts.get(host).is_none_or(|most| used < *most)
    }
}

/// How waits grow: from the first, doubling, to the last.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Retry {
    first: u64,
    last: u64,
}

impl Retry {
    const fn new(first: u64, last: u64) -> Self {
        Self { first, last }
    }
}

/// Where one row of failures stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Backoff {
    retry: Retry,
    next: u64,
    until: Time,
}

impl Backoff {
    /// Begins without a wait.
    pub(super) fn new(retry: Retry) -> Self {
        Self { retry, next: retry.first, until: Time::default() }
    }

    /// Waits longer than the last time, and returns until when.
    pub(super) fn fail(&mut self, now: Time) -> Time {
        self.until = later(now, self.next);
        self.next = self.next.saturating_mul(2).min(self.retry.last);
        self.until
    }

    /// Waits as after a first failure, without making the next wait longer.
    pub(super) fn pause(&mut self, now: Time) -> Time {
        self.until = later(now, self.retry.first);
        self.until
    }

    /// Ends the wait; the next failure waits as long as it would have.
    pub(super) fn hasten(&mut self) {
        self.until = Time::default();
    }

    /// Forgets all failures.
    pub(super) fn reset(&mut self) {
        *self = Self::new(self.retry);
    }

    /// Until when to wait.
    pub(super) fn until(&self) -> Time {
        self.until
    }
}

/// The instant some milliseconds after another.
pub(super) fn later(time: Time, milliseconds: u64) -> Time {
    Time(time.0.saturating_add(milliseconds))
}
