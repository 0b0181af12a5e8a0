//! What a row does: effects for the driver, and the facts that follow from asking.

use serde::{Deserialize, Serialize};

use super::{EngineCall, Grip, Instance, MasterCall, Row, Why, Worker};
use crate::fleet::{CallId, Class, Drain, Effect, Exit, Generation, Note, Speed, Time};

/// Makes the numbers that name calls and starts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::fleet) struct Ids {
    epoch: u32,
    number: u32,
    call: u64,
}

impl Ids {
    pub(in crate::fleet) fn new(epoch: u32) -> Self {
        Self { epoch, number: 0, call: 0 }
    }

    /// Which process they belong to.
    pub(in crate::fleet) fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Names the next call.
    pub(in crate::fleet) fn call(&mut self) -> CallId {
        self.call += 1;
        CallId(self.call)
    }

    fn generation(&mut self) -> Generation {
        let generation = Generation { epoch: self.epoch, number: self.number };
        self.number = self.number.saturating_add(1);
        generation
    }

    /// Skips what someone else has used, should the counter of starts have been lost.
    pub(in crate::fleet) fn skip(&mut self, seen: Generation) {
        if seen.epoch == self.epoch {
            self.number = self.number.max(seen.number.saturating_add(1));
        }
    }
}

impl Worker {
    /// Does what a row says, and says whether that may bring on another row.
    pub(in crate::fleet) fn commit(
        &mut self,
        now: Time,
        row: Row,
        ids: &mut Ids,
        effects: &mut Vec<Effect>,
    ) -> bool {
        match row {
            Row::Start => self.commit_start(now, ids, effects),
            Row::Cancel => self.commit_cancel(effects),
            Row::Find | Row::Probe => self.commit_find(ids, effects),
            Row::Stop => self.commit_stop(ids, effects),
            Row::Remove => self.commit_remove(now, effects),
            Row::Discard => self.commit_discard(now, effects),
            Row::Hold => self.commit_hold(ids, effects),
            Row::Release(why) => self.commit_release(why, ids, effects),
            Row::Resume => self.commit_resume(ids, effects),
            Row::NoteForeign => self.commit_foreign(effects),
            // The leftovers belong to the fleet.
            Row::ClearLeftover
            | Row::AwaitList
            | Row::AwaitLeftover
            | Row::AwaitHangup
            | Row::AwaitResume
            | Row::Closed
            | Row::Rest
            | Row::AwaitForeign
            | Row::AwaitBackoff
            | Row::AwaitHost
            | Row::AwaitRoom
            | Row::AwaitStart
            | Row::AwaitFind
            | Row::AwaitStop
            | Row::AwaitHold
            | Row::Building
            | Row::AwaitRelease
            | Row::Idle
            | Row::AwaitAttach
            | Row::AwaitReattach => return false,
        }
        true
    }

    fn commit_start(&mut self, now: Time, ids: &mut Ids, effects: &mut Vec<Effect>) {
        let (call, generation) = (ids.call(), ids.generation());
        self.waiting_since = now;
        self.attached = false;
        self.builds = 0;
        self.edition = self.plan.edition;
        self.engine = Some((call, EngineCall::Start));
        self.instance = Instance::Starting { generation, called: now, cancelled: false };
        self.note(effects, Note::Starting(generation));
        let properties = self.wanted.clone().unwrap_or_default();
        let worker = self.plan.worker.clone();
        effects.push(Effect::Start(worker, call, generation, properties));
    }

    fn commit_cancel(&mut self, effects: &mut Vec<Effect>) {
        if let (Instance::Starting { cancelled, .. }, Some((call, EngineCall::Start))) =
            (&mut self.instance, self.engine)
        {
            *cancelled = true;
            effects.push(Effect::Cancel(self.plan.worker.clone(), call));
        }
    }

    fn commit_find(&mut self, ids: &mut Ids, effects: &mut Vec<Effect>) {
        if let Some(generation) = self.generation() {
            let call = ids.call();
            self.engine = Some((call, EngineCall::Find));
            effects.push(Effect::Find(self.plan.worker.clone(), call, generation));
        }
    }

    fn commit_stop(&mut self, ids: &mut Ids, effects: &mut Vec<Effect>) {
        if let Instance::Stopping { generation, speed } = self.instance {
            let call = ids.call();
            self.engine = Some((call, EngineCall::Stop));
            let worker = self.plan.worker.clone();
            effects.push(Effect::Stop(worker, call, generation, speed));
        }
    }

    fn commit_remove(&mut self, now: Time, effects: &mut Vec<Effect>) {
        let Instance::Up(up) = &mut self.instance else {
            return;
        };
        let reason = up.exit.as_ref().map(describe).unwrap_or_default();
        self.note(effects, Note::Stopping(reason.clone()));
        if self.builds == 0 {
            self.fail(now, Class::Infra, reason, effects);
        }
        self.give_up(Speed::Fast);
    }

    fn commit_discard(&mut self, now: Time, effects: &mut Vec<Effect>) {
        let why = match &self.instance {
            Instance::Up(up) => up.released,
            Instance::Absent
            | Instance::Starting { .. }
            | Instance::Unknown { .. }
            | Instance::Stopping { .. } => None,
        };
        let Some(why) = why else { return };
        self.note(effects, Note::Stopping(why.reason().into()));
        if why == Why::Missing && !self.attached {
            self.fail(now, Class::Infra, why.reason().into(), effects);
        }
        self.give_up(Speed::Graceful);
    }

    fn commit_hold(&mut self, ids: &mut Ids, effects: &mut Vec<Effect>) {
        let call = self.ask_master(MasterCall::Hold(self.grip), ids);
        effects.push(Effect::Hold(self.plan.worker.clone(), call));
    }

    fn commit_release(&mut self, why: Why, ids: &mut Ids, effects: &mut Vec<Effect>) {
        let call = self.ask_master(MasterCall::Release(self.grip, why), ids);
        let worker = self.plan.worker.clone();
        effects.push(Effect::Release(worker, call, why.drain()));
    }

    fn commit_resume(&mut self, ids: &mut Ids, effects: &mut Vec<Effect>) {
        let call = self.ask_master(MasterCall::Resume, ids);
        effects.push(Effect::Resume(self.plan.worker.clone(), call));
    }

    /// Until the master has answered, nobody knows whether it holds the worker.
    fn ask_master(&mut self, kind: MasterCall, ids: &mut Ids) -> CallId {
        let call = ids.call();
        self.master = Some((call, kind));
        self.grip = Grip::Unknown;
        call
    }

    fn commit_foreign(&mut self, effects: &mut Vec<Effect>) {
        self.foreign_noted = true;
        let reason =
            "a connection under this name is open that belongs to no instance; nothing starts until it ends";
        self.note(effects, Note::Failed(Class::Infra, reason.into()));
    }
}

impl Why {
    /// What the release may overlook.
    fn drain(self) -> Drain {
        match self {
            Self::Spent | Self::Outdated => Drain::AfterBuild,
            Self::Idle | Self::Unwanted => Drain::Idle,
            Self::GiveUp | Self::Missing | Self::Detached | Self::Unseen => Drain::GiveUp,
        }
    }

    /// What people are told.
    pub(in crate::fleet) fn reason(self) -> &'static str {
        match self {
            Self::Spent => "it has had its builds or its time",
            Self::Idle => "idle",
            Self::GiveUp => "idle, and open requests did not come to it",
            Self::Missing => "it did not attach in time",
            Self::Unwanted => "nothing is wanted any more",
            Self::Detached => "its connection is gone",
            Self::Unseen => "the engine does not say what became of its start",
            Self::Outdated => "its configuration has changed",
        }
    }
}

/// One line about how an instance ended, with the end of its log.
fn describe(exit: &Exit) -> String {
    let mut line = match exit.code {
        Some(code) => format!("it exited with code {code}"),
        None => "it is gone".to_owned(),
    };
    if exit.out_of_memory {
        line.push_str(" for want of memory");
    }
    if let Some(last) = exit.log_tail.last() {
        line.push_str("; its last words: ");
        line.push_str(last);
    }
    line
}
