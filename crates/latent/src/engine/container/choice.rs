//! Workers whose builds choose among several engines.
//!
//! To the fleet all of these engines are one host. Where an instance is, is remembered from its start on and learned
//! again from the engines' lists after a restart; what is not known is asked of every engine.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard},
};

use super::Containers;
use crate::{
    fleet::{Class, Exit, Generation, InstanceId, Properties, Sighting, Speed, WorkerName},
    port::{BoxFuture, CallError, Engine, StartOrder},
};

/// Chooses an engine's address from the properties of a build; fails with a line for people.
pub type Choose = Arc<dyn Fn(&Properties) -> Result<String, String> + Send + Sync>;

/// Runs each instance on the engine that its build chooses.
pub struct Choice {
    engines: BTreeMap<String, Arc<Containers>>,
    workers: RwLock<BTreeMap<WorkerName, Choose>>,
    known: Mutex<Known>,
}

/// Which instance is on which engine.
#[derive(Default)]
struct Known {
    by_generation: BTreeMap<(WorkerName, Generation), String>,
    by_instance: BTreeMap<InstanceId, String>,
}

impl Choice {
    /// Names the engines by their addresses, and how the builds of each worker choose.
    pub fn new(engines: BTreeMap<String, Arc<Containers>>, workers: BTreeMap<WorkerName, Choose>) -> Self {
        Self { engines, workers: RwLock::new(workers), known: Mutex::default() }
    }

    /// Has the builds of other workers choose, or choose otherwise, from the next start on.
    pub fn adapt(&self, workers: BTreeMap<WorkerName, Choose>) {
        *self.workers.write().unwrap_or_else(PoisonError::into_inner) = workers;
    }

    fn workers(&self) -> RwLockReadGuard<'_, BTreeMap<WorkerName, Choose>> {
        self.workers.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn learn(&self, address: &str, sighting: &Sighting) {
        let mut known = self.known();
        let key = (sighting.worker.clone(), sighting.generation);
        known.by_generation.insert(key, address.to_owned());
        known.by_instance.insert(sighting.instance.clone(), address.to_owned());
    }

    /// The engines on which an instance can be: the one that is known, or all.
    fn places(&self, worker: &WorkerName, generation: Generation) -> Vec<(&String, &Arc<Containers>)> {
        let known = self.known().by_generation.get(&(worker.clone(), generation)).cloned();
        self.engines.iter().filter(|(address, _)| known.as_ref().is_none_or(|it| it == *address)).collect()
    }

    async fn start(&self, order: StartOrder) -> Result<InstanceId, CallError> {
        let rejected = |reason| CallError::Refused { class: Class::Rejected, reason };
        let choose = self.workers().get(&order.worker).cloned();
        let choose =
            choose.ok_or_else(|| rejected(format!("the worker {} is not configured", order.worker)))?;
        let address = choose(&order.properties).map_err(rejected)?;
        let Some(engine) = self.engines.get(&address) else {
            let all: Vec<_> = self.engines.keys().map(String::as_str).collect();
            let reason = format!("the build asks for the engine {address}; it may be {}", all.join(" or "));
            return Err(rejected(reason));
        };
        let key = (order.worker.clone(), order.generation);
        // Before anything is there, so that whatever becomes of the start is looked for at the right place.
        self.known().by_generation.insert(key, address.clone());
        let instance = engine.start(order).await?;
        self.known().by_instance.insert(instance.clone(), address);
        Ok(instance)
    }

    async fn stop(&self, worker: WorkerName, generation: Generation, speed: Speed) -> Result<(), CallError> {
        for (_, engine) in self.places(&worker, generation) {
            engine.stop(worker.clone(), generation, speed).await?;
        }
        let mut known = self.known();
        if let Some(address) = known.by_generation.remove(&(worker.clone(), generation)) {
            let still: BTreeSet<_> = known.by_generation.values().cloned().collect();
            // An instance's id is forgotten with the last generation on its engine: ids are never used twice.
            known.by_instance.retain(|_, it| *it != address || still.contains(it));
        }
        Ok(())
    }

    async fn find(&self, worker: WorkerName, generation: Generation) -> Result<Option<Sighting>, CallError> {
        for (address, engine) in self.places(&worker, generation) {
            if let Some(sighting) = engine.find(worker.clone(), generation).await? {
                self.learn(address, &sighting);
                return Ok(Some(sighting));
            }
        }
        Ok(None)
    }

    /// A list is complete or an error: what is on an engine that does not answer is not gone.
    async fn list(&self) -> Result<Vec<Sighting>, CallError> {
        let mut all = Vec::new();
        for (address, engine) in &self.engines {
            let ours = engine.list_all().await?;
            let workers = self.workers();
            for sighting in ours.into_iter().filter(|it| workers.contains_key(&it.worker)) {
                self.learn(address, &sighting);
                all.push(sighting);
            }
        }
        Ok(all)
    }
}

impl Engine for Choice {
    fn start(&self, order: StartOrder) -> BoxFuture<'_, Result<InstanceId, CallError>> {
        Box::pin(self.start(order))
    }

    fn stop(
        &self,
        worker: WorkerName,
        generation: Generation,
        speed: Speed,
    ) -> BoxFuture<'_, Result<(), CallError>> {
        Box::pin(self.stop(worker, generation, speed))
    }

    fn find(
        &self,
        worker: WorkerName,
        generation: Generation,
    ) -> BoxFuture<'_, Result<Option<Sighting>, CallError>> {
        Box::pin(self.find(worker, generation))
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<Sighting>, CallError>> {
        Box::pin(self.list())
    }

    fn exit(&self, worker: WorkerName, instance: InstanceId) -> BoxFuture<'_, Result<Exit, CallError>> {
        Box::pin(async move {
            let address = self.known().by_instance.get(&instance).cloned();
            match address.and_then(|address| self.engines.get(&address)) {
                Some(engine) => engine.exit(worker, instance).await,
                None => Err(CallError::Refused {
                    class: Class::Infra,
                    reason: format!("no list has shown yet where the instance of {worker} is"),
                }),
            }
        })
    }

    fn attached(&self, worker: WorkerName) {
        for engine in self.engines.values() {
            engine.attached(worker.clone());
        }
    }
}

impl std::fmt::Debug for Choice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Choice")
            .field("engines", &self.engines.keys())
            .field("workers", &self.workers().keys())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
