//! The decision table: which row applies to a worker now.
//!
//! Nothing here changes anything, so `status` may ask it too.

use super::{Grip, Instance, Up, Why, Worker};
use crate::fleet::{
    Link, Time,
    policy::{DETACH_GRACE, FIND_TRIES, GIVE_UPS, HANGUP_GRACE, IdlePolicy, later},
};

/// What a worker's decision depends on besides its own facts.
#[derive(Debug, Clone, Copy)]
pub(in crate::fleet) struct Around {
    pub(in crate::fleet) now: Time,
    /// Whether the engine has been listed since the process began.
    pub(in crate::fleet) listed: bool,
    /// Whether its host counts as off, but has not been seen since the process began.
    pub(in crate::fleet) unlit: bool,
    /// Whether its host is switched off, or is being switched.
    pub(in crate::fleet) asleep: bool,
    /// Whether its host is to be switched off.
    pub(in crate::fleet) dismissed: bool,
    /// Whether everything is being closed, or this worker is cordoned.
    pub(in crate::fleet) closing: bool,
    /// Whether one more instance may exist.
    pub(in crate::fleet) room: bool,
    /// Whether instances of other generations have to be stopped.
    pub(in crate::fleet) leftovers: bool,
    /// Whether the stop of one of them is in flight.
    pub(in crate::fleet) leftover_in_flight: bool,
    /// Whether one of them could be stopped now.
    pub(in crate::fleet) leftover_due: bool,
}

/// What applies to a worker now. Rows that start with `Await` and the five that only describe do nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::fleet) enum Row {
    /// An instance of another generation is in the way: stop it.
    ClearLeftover,
    /// The engine has not been listed yet.
    AwaitList,
    /// Instances of other generations are being stopped.
    AwaitLeftover,
    /// Its instance is gone but its connection still shows: a build handed out now would be lost.
    AwaitHangup,
    /// The master may still hold it: let it take builds.
    Resume,
    /// As `Resume`, which is in flight or waits to be tried again.
    AwaitResume,
    /// Everything is being closed, or it is cordoned, and nothing is left of it.
    Closed,
    /// Nothing is wanted.
    Rest,
    /// Wanted, but a connection under its name is open that is not ours: say so.
    NoteForeign,
    /// As `NoteForeign`, said already or not yet worth saying.
    AwaitForeign,
    /// Wanted, but the last tries failed.
    AwaitBackoff,
    /// Wanted, but its host has to be switched on first.
    AwaitHost,
    /// Wanted, but there is no room.
    AwaitRoom,
    /// Wanted: start an instance.
    Start,
    /// The start is in flight, and nobody waits for it any more: have it given up.
    Cancel,
    /// The start is in flight.
    AwaitStart,
    /// The start was lost: look what became of it.
    Find,
    /// As `Find`, which is in flight or waits to be tried again.
    AwaitFind,
    /// It must go: stop it.
    Stop,
    /// As `Stop`, which is in flight or waits to be tried again.
    AwaitStop,
    /// It ended: remove what is left.
    Remove,
    /// The master has let go of it: stop it.
    Discard,
    /// A list did not show it: look.
    Probe,
    /// It builds for the last time: ask the master to hand it nothing more.
    Hold,
    /// As `Hold`, which is in flight or waits to be tried again.
    AwaitHold,
    /// It builds.
    Building,
    /// It should go: make certain that no build is on its way.
    Release(Why),
    /// As `Release`, which is in flight or waits to be tried again.
    AwaitRelease,
    /// It is attached and has time left.
    Idle,
    /// It runs and has time left to attach.
    AwaitAttach,
    /// Its connection is gone and may come back.
    AwaitReattach,
}

/// The facts of a worker at one instant, as the table reads them.
struct Seen {
    held: bool,
    hanging: bool,
    foreign_due: bool,
    backing_off: bool,
    engine_free: bool,
    engine_ready: bool,
    master_ready: bool,
}

impl Worker {
    /// Says which row of the table applies.
    pub(in crate::fleet) fn decide(&self, around: &Around) -> Row {
        if around.leftover_due && self.engine.is_none() && !self.spares_leftovers() {
            return Row::ClearLeftover;
        }
        let seen = self.seen(around);
        match &self.instance {
            // An earlier process may still be removing an instance there: the master must not use the worker yet.
            Instance::Absent if around.unlit && self.needs_host(&seen, around) => Row::AwaitHost,
            Instance::Absent if !around.listed && !around.asleep => Row::AwaitList,
            Instance::Absent if around.leftovers => Row::AwaitLeftover,
            Instance::Absent if seen.held && seen.hanging => Row::AwaitHangup,
            Instance::Absent if seen.held && seen.master_ready => Row::Resume,
            Instance::Absent if seen.held => Row::AwaitResume,
            Instance::Absent if around.closing => Row::Closed,
            Instance::Absent => match (self.wanted.is_some(), self.link) {
                (false, Link::Detached | Link::Idle | Link::Building) => Row::Rest,
                (true, Link::Idle | Link::Building) if seen.foreign_due => Row::NoteForeign,
                (true, Link::Idle | Link::Building) => Row::AwaitForeign,
                (true, Link::Detached) if seen.backing_off => Row::AwaitBackoff,
                (true, Link::Detached) if around.asleep => Row::AwaitHost,
                (true, Link::Detached) if !around.room => Row::AwaitRoom,
                (true, Link::Detached) => Row::Start,
            },
            Instance::Starting { cancelled: false, .. } if self.is_in_vain(around) => Row::Cancel,
            Instance::Starting { .. } => Row::AwaitStart,
            Instance::Unknown { tries, .. } if self.is_unseen(*tries) && seen.master_ready => {
                Row::Release(Why::Unseen)
            }
            Instance::Unknown { tries, .. } if self.is_unseen(*tries) => Row::AwaitRelease,
            Instance::Unknown { .. } if seen.engine_ready => Row::Find,
            Instance::Unknown { .. } => Row::AwaitFind,
            Instance::Stopping { .. } if seen.engine_ready => Row::Stop,
            Instance::Stopping { .. } => Row::AwaitStop,
            Instance::Up(up) if up.exit.is_some() => Row::Remove,
            Instance::Up(up) if up.doubted && seen.engine_ready => Row::Probe,
            Instance::Up(up) => match (self.link, self.leaving(up, around)) {
                (Link::Building, leave) => match (leave, self.grip) {
                    (Some(_), Grip::Held) | (None, Grip::Free) => Row::Building,
                    (Some(_), Grip::Free | Grip::Unknown) if seen.master_ready => Row::Hold,
                    (Some(_), Grip::Free | Grip::Unknown) => Row::AwaitHold,
                    (None, Grip::Held | Grip::Unknown) => self.unhold(up, &seen, around.now),
                },
                // The stop must follow at once: should a build show after all, it is too late afterwards.
                (Link::Detached | Link::Idle, _) if up.released.is_some() && !seen.engine_free => {
                    Row::AwaitFind
                }
                (Link::Detached | Link::Idle, _) if up.released.is_some() => Row::Discard,
                (Link::Detached | Link::Idle, Some(why)) => {
                    if seen.master_ready && around.now >= up.release_after {
                        Row::Release(why)
                    } else {
                        Row::AwaitRelease
                    }
                }
                (Link::Detached | Link::Idle, None) if seen.held && !self.spent(up, around) => {
                    self.unhold(up, &seen, around.now)
                }
                (Link::Idle, None) => Row::Idle,
                (Link::Detached, None) if self.attached => Row::AwaitReattach,
                (Link::Detached, None) => Row::AwaitAttach,
            },
        }
    }
}

impl Worker {
    fn seen(&self, around: &Around) -> Seen {
        let engine_free = self.engine.is_none() && !around.leftover_in_flight;
        Seen {
            held: self.grip != Grip::Free,
            hanging: self.link != Link::Detached && around.now < later(self.absent_since, HANGUP_GRACE),
            foreign_due: !self.foreign_noted && around.now >= self.foreign_due(),
            backing_off: around.now < self.start_retry.until(),
            engine_free,
            engine_ready: engine_free && around.now >= self.engine_retry.until(),
            master_ready: self.master.is_none() && around.now >= self.master_retry.until(),
        }
    }

    /// Whether leftovers have to wait.
    ///
    /// A build that runs may run on one of them: of two instances found at the beginning nobody knows which one is
    /// connected. And once the master has let go of a lost start, its own stop must not wait for another.
    fn spares_leftovers(&self) -> bool {
        match &self.instance {
            Instance::Absent => self.link == Link::Building,
            Instance::Up(up) => up.adopted && self.link == Link::Building,
            Instance::Unknown { .. } => true,
            Instance::Starting { .. } | Instance::Stopping { .. } => false,
        }
    }

    /// Whether a lost start is to be stopped unseen. Once it is attached it certainly runs, and is looked for again.
    fn is_unseen(&self, tries: u32) -> bool {
        tries >= FIND_TRIES && self.link == Link::Detached
    }

    fn unhold(&self, up: &Up, seen: &Seen, now: Time) -> Row {
        if seen.master_ready && now >= up.resume_after { Row::Resume } else { Row::AwaitResume }
    }

    /// When a connection without an instance is worth a word: its own may take a moment to close.
    pub(super) fn foreign_due(&self) -> Time {
        later(self.absent_since.max(self.link_since), DETACH_GRACE)
    }

    /// Whether the instance is to take no further build.
    pub(super) fn spent(&self, up: &Up, around: &Around) -> bool {
        around.closing
            || self.is_outdated()
            || around.now >= later(up.since, self.plan.lifetime)
            || self.plan.build_limit().is_some_and(|limit| up.adopted || self.builds >= limit)
    }

    /// Why the instance should go now, or after the build that runs.
    fn leaving(&self, up: &Up, around: &Around) -> Option<Why> {
        let spent = self.spent(up, around);
        let outdated = self.is_outdated() && !around.closing;
        match self.link {
            Link::Building | Link::Idle if outdated => Some(Why::Outdated),
            Link::Building | Link::Idle if spent => Some(Why::Spent),
            Link::Building => None,
            Link::Idle if !around.dismissed && self.idle_until(up).is_none_or(|until| around.now < until) => {
                None
            }
            Link::Idle if up.busy >= GIVE_UPS => Some(Why::GiveUp),
            Link::Idle => Some(Why::Idle),
            Link::Detached if around.closing || (spent && self.builds > 0) => Some(Why::Spent),
            Link::Detached if outdated && !self.attached => Some(Why::Outdated),
            Link::Detached if spent || self.attached => {
                (around.now >= self.detached_until(up)).then_some(Why::Detached)
            }
            Link::Detached if around.now >= self.attach_by(up) => Some(Why::Missing),
            Link::Detached => (around.dismissed || self.is_pointless(up)).then_some(Why::Unwanted),
        }
    }

    /// Until when the instance must be attached.
    pub(super) fn attach_by(&self, up: &Up) -> Time {
        let running = later(up.since, self.plan.attach_timeout);
        let by = up.called.map_or(running, |called| running.min(later(called, self.plan.missing_timeout)));
        up.attach_by.unwrap_or(by)
    }

    /// Until when the instance may be idle.
    pub(super) fn idle_until(&self, up: &Up) -> Option<Time> {
        let timeout = self.plan.idle_timeout(self.builds > 0)?;
        Some(later(up.idle_since, timeout))
    }

    /// Until when a connection that is gone may come back.
    pub(super) fn detached_until(&self, up: &Up) -> Time {
        later(self.link_since.max(up.since), DETACH_GRACE)
    }

    /// Whether it would start but for its host.
    fn needs_host(&self, seen: &Seen, around: &Around) -> bool {
        self.wanted.is_some() && self.link == Link::Detached && !seen.backing_off && !around.closing
    }

    /// Whether nobody waits for a start in flight any more.
    fn is_in_vain(&self, around: &Around) -> bool {
        let pointless = self.wanted.is_none() && self.plan.idle != IdlePolicy::Never;
        self.link == Link::Detached && (around.closing || pointless || self.is_outdated())
    }

    /// Whether nobody waits for the instance to attach. An adopted one may have been attached all the time.
    fn is_pointless(&self, up: &Up) -> bool {
        self.wanted.is_none() && !up.adopted && self.plan.idle != IdlePolicy::Never
    }
}
