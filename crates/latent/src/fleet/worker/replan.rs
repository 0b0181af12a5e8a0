//! What another decision of the operator changes about a worker.

use super::{Instance, Worker};
use crate::fleet::Plan;

impl Worker {
    /// Takes another plan. Timeouts hold at once; where and of what instances are made holds from the next one on.
    pub(in crate::fleet) fn replan(&mut self, plan: Plan) {
        self.retired = false;
        if plan.edition != self.plan.edition || plan.host != self.plan.host {
            // What failed may be mended.
            self.start_retry.reset();
        }
        let here = std::mem::replace(&mut self.plan, plan).host;
        let there = std::mem::replace(&mut self.plan.host, here);
        self.moves = (there != self.plan.host).then_some(there);
    }

    /// Moves to the host of its next instance once it rests where it was, and says whether it did. From a host that
    /// never answered it moves at once.
    pub(in crate::fleet) fn relocate(&mut self, listed: bool) -> bool {
        if !self.is_at_rest() && (listed || !self.is_untouched()) {
            return false;
        }
        match self.moves.take() {
            Some(host) => {
                self.plan.host = host;
                true
            }
            None => false,
        }
    }

    /// Whether its instance is not what the next one would be.
    pub(in crate::fleet) fn is_outdated(&self) -> bool {
        self.edition != self.plan.edition || self.moves.is_some()
    }

    /// The host that it is to run on, now or soon.
    pub(in crate::fleet) fn destination(&self) -> &str {
        self.moves.as_deref().unwrap_or(&self.plan.host)
    }

    /// Whether a worker that the configuration does not name any more can be forgotten. Its host is lost if it never
    /// answered and nobody names it either: then there is nothing to wait for.
    pub(in crate::fleet) fn is_over(&self, host_is_lost: bool) -> bool {
        self.retired && (self.is_at_rest() || (host_is_lost && self.is_untouched()))
    }

    fn is_untouched(&self) -> bool {
        matches!(self.instance, Instance::Absent) && self.engine.is_none() && self.master.is_none()
    }
}
