//! Which workers we have paused, remembered where a crash cannot reach.
//!
//! A pause outlives worker, master and us; whoever starts next must know that it is ours to undo.

use std::{
    collections::BTreeSet,
    io,
    sync::{Mutex, PoisonError},
};

use crate::fleet::WorkerName;

/// Remembers the workers that this owner has paused or is about to pause.
///
/// Both writes are on disk, or wherever the implementation keeps them, when they return.
pub trait Intents: Send + Sync + 'static {
    /// Remembers that the worker is about to be paused.
    ///
    /// # Errors
    ///
    /// Fails if the intent is not certainly kept; then nothing is paused.
    fn record(&self, worker: &WorkerName) -> io::Result<()>;

    /// Forgets the worker; it is paused no more.
    ///
    /// # Errors
    ///
    /// Fails if the intent may still be there.
    fn clear(&self, worker: &WorkerName) -> io::Result<()>;

    /// Lists the workers that are remembered, those of earlier processes too.
    fn held(&self) -> Vec<WorkerName>;
}

/// Intents that live as long as the process, for tests and examples.
#[derive(Debug, Default)]
pub struct InMemoryIntents {
    held: Mutex<BTreeSet<WorkerName>>,
}

impl InMemoryIntents {
    /// Begins with intents as an earlier process may have left them.
    pub fn with(workers: impl IntoIterator<Item = WorkerName>) -> Self {
        Self { held: Mutex::new(workers.into_iter().collect()) }
    }
}

impl Intents for InMemoryIntents {
    fn record(&self, worker: &WorkerName) -> io::Result<()> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).insert(worker.clone());
        Ok(())
    }

    fn clear(&self, worker: &WorkerName) -> io::Result<()> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(worker);
        Ok(())
    }

    fn held(&self) -> Vec<WorkerName> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
