//! The names people see: derived from the facts, never stored.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    Generation, InstanceId, Link, Time, WorkerName,
    worker::{Around, Instance, Row, Worker},
};

/// Where a worker stands, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Nothing exists and nothing is wanted.
    Absent,
    /// Wanted, and something has to happen before it can be started.
    Waiting,
    /// Wanted, and the last tries failed.
    BackingOff,
    /// The engine was asked to start it.
    Starting,
    /// Nobody knows whether it was started; the engine is being asked.
    Unknown,
    /// It runs, and the master does not see it yet.
    Attaching,
    /// The master sees it, and no build runs.
    Idle,
    /// A build runs.
    Building,
    /// It runs, and the master no longer sees it.
    Detached,
    /// The master is asked to let go of it.
    Draining,
    /// It is being stopped and removed.
    Stopping,
    /// It is drained, or everything is being closed, and nothing is left of it.
    Closed,
}

impl Phase {
    fn of(worker: &Worker, row: Row) -> Self {
        match &worker.instance {
            Instance::Absent => Self::of_absent(row),
            Instance::Starting { .. } => Self::Starting,
            Instance::Unknown { .. } => Self::Unknown,
            Instance::Stopping { .. } => Self::Stopping,
            Instance::Up(_) => match (row, worker.link) {
                (Row::Release(_) | Row::AwaitRelease | Row::AwaitFind | Row::Discard, _) => Self::Draining,
                (Row::Remove, _) => Self::Stopping,
                (_, Link::Idle) => Self::Idle,
                (_, Link::Building) => Self::Building,
                (_, Link::Detached) if worker.attached => Self::Detached,
                (_, Link::Detached) => Self::Attaching,
            },
        }
    }

    fn of_absent(row: Row) -> Self {
        if row == Row::Closed {
            Self::Closed
        } else if row == Row::Rest {
            Self::Absent
        } else if row == Row::AwaitBackoff {
            Self::BackingOff
        } else {
            Self::Waiting
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "absent",
            Self::Waiting => "waiting",
            Self::BackingOff => "backing-off",
            Self::Starting => "starting",
            Self::Unknown => "unknown",
            Self::Attaching => "attaching",
            Self::Idle => "idle",
            Self::Building => "building",
            Self::Detached => "detached",
            Self::Draining => "draining",
            Self::Stopping => "stopping",
            Self::Closed => "closed",
        })
    }
}

/// What people are shown of one worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerStatus {
    /// The worker.
    pub worker: WorkerName,
    /// The host that runs its instances.
    pub host: String,
    /// Where it stands, in one word.
    pub phase: Phase,
    /// The generation that exists or may exist.
    pub generation: Option<Generation>,
    /// What the engine calls the instance that runs.
    pub instance: Option<InstanceId>,
    /// Whether the master has work for it.
    pub wanted: bool,
    /// Whether the operator keeps work from it.
    pub cordoned: bool,
    /// What the master sees of it.
    pub link: Link,
    /// How many builds began on this instance.
    pub builds: u32,
    /// What has to happen before it goes on, where it waits.
    pub waits: Option<Wait>,
    /// When it goes on at the latest, where time alone decides.
    pub next: Option<Time>,
    /// What went wrong last.
    pub trouble: Option<String>,
    /// Whether its instance is replaced when it is next idle, since the configuration has changed.
    pub outdated: bool,
    /// Whether the configuration does not name it any more, so that it is forgotten when nothing is left of it.
    pub retired: bool,
}

impl WorkerStatus {
    pub(super) fn of(worker: &Worker, around: &Around) -> Self {
        let row = worker.decide(around);
        Self {
            worker: worker.plan.worker.clone(),
            host: worker.plan.host.clone(),
            phase: Phase::of(worker, row),
            generation: worker.generation(),
            instance: worker.instance_id().cloned(),
            wanted: worker.wanted.is_some(),
            cordoned: worker.cordoned,
            link: worker.link,
            builds: worker.builds,
            waits: waits(row),
            next: worker.deadline(around),
            trouble: worker.trouble.clone(),
            outdated: worker.generation().is_some() && worker.is_outdated(),
            retired: worker.retired,
        }
    }
}

/// What has to happen before a worker goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wait {
    /// Its engine has not said yet what is there.
    List,
    /// An instance of another generation has to go.
    Leftover,
    /// The connection of its last instance has to end.
    Hangup,
    /// The master has to let it take builds again.
    Resume,
    /// A connection under its name has to end that belongs to no instance.
    Foreign,
    /// The time after a failure has to pass.
    Backoff,
    /// Its host has to come on.
    Host,
    /// Another instance has to go, for there is no room.
    Room,
    /// Its start, of which nobody needs the outcome any more, has to end.
    Cancel,
    /// The engine has to start it.
    Start,
    /// The engine has to say whether it runs.
    Find,
    /// The engine has to remove it.
    Stop,
    /// The master has to keep further builds from it.
    Hold,
    /// The master has to say whether a build is on its way to it.
    Release,
    /// A build has to come.
    Build,
    /// Its worker has to attach.
    Attach,
    /// Its connection has to come back.
    Reattach,
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::List => "the engine has not been listed yet",
            Self::Leftover => "an older instance is being removed",
            Self::Hangup => "the connection of its last instance is still open",
            Self::Resume => "the master is asked to let it take builds again",
            Self::Foreign => "a connection under its name is open that belongs to no instance",
            Self::Backoff => "the last start failed",
            Self::Host => "its host is being switched on",
            Self::Room => "there is no room",
            Self::Cancel => "its start is given up",
            Self::Start => "the engine is starting it",
            Self::Find => "the engine is asked whether it runs",
            Self::Stop => "the engine is removing it",
            Self::Hold => "the master is asked to hand it no further build",
            Self::Release => "the master is asked whether a build is on its way to it",
            Self::Build => "no build has come",
            Self::Attach => "it has not attached yet",
            Self::Reattach => "its connection is gone and may come back",
        })
    }
}

/// What a row waits for.
fn waits(row: Row) -> Option<Wait> {
    Some(match row {
        Row::Rest | Row::Closed | Row::Building => return None,
        Row::AwaitList => Wait::List,
        Row::ClearLeftover | Row::AwaitLeftover => Wait::Leftover,
        Row::AwaitHangup => Wait::Hangup,
        Row::Resume | Row::AwaitResume => Wait::Resume,
        Row::NoteForeign | Row::AwaitForeign => Wait::Foreign,
        Row::AwaitBackoff => Wait::Backoff,
        Row::AwaitHost => Wait::Host,
        Row::AwaitRoom => Wait::Room,
        Row::Cancel => Wait::Cancel,
        Row::Start | Row::AwaitStart => Wait::Start,
        Row::Find | Row::AwaitFind | Row::Probe => Wait::Find,
        Row::Stop | Row::AwaitStop | Row::Remove | Row::Discard => Wait::Stop,
        Row::Hold | Row::AwaitHold => Wait::Hold,
        Row::Release(_) | Row::AwaitRelease => Wait::Release,
        Row::Idle => Wait::Build,
        Row::AwaitAttach => Wait::Attach,
        Row::AwaitReattach => Wait::Reattach,
    })
}
