//! When the table must be read again although nothing has happened.

use super::{Around, Grip, Instance, Up, Worker};
use crate::fleet::{
    Link, Time,
    policy::{HANGUP_GRACE, later},
};

impl Worker {
    /// The first instant after now at which time alone may change the row.
    pub(in crate::fleet) fn deadline(&self, around: &Around) -> Option<Time> {
        let timers = match &self.instance {
            Instance::Absent if !around.listed && !around.asleep => [None; 7],
            Instance::Absent => self.absent_timers(),
            Instance::Starting { .. } => [None; 7],
            Instance::Unknown { .. } | Instance::Stopping { .. } => {
                let retry = self.engine.is_none().then(|| self.engine_retry.until());
                [retry, self.master_until(), None, None, None, None, None]
            }
            Instance::Up(up) => self.up_timers(up),
        };
        let due = |time: &Time| *time > around.now;
        timers.into_iter().flatten().filter(due).min()
    }

    fn absent_timers(&self) -> [Option<Time>; 7] {
        let (held, linked) = (self.grip != Grip::Free, self.link != Link::Detached);
        let wanted = self.wanted.is_some();
        [
            (held && linked).then(|| later(self.absent_since, HANGUP_GRACE)),
            held.then(|| self.master_until()).flatten(),
            (wanted && linked && !self.foreign_noted).then(|| self.foreign_due()),
            (wanted && !linked).then(|| self.start_retry.until()),
            None,
            None,
            None,
        ]
    }

    fn up_timers(&self, up: &Up) -> [Option<Time>; 7] {
        let link_timer = match self.link {
            Link::Building => None,
            Link::Idle => self.idle_until(up),
            Link::Detached if self.attached || up.adopted => Some(self.detached_until(up)),
            Link::Detached => None,
        };
        [
            link_timer,
            (!self.attached).then(|| self.attach_by(up)),
            Some(later(up.since, self.plan.lifetime)),
            self.master_until(),
            self.master.is_none().then_some(up.release_after),
            (self.grip != Grip::Free).then_some(up.resume_after),
            (up.doubted && self.engine.is_none()).then(|| self.engine_retry.until()),
        ]
    }

    fn master_until(&self) -> Option<Time> {
        self.master.is_none().then(|| self.master_retry.until())
    }
}
