//! Which workers the operator keeps work from, for longer than a process lives.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{
    driver::Control,
    fleet::WorkerName,
    state::{IntentKind, State, StateError},
};

/// Keeps work from workers until they are resumed, across restarts: what is wanted is in the state folder before the
/// driver is told.
#[derive(Debug)]
pub struct Cordons {
    state: Arc<State>,
    control: Control,
    /// Whoever writes and tells; two orders for one worker reach disk and driver in the same order.
    turn: Mutex<()>,
}

impl Cordons {
    /// Keeps them in a state folder, and tells a driver.
    pub fn new(state: Arc<State>, control: Control) -> Self {
        Self { state, control, turn: Mutex::new(()) }
    }

    /// Has a worker finish what it does and go.
    ///
    /// # Errors
    ///
    /// The disk does not take it; then nothing has changed.
    pub fn begin(&self, worker: &WorkerName) -> Result<(), StateError> {
        let _turn = self.turn();
        self.state.intents().record(IntentKind::Cordon, worker, "drained")?;
        self.control.cordon(worker.clone());
        Ok(())
    }

    /// Lets a worker take work again.
    ///
    /// # Errors
    ///
    /// The disk does not allow it; then it stays drained.
    pub fn end(&self, worker: &WorkerName) -> Result<(), StateError> {
        let _turn = self.turn();
        self.state.intents().clear(IntentKind::Cordon, worker)?;
        self.control.uncordon(worker.clone());
        Ok(())
    }

    /// Tells the driver again of all that are kept: of those that a configuration names anew it does not know.
    pub fn repeat(&self) {
        let _turn = self.turn();
        Self::kept(&self.state).into_iter().for_each(|worker| self.control.cordon(worker));
    }

    /// Lists the workers that a state folder keeps work from. What cannot be read is logged and counts as none: a
    /// worker too many is better than none at all.
    pub fn kept(state: &State) -> Vec<WorkerName> {
        let intents = state.intents().list().unwrap_or_else(|error| {
            tracing::error!(%error, "which workers are drained cannot be read");
            Vec::new()
        });
        let cordons = intents.into_iter().filter(|intent| intent.kind == IntentKind::Cordon);
        cordons.map(|intent| intent.worker).collect()
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
