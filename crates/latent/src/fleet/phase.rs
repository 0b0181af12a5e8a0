//! The names people see: derived from the facts, never stored.

use std::fmt;

use serde::Serialize;

use super::{
    Generation, InstanceId, Link, Time, WorkerName,
    worker::{Around, Instance, Row, Worker},
};

/// Where a worker stands, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
    /// Everything is being closed, and nothing is left of it.
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
                (Row::Release(_) | Row::AwaitRelease | Row::Discard, _) => Self::Draining,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// What the master sees of it.
    pub link: Link,
    /// How many builds began on this instance.
    pub builds: u32,
    /// What has to happen before it goes on, where it waits.
    pub waits: Option<String>,
    /// When it goes on at the latest, where time alone decides.
    pub next: Option<Time>,
    /// What went wrong last.
    pub trouble: Option<String>,
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
            link: worker.link,
            builds: worker.builds,
            waits: waits(row).map(str::to_owned),
            next: worker.deadline(around),
            trouble: worker.trouble.clone(),
        }
    }
}

/// What a row waits for, in words.
fn waits(row: Row) -> Option<&'static str> {
    Some(match row {
        Row::Rest | Row::Closed | Row::Building => return None,
        Row::AwaitList => "the engine has not been listed yet",
        Row::ClearLeftover | Row::AwaitLeftover => "an older instance is being removed",
        Row::AwaitHangup => "the connection of its last instance is still open",
        Row::Resume | Row::AwaitResume => "the master is asked to let it take builds again",
        Row::NoteForeign | Row::AwaitForeign => {
            "a connection under its name is open that belongs to no instance"
        }
        Row::AwaitBackoff => "the last start failed",
        Row::AwaitHost => "its host is being switched on",
        Row::AwaitRoom => "there is no room",
        Row::Cancel => "its start is given up",
        Row::Start | Row::AwaitStart => "the engine is starting it",
        Row::Find | Row::AwaitFind | Row::Probe => "the engine is asked whether it runs",
        Row::Stop | Row::AwaitStop | Row::Remove | Row::Discard => "the engine is removing it",
        Row::Hold | Row::AwaitHold => "the master is asked to hand it no further build",
        Row::Release(_) | Row::AwaitRelease => "the master is asked whether a build is on its way to it",
        Row::Idle => "no build has come",
        Row::AwaitAttach => "it has not attached yet",
        Row::AwaitReattach => "its connection is gone and may come back",
    })
}
