//! What is told of one worker.

use serde::{Deserialize, Serialize};

use crate::{
    fleet::{Class, Generation, InstanceId, Link, Phase, Wait, WorkerName},
    port::{Made, Stage, Standing},
};

/// What is told of one worker. Its JSON form keeps its keys; times are milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The worker.
    pub worker: WorkerName,
    /// Where it stands, in one word.
    pub phase: Phase,
    /// Since when.
    pub since_unix_ms: u64,
    /// The host that runs its instances.
    pub host: String,
    /// Whether the master has work for it.
    pub wanted: bool,
    /// What the master sees of it.
    pub link: Link,
    /// Whether the operator keeps work from it.
    pub drained: bool,
    /// How many builds began on this instance.
    pub builds: u32,
    /// The start that exists or may exist.
    pub generation: Option<Generation>,
    /// What the engine calls the instance that runs.
    pub instance: Option<InstanceId>,
    /// What the instance is made of, or the one that is being started.
    pub made: Option<Made>,
    /// What has to happen before it goes on.
    pub waits: Option<Wait>,
    /// The workers whose instances take the room that it waits for.
    pub room_taken_by: Vec<WorkerName>,
    /// When it goes on at the latest, where time alone decides.
    pub next_unix_ms: Option<u64>,
    /// How far a start has come.
    pub stage: Option<Stage>,
    /// Since when.
    pub stage_since_unix_ms: Option<u64>,
    /// Why its host's engine does not answer.
    pub host_trouble: Option<Trouble>,
    /// Why the master does not answer.
    pub master_trouble: Option<Trouble>,
    /// What the master says of it beside demand and link.
    pub standing: Standing,
    /// Instances that must go, and whose end no engine has confirmed yet.
    pub tombstones: Vec<Generation>,
    /// How many starts failed since the last build.
    pub failures: u32,
    /// What went wrong last.
    pub failure: Option<Failure>,
}

/// Somebody does not answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// Since when.
    pub since_unix_ms: u64,
    /// What is wrong, in its own words.
    pub reason: String,
}

/// What went wrong with a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// When.
    pub at_unix_ms: u64,
    /// Where the worker stood.
    pub phase: Phase,
    /// How far its start had come, if it failed.
    pub stage: Option<Stage>,
    /// Whose fault it was.
    pub class: Class,
    /// What the engine, the master or the instance said.
    pub error: String,
    /// When the next try is at the earliest.
    pub next_unix_ms: Option<u64>,
    /// Which start it was.
    pub generation: Option<Generation>,
    /// What the engine called the instance.
    pub instance: Option<InstanceId>,
    /// What the instance was made of.
    pub made: Option<Made>,
    /// The exit code of the instance, if it had ended and the engine still knew.
    pub exit_code: Option<i64>,
    /// Whether the kernel ended it for want of memory.
    pub out_of_memory: bool,
    /// The last lines of its log, at most 200.
    pub log_tail: Vec<String>,
}
