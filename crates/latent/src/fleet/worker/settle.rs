//! What the end of a call says about the facts.

use super::{EngineCall, Grip, Instance, MasterCall, Up, Why, Worker};
use crate::fleet::{
    CallId, Class, Effect, Exit, InstanceId, Link, Note, Outcome, Speed, Time,
    policy::{BUSY_RETRY, Backoff, FIND_RETRY, STOP_RETRY, later},
};

impl Worker {
    /// Writes down how a call ended; a call that is not in flight says nothing.
    pub(in crate::fleet) fn settle(
        &mut self,
        now: Time,
        call: CallId,
        outcome: Outcome,
        effects: &mut Vec<Effect>,
    ) {
        if let Some((_, kind)) = self.engine.take_if(|(id, _)| *id == call) {
            match kind {
                EngineCall::Start => self.settle_start(now, outcome, effects),
                EngineCall::Find => self.settle_find(now, outcome, effects),
                EngineCall::Stop => self.settle_stop(now, outcome, effects),
            }
        } else if let Some((_, kind)) = self.master.take_if(|(id, _)| *id == call) {
            match kind {
                MasterCall::Hold(before) => self.settle_hold(now, before, outcome, effects),
                MasterCall::Release(before, why) => {
                    self.settle_release(now, before, why, outcome, effects);
                }
                MasterCall::Resume => self.settle_resume(now, outcome, effects),
            }
        }
    }

    fn settle_start(&mut self, now: Time, outcome: Outcome, effects: &mut Vec<Effect>) {
        let Instance::Starting { generation, called, cancelled } = self.instance else {
            return;
        };
        match outcome {
            Outcome::Started(id) => self.come_up(now, called, id, effects),
            Outcome::Refused(Class::Cancelled, _) if cancelled => {
                let why = if self.is_outdated() { Why::Outdated } else { Why::Unwanted };
                self.note(effects, Note::Stopping(why.reason().into()));
                self.give_up(Speed::Fast);
            }
            Outcome::Refused(class, reason) => {
                self.fail(now, class, reason, effects);
                self.give_up(Speed::Fast);
            }
            outcome => {
                self.trouble = Some(unclear(outcome).1);
                self.engine_retry = Backoff::new(FIND_RETRY);
                self.instance = Instance::Unknown { generation, called, tries: 0 };
            }
        }
    }

    fn come_up(&mut self, now: Time, called: Time, id: InstanceId, effects: &mut Vec<Effect>) {
        let Some(generation) = self.generation() else {
            return;
        };
        self.note(effects, Note::Started(generation, id.clone()));
        self.instance = Instance::Up(Box::new(Up::new(now, generation, id, Some(called))));
    }

    fn settle_find(&mut self, now: Time, outcome: Outcome, effects: &mut Vec<Effect>) {
        match &mut self.instance {
            Instance::Unknown { called, tries, .. } => match outcome {
                Outcome::Found(sighting) if sighting.running => {
                    let called = *called;
                    self.come_up(now, called, sighting.instance, effects);
                }
                Outcome::Found(_) | Outcome::Absent => {
                    let reason = self.trouble.take().unwrap_or_default();
                    let reason = format!("the start was lost and nothing runs: {reason}");
                    self.fail(now, Class::Infra, reason, effects);
                    self.give_up(Speed::Fast);
                }
                _outcome => {
                    *tries = tries.saturating_add(1);
                    self.engine_retry.fail(now);
                }
            },
            Instance::Up(up) => match outcome {
                Outcome::Found(sighting) if sighting.running => up.doubted = false,
                Outcome::Found(_) | Outcome::Absent => up.exit = Some(unseen_exit()),
                _outcome => {
                    self.engine_retry.fail(now);
                }
            },
            // It was being removed by the time the answer came.
            Instance::Stopping { .. } | Instance::Absent | Instance::Starting { .. } => {}
        }
    }

    fn settle_stop(&mut self, now: Time, outcome: Outcome, effects: &mut Vec<Effect>) {
        if outcome == Outcome::Stopped {
            self.instance = Instance::Absent;
            self.absent_since = now;
            self.foreign_noted = false;
            self.note(effects, Note::Stopped);
        } else {
            let (class, reason) = unclear(outcome);
            let next = self.engine_retry.fail(now);
            let reason = format!("stop: {reason}");
            self.trouble = Some(reason.clone());
            self.note(effects, Note::BackingOff(next, class, reason));
        }
    }

    fn settle_hold(&mut self, now: Time, before: Grip, outcome: Outcome, effects: &mut Vec<Effect>) {
        if outcome == Outcome::Done {
            self.grip = Grip::Held;
            self.master_retry.reset();
        } else {
            self.fail_master(now, "hold", before, outcome, effects);
        }
    }

    fn settle_release(
        &mut self,
        now: Time,
        before: Grip,
        why: Why,
        outcome: Outcome,
        effects: &mut Vec<Effect>,
    ) {
        match outcome {
            Outcome::Released => {
                self.grip = Grip::Held;
                self.master_retry.reset();
                if self.link != Link::Building {
                    self.let_go(now, why, effects);
                }
            }
            Outcome::Busy => {
                self.grip = before;
                self.master_retry.reset();
                self.look_again();
                if let Instance::Up(up) = &mut self.instance {
                    up.busy = up.busy.saturating_add(1);
                    up.idle_since = now;
                    up.release_after = later(now, BUSY_RETRY);
                }
            }
            outcome => self.fail_master(now, "release", before, outcome, effects),
        }
    }

    /// Writes down that no build can reach the instance any more.
    fn let_go(&mut self, now: Time, why: Why, effects: &mut Vec<Effect>) {
        match &mut self.instance {
            Instance::Up(up) => up.released = Some(why),
            // It was attached meanwhile, so the engine is asked again, and its answer decides.
            Instance::Unknown { .. } if self.engine.is_some() => self.look_again(),
            Instance::Unknown { .. } => {
                self.fail(now, Class::Infra, why.reason().into(), effects);
                self.give_up(Speed::Fast);
            }
            // It ended while the master was asked.
            Instance::Stopping { .. } | Instance::Absent | Instance::Starting { .. } => {}
        }
    }

    /// Begins to count the probes of a lost start anew, since it may not be stopped unseen yet.
    fn look_again(&mut self) {
        if let Instance::Unknown { tries, .. } = &mut self.instance {
            *tries = 0;
        }
    }

    fn settle_resume(&mut self, now: Time, outcome: Outcome, effects: &mut Vec<Effect>) {
        if outcome == Outcome::Done {
            self.grip = Grip::Free;
            self.master_retry.reset();
        } else {
            self.fail_master(now, "resume", self.grip, outcome, effects);
        }
    }

    fn fail_master(
        &mut self,
        now: Time,
        call: &str,
        before: Grip,
        outcome: Outcome,
        effects: &mut Vec<Effect>,
    ) {
        // Only a refusal says that nothing happened.
        if matches!(outcome, Outcome::Refused(..)) {
            self.grip = before;
        }
        self.look_again();
        let (class, reason) = unclear(outcome);
        let next = self.master_retry.fail(now);
        self.note(effects, Note::BackingOff(next, class, format!("{call}: {reason}")));
    }

    /// Writes down that a start came to nothing, and waits before the next.
    pub(super) fn fail(&mut self, now: Time, class: Class, reason: String, effects: &mut Vec<Effect>) {
        let next = match class {
            Class::Rejected | Class::Infra => self.start_retry.fail(now),
            // Nobody's fault, so it is no reason to wait longer each time.
            Class::Capacity | Class::Cancelled => self.start_retry.pause(now),
        };
        self.trouble = Some(reason.clone());
        let note = match class {
            Class::Rejected => Note::Failed(class, reason),
            Class::Infra | Class::Capacity | Class::Cancelled => Note::BackingOff(next, class, reason),
        };
        self.note(effects, note);
    }

    /// Leaves the instance to be stopped until the engine confirms that it has gone.
    pub(super) fn give_up(&mut self, speed: Speed) {
        if let Some(generation) = self.generation() {
            self.engine_retry = Backoff::new(STOP_RETRY);
            self.instance = Instance::Stopping { generation, speed };
        }
    }
}

/// The exit of an instance that nobody saw ending.
fn unseen_exit() -> Exit {
    Exit { code: None, out_of_memory: false, log_tail: Vec::new() }
}

/// What a failure says; an outcome that does not fit its call is as good as a lost one.
pub(in crate::fleet) fn unclear(outcome: Outcome) -> (Class, String) {
    match outcome {
        Outcome::Refused(class, reason) => (class, reason),
        Outcome::Lost(reason) => (Class::Infra, reason),
        Outcome::Started(_)
        | Outcome::Stopped
        | Outcome::Found(_)
        | Outcome::Absent
        | Outcome::Done
        | Outcome::Released
        | Outcome::Busy => (Class::Infra, "the answer was that of another call".into()),
    }
}
