//! The words of the core: what happened ([`Event`]) and what to do ([`Effect`]).
//!
//! All of them are plain values with a serialised form, so that a run is a file (see `journal`).

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::Settings;

/// An instant, in milliseconds since an origin that the driver chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Time(pub u64);

/// The name of a worker, as the master knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WorkerName(pub String);

impl fmt::Display for WorkerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which start of a worker an instance belongs to: the process's start counter and a number within it.
///
/// Generations of one owner never repeat, so an instance can be found by its name alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Generation {
    /// How many times this owner's process had started when the generation was made.
    pub epoch: u32,
    /// Counts the starts of one epoch, over all workers.
    pub number: u32,
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.epoch, self.number)
    }
}

/// What the engine calls an instance; for a container, its id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InstanceId(pub String);

/// Names one engine call of one worker, so that a late answer is never taken for another call's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CallId(pub u64);

/// Properties of a build request, by name.
pub type Properties = BTreeMap<String, serde_json::Value>;

/// What the master sees of a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Link {
    /// Nothing is connected under this name.
    Detached,
    /// Connected, and no build runs.
    Idle,
    /// Connected, and at least one build runs or is being prepared.
    Building,
}

/// Whose fault a refusal is, which decides what is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Class {
    /// The request is wrong and will stay wrong: no such image, a bad mount.
    Rejected,
    /// The engine, the network or the disk failed: try again later.
    Infra,
    /// No room now: stay queued.
    Capacity,
    /// We gave it up ourselves.
    Cancelled,
}

/// How an instance ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exit {
    /// The exit code, where the engine still knew it.
    pub code: Option<i64>,
    /// Whether the kernel ended it for want of memory.
    pub out_of_memory: bool,
    /// The last lines of its log, without secrets, for the failure report.
    pub log_tail: Vec<String>,
}

/// One instance as the engine showed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// The worker that its label names.
    pub worker: WorkerName,
    /// The generation that its label names.
    pub generation: Generation,
    /// What the engine calls it.
    pub instance: InstanceId,
    /// Whether it runs; created, exited and dead ones do not.
    pub running: bool,
}

/// What a master's adapter reports of one worker. Level-triggered: the same report twice changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MasterEvent {
    /// Work waits for this worker; the properties are those of the request that is served first.
    Wanted(Properties),
    /// No work waits for this worker.
    Unwanted,
    /// What the master sees of the worker now.
    Link(Link),
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Time passed; nothing else happened.
    Tick,
    /// The master reported.
    Master(WorkerName, MasterEvent),
    /// A call that an effect asked for has ended, one way or another.
    Settled(WorkerName, CallId, Outcome),
    /// An instance ended.
    Exited(WorkerName, InstanceId, Exit),
    /// The engine of a host, by its name in the plans, listed every instance of this owner.
    Listed(String, Vec<Sighting>),
    /// The switching of a host has ended, one way or another: `Done`, `Refused` or `Lost`.
    Switched(String, CallId, Outcome),
    /// The operator wants a worker that backs off to be tried at once.
    Retry(WorkerName),
    /// The operator wants a worker to finish what it does, to go, and not to come back before [`Event::Uncordon`].
    Cordon(WorkerName),
    /// The operator wants a worker to take work again.
    Uncordon(WorkerName),
    /// The operator has decided anew: workers and hosts came, went or changed.
    Reconfigured(Settings),
    /// Finish what runs, start nothing, stop everything.
    Close,
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// A start: the instance runs.
    Started(InstanceId),
    /// A stop: the engine confirmed that nothing is left.
    Stopped,
    /// A find: this is there.
    Found(Sighting),
    /// A find: nothing of that name is there.
    Absent,
    /// A hold or a resume: the master has done it.
    Done,
    /// A release: no build can reach the worker any more.
    Released,
    /// A release: a build is on its way or runs.
    Busy,
    /// Any call: certainly nothing happened.
    Refused(Class, String),
    /// Any call: nobody can know whether it happened.
    Lost(String),
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Ask the engine to start an instance; settles with `Started`, `Refused` or `Lost`.
    Start(WorkerName, CallId, Generation, Properties),
    /// Have a start in flight given up if nothing was created yet; it settles as it would, most often with `Refused(Cancelled)`.
    Cancel(WorkerName, CallId),
    /// Ask the engine to stop and remove an instance, fast or with the usual grace; settles with `Stopped`, `Refused` or `Lost`.
    Stop(WorkerName, CallId, Generation, Speed),
    /// Ask the engine what became of a generation; settles with `Found`, `Absent`, `Refused` or `Lost`.
    Find(WorkerName, CallId, Generation),
    /// Ask the master to hand this worker no further build; settles with `Done`, `Refused` or `Lost`.
    Hold(WorkerName, CallId),
    /// Ask the master to make certain that no build is on its way; settles with `Released`, `Busy`, `Refused` or `Lost`.
    Release(WorkerName, CallId, Drain),
    /// Ask the master to let the worker take builds again; settles with `Done`, `Refused` or `Lost`.
    Resume(WorkerName, CallId),
    /// Switch a host on; settles as [`Event::Switched`], and `Done` means that its engine can be asked for a list.
    Wake(String, CallId),
    /// Switch a host off, on which nothing of ours is left; settles as [`Event::Switched`].
    Sleep(String, CallId),
    /// Tell people; asks for nothing.
    Note(WorkerName, Note),
    /// As `Note`, about a host.
    HostNote(String, HostNote),
}

/// How long a stopped instance may take to end by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Speed {
    /// The engine's usual grace, then a kill.
    Graceful,
    /// A kill at once.
    Fast,
}

/// What a release may overlook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Drain {
    /// The worker was idle for its timeout: any open request of its builders keeps it.
    Idle,
    /// The worker has just finished its last build: unclaimed requests wait for the next instance.
    AfterBuild,
    /// As `AfterBuild`, after several drains in which no request was claimed: open requests no longer keep it.
    GiveUp,
}

/// What people are told about a host that is switched on and off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HostNote {
    /// It is being switched on.
    Waking,
    /// It is on.
    Awake,
    /// It is being switched off.
    Sleeping,
    /// It is off.
    Asleep,
    /// It could not be switched; when the next try is at the earliest, and why.
    Failed(Time, Class, String),
}

/// What people are told about a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Note {
    /// An instance is being started.
    Starting(Generation),
    /// The engine runs it.
    Started(Generation, InstanceId),
    /// The master sees it.
    Attached,
    /// A build runs on it.
    Building,
    /// Its builds have ended.
    Idle,
    /// It is being discarded, and why.
    Stopping(String),
    /// The engine confirmed that nothing is left.
    Stopped,
    /// An instance of an earlier process was taken over.
    Adopted(Generation, InstanceId),
    /// Something went wrong; when the next try is, and why.
    BackingOff(Time, Class, String),
    /// A start failed in a way that trying again does not cure.
    Failed(Class, String),
}
