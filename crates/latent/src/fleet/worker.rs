//! One worker: three facts about it, and what follows from them.
//!
//! ```text
//!            observe                 decide                 commit
//!  event ─────────────▶ facts ────────────────▶ row ───────────────────▶ effects, facts
//!                         ▲                                                  │
//!                         └──────────── again, until a row rests ────────────┘
//! ```
//!
//! The facts are *instance* (what the engine has), *wanted* (what the master asks for) and *link* (what the
//! master sees). They change independently, so no event is ever unexpected: `observe` records, and the table in
//! `decide` says what should happen given all of them. This module knows one worker only; capacity and instances
//! that belong to nobody are the business of `Fleet`.

mod commit;
mod decide;
mod observe;
mod replan;
mod settle;
mod timers;

pub(super) use commit::Ids;
pub(super) use decide::{Around, Row};
pub(super) use settle::unclear;

use serde::{Deserialize, Serialize};

use super::{
    CallId, Exit, Generation, InstanceId, Link, Properties, Speed, Time,
    policy::{Backoff, FIND_RETRY, MASTER_RETRY, Plan, START_RETRY},
};

/// What is known of one worker.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Worker {
    pub(super) plan: Plan,
    /// The host of its next instance, where that is not the one of the plan.
    #[serde(default)]
    moves: Option<String>,
    /// The configuration does not name it any more.
    #[serde(default)]
    pub(super) retired: bool,
    /// Whether the operator keeps work from it.
    pub(super) cordoned: bool,
    pub(super) instance: Instance,
    /// Of which edition the instance is.
    #[serde(default)]
    edition: u32,
    pub(super) wanted: Option<Properties>,
    /// Since when it waits to be started, for the order in which workers get room.
    pub(super) waiting_since: Time,
    pub(super) link: Link,
    pub(super) link_since: Time,
    /// Whether the master has seen the instance, and how many times it began to build on it.
    pub(super) attached: bool,
    pub(super) builds: u32,
    pub(super) grip: Grip,
    pub(super) engine: Option<(CallId, EngineCall)>,
    pub(super) master: Option<(CallId, MasterCall)>,
    start_retry: Backoff,
    engine_retry: Backoff,
    master_retry: Backoff,
    absent_since: Time,
    foreign_noted: bool,
    /// What went wrong last, until a build ends well.
    pub(super) trouble: Option<String>,
}

/// What the engine has of a worker.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Instance {
    /// Nothing.
    Absent,
    /// A start is in flight, and perhaps asked to be given up.
    Starting { generation: Generation, called: Time, cancelled: bool },
    /// A start was lost: something may run.
    Unknown { generation: Generation, called: Time, tries: u32 },
    /// It runs, or ran a moment ago.
    Up(Box<Up>),
    /// It must go, until the engine confirms that it has gone.
    Stopping { generation: Generation, speed: Speed },
}

/// An instance that runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Up {
    pub(super) generation: Generation,
    pub(super) id: InstanceId,
    since: Time,
    /// An earlier process started it, so nobody knows how many builds it has had.
    adopted: bool,
    /// When its start was called, which an adopted one does not say.
    #[serde(default)]
    called: Option<Time>,
    /// Until when it must be attached, where a journal of format 3 says only that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attach_by: Option<Time>,
    idle_since: Time,
    /// How many drains in a row found it busy although no build had begun.
    busy: u32,
    release_after: Time,
    resume_after: Time,
    released: Option<Why>,
    exit: Option<Exit>,
    /// A list did not show it running, which may be old news.
    doubted: bool,
}

/// Whether the master hands builds to a worker, as far as we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Grip {
    /// It does.
    Free,
    /// It does not.
    Held,
    /// A call was lost, or an earlier process may have held it.
    Unknown,
}

/// An engine call in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum EngineCall {
    Start,
    Find,
    Stop,
}

/// A master call in flight, with what was known before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum MasterCall {
    Hold(Grip),
    Release(Grip, Why),
    Resume,
}

/// Why an instance is released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Why {
    /// It has had its builds, or its time, or everything is being closed.
    Spent,
    /// It was idle for its timeout.
    Idle,
    /// As `Idle`, and several drains found open requests that never came.
    GiveUp,
    /// It did not attach in time.
    Missing,
    /// Nothing is wanted any more, and it has not attached yet.
    Unwanted,
    /// Its connection is gone.
    Detached,
    /// Its start was lost, and the engine does not say what became of it.
    Unseen,
    /// Instances are made otherwise now.
    Outdated,
}

impl Worker {
    /// Knows nothing yet: an earlier process may have left anything behind.
    pub(super) fn new(plan: Plan) -> Self {
        Self {
            edition: plan.edition,
            plan,
            moves: None,
            retired: false,
            cordoned: false,
            instance: Instance::Absent,
            wanted: None,
            waiting_since: Time::default(),
            link: Link::Detached,
            link_since: Time::default(),
            attached: false,
            builds: 0,
            grip: Grip::Unknown,
            engine: None,
            master: None,
            start_retry: Backoff::new(START_RETRY),
            engine_retry: Backoff::new(FIND_RETRY),
            master_retry: Backoff::new(MASTER_RETRY),
            absent_since: Time::default(),
            foreign_noted: false,
            trouble: None,
        }
    }

    /// The generation that exists or may exist.
    pub(super) fn generation(&self) -> Option<Generation> {
        match &self.instance {
            Instance::Absent => None,
            Instance::Starting { generation, .. }
            | Instance::Unknown { generation, .. }
            | Instance::Stopping { generation, .. } => Some(*generation),
            Instance::Up(up) => Some(up.generation),
        }
    }

    /// What the engine calls the instance that runs.
    pub(super) fn instance_id(&self) -> Option<&InstanceId> {
        match &self.instance {
            Instance::Up(up) => Some(&up.id),
            Instance::Absent
            | Instance::Starting { .. }
            | Instance::Unknown { .. }
            | Instance::Stopping { .. } => None,
        }
    }

    /// Changes every property of a build that it keeps.
    pub(super) fn hide(&mut self, mut change: impl FnMut(&mut Properties)) {
        if let Some(wanted) = &mut self.wanted {
            change(wanted);
        }
    }

    /// Whether nothing exists, nothing is in flight and the master may use the worker again.
    pub(super) fn is_at_rest(&self) -> bool {
        matches!(self.instance, Instance::Absent)
            && self.grip == Grip::Free
            && self.engine.is_none()
            && self.master.is_none()
    }
}
