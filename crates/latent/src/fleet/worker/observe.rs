//! What the master and the engine report by themselves, written down as facts.

use super::{Instance, Up, Worker};
use crate::fleet::{
    Effect, Exit, Generation, InstanceId, Link, MasterEvent, Note, Sighting, Time,
    policy::{ADOPTION_GRACE, Backoff, FIND_RETRY, later},
};

impl Worker {
    /// Writes down what the master reported.
    pub(in crate::fleet) fn observe_master(
        &mut self,
        now: Time,
        event: MasterEvent,
        effects: &mut Vec<Effect>,
    ) {
        match event {
            MasterEvent::Wanted(properties) => {
                if self.wanted.replace(properties).is_none() {
                    self.waiting_since = now;
                    self.hurry(now);
                }
            }
            MasterEvent::Unwanted => {
                if self.wanted.take().is_some() {
                    self.hurry(now);
                }
            }
            MasterEvent::Link(link) => self.observe_link(now, link, effects),
        }
    }

    /// Ends the wait before the next start.
    pub(in crate::fleet) fn retry(&mut self) {
        self.start_retry.hasten();
    }

    fn observe_link(&mut self, now: Time, link: Link, effects: &mut Vec<Effect>) {
        let before = std::mem::replace(&mut self.link, link);
        if before == link {
            return;
        }
        self.link_since = now;
        if link == Link::Detached {
            self.foreign_noted = false;
        }
        match &mut self.instance {
            Instance::Absent | Instance::Stopping { .. } => return,
            Instance::Up(up) => up.idle_since = now,
            Instance::Starting { .. } | Instance::Unknown { .. } => {}
        }
        self.hurry(now);
        let (attaches, ends) = (before == Link::Detached, before == Link::Building);
        self.attached = true;
        match link {
            Link::Detached => {}
            Link::Idle if ends => {
                self.start_retry.reset();
                self.trouble = None;
                self.note(effects, Note::Idle);
            }
            Link::Idle => self.note(effects, Note::Attached),
            Link::Building => {
                if attaches {
                    self.note(effects, Note::Attached);
                }
                self.begin_build(effects);
            }
        }
    }

    fn begin_build(&mut self, effects: &mut Vec<Effect>) {
        self.builds = self.builds.saturating_add(1);
        if let Instance::Up(up) = &mut self.instance {
            up.busy = 0;
            // It came although the master had let go, so the master is asked again.
            up.released = None;
        }
        self.note(effects, Note::Building);
    }

    /// Tries a release that found a build on its way again at once, since something has changed.
    fn hurry(&mut self, now: Time) {
        if let Instance::Up(up) = &mut self.instance {
            up.release_after = up.release_after.min(now);
        }
    }

    /// Writes down that an instance ended; that of another generation is old news.
    pub(in crate::fleet) fn observe_exit(&mut self, id: &InstanceId, exit: Exit) {
        match &mut self.instance {
            Instance::Up(up) if up.id == *id => up.exit = Some(exit),
            Instance::Up(_)
            | Instance::Absent
            | Instance::Starting { .. }
            | Instance::Unknown { .. }
            | Instance::Stopping { .. } => {}
        }
    }

    /// Compares the instance that should run with a list of the engine.
    ///
    /// A list may be older than the start it does not show, so it only raises a doubt.
    pub(in crate::fleet) fn observe_list(&mut self, runs: impl Fn(Generation) -> bool) {
        if let Instance::Up(up) = &mut self.instance {
            let doubted = !runs(up.generation);
            if doubted && !up.doubted {
                self.engine_retry = Backoff::new(FIND_RETRY);
            }
            up.doubted = doubted;
        }
    }

    /// Begins when the engine was listed for the first time.
    pub(in crate::fleet) fn begin(&mut self, now: Time) {
        self.absent_since = now;
    }

    /// Takes over an instance of an earlier process.
    pub(in crate::fleet) fn adopt(&mut self, now: Time, sighting: Sighting, effects: &mut Vec<Effect>) {
        let (generation, id) = (sighting.generation, sighting.instance);
        self.note(effects, Note::Adopted(generation, id.clone()));
        self.attached = self.link != Link::Detached;
        self.builds = u32::from(self.link == Link::Building);
        self.edition = self.plan.edition;
        let mut up = Up::new(now, generation, id, None);
        up.adopted = true;
        up.resume_after = later(now, ADOPTION_GRACE);
        self.instance = Instance::Up(Box::new(up));
    }

    pub(super) fn note(&self, effects: &mut Vec<Effect>, note: Note) {
        effects.push(Effect::Note(self.plan.worker.clone(), note));
    }
}

impl Up {
    pub(super) fn new(now: Time, generation: Generation, id: InstanceId, called: Option<Time>) -> Self {
        Self {
            generation,
            id,
            since: now,
            adopted: false,
            called,
            attach_by: None,
            idle_since: now,
            busy: 0,
            release_after: now,
            resume_after: now,
            released: None,
            exit: None,
            doubted: false,
        }
    }
}
