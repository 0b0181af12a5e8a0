//! What the fleet knows, laid open for people and for a journal's reader. Nothing here changes anything.

use serde::Serialize;
use serde_json::Value;

use super::{Fleet, Generation, Time, WorkerName};

/// All that is known of one worker.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Facts {
    /// The worker.
    pub worker: WorkerName,
    /// The row of the decision table that applies now, such as `AwaitAttach`.
    pub row: String,
    /// The facts by their names in the core.
    pub facts: Value,
}

/// A row of the decision table that applied in the last step, and did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// The worker that it applied to.
    pub worker: WorkerName,
    /// The row, such as `Start`.
    pub row: String,
}

/// An instance that must go, and whose end no engine has confirmed yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tombstone {
    /// The worker that it ran, configured or not.
    pub worker: WorkerName,
    /// Which start it was.
    pub generation: Generation,
    /// When it is tried again at the earliest; `None` while a stop is in flight.
    pub next: Option<Time>,
}

impl Fleet {
    /// Lays open what is known of each worker.
    pub fn facts(&self) -> Vec<Facts> {
        let of = |worker: &super::Worker| Facts {
            worker: worker.plan.worker.clone(),
            row: format!("{:?}", worker.decide(&self.around(worker, true))),
            // What is serialized for a journal can be shown as a value, too.
            facts: serde_json::to_value(worker).unwrap_or_default(),
        };
        self.workers.values().map(of).collect()
    }

    /// Tells which rows did something in the last [`step`](Self::step), in order.
    pub fn decisions(&self) -> Vec<Decision> {
        let decision =
            |(worker, row): &(WorkerName, _)| Decision { worker: worker.clone(), row: format!("{row:?}") };
        self.decisions.iter().map(decision).collect()
    }

    /// Lists what must go and belongs to no worker's present instance.
    pub fn tombstones(&self) -> Vec<Tombstone> {
        let of = |(worker, generation, next): (&WorkerName, _, _)| Tombstone {
            worker: worker.clone(),
            generation,
            next,
        };
        self.leftovers.doomed().map(of).collect()
    }
}
