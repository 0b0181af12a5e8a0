//! The nouns of a desk: requests, builds and their ends.

use std::collections::BTreeSet;

use crate::fleet::{Properties, WorkerName};

/// How a build ended, in Buildbot's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Results {
    /// All went well.
    Success,
    /// It went well, with complaints.
    Warnings,
    /// The code is at fault.
    Failure,
    /// Nothing had to be done.
    Skipped,
    /// The build itself is at fault.
    Exception,
    /// The worker was lost; the request waits again.
    Retry,
    /// Somebody stopped it.
    Cancelled,
}

/// Names a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u64);

/// Names a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BuildId(pub u64);

/// Work that somebody wants done.
#[derive(Debug, Clone, Default)]
pub struct Submission {
    /// The workers that may do it; empty for any.
    pub workers: BTreeSet<WorkerName>,
    /// Higher goes first; then age.
    pub priority: i64,
    /// What is known of it.
    pub properties: Properties,
}

/// A build to be run.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// The build.
    pub build: BuildId,
    /// The request that it serves.
    pub request: RequestId,
    /// The worker that it runs on.
    pub worker: WorkerName,
    /// The properties of the request.
    pub properties: Properties,
}

/// What became of a request so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Its builds, in order, and how those ended that have.
    pub builds: Vec<(BuildId, WorkerName, Option<Results>)>,
    /// How the request ended, if it has.
    pub results: Option<Results>,
}

impl Submission {
    pub(super) fn may_go_to(&self, worker: &WorkerName) -> bool {
        self.workers.is_empty() || self.workers.contains(worker)
    }
}
