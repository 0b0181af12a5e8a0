//! One container per worker, on one engine.
//!
//! A container carries its owner, worker and generation as labels before anything can go wrong, so whatever became
//! of a request, [`find`](crate::port::Engine::find) and [`stop`](crate::port::Engine::stop) can tell.

mod choice;
mod classify;
mod create;
mod exit;
mod image;
pub mod label;
mod logs;
mod remove;
mod spec;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard},
};

use docker_wire::{
    ApiVersion, Client, Daemon,
    api::{Filters, container},
    model::ContainerStatus,
};
use tokio::task::AbortHandle;

pub use choice::{Choice, Choose};
use classify::{Asked, Failed, within};
pub use image::{Collected, Fetched, IMAGE_TIMEOUT, RECIPE};
pub use spec::{ImageSource, ImageStep, NameOf, Pull, Recipe, Spec, SpecFor, Witness};

use crate::{
    fleet::{Class, Exit, Generation, InstanceId, Properties, Sighting, Speed, WorkerName},
    port::{BoxFuture, CallError, Engine, Made, Remark, Remarks, Stage, StartOrder},
};

/// Runs containers on one engine for one owner.
pub struct Containers {
    inner: Arc<Inner>,
}

struct Inner {
    owner: String,
    setup: RwLock<Setup>,
    images: image::Images,
    remarks: Remarks,
    /// The engine's address, for people.
    address: String,
    followers: Mutex<BTreeMap<WorkerName, AbortHandle>>,
    /// Workers whose instance the master has not seen yet: should it go now, its log says why.
    unseen: Mutex<BTreeSet<WorkerName>>,
}

/// Which start something is said of.
type Of<'a> = (&'a WorkerName, Generation);

/// What may change while instances run.
struct Setup {
    daemon: Daemon,
    specs: BTreeMap<WorkerName, Arc<Spec>>,
    /// Workers whose instances somebody else lists, since they may be on other engines as well.
    elsewhere: BTreeSet<WorkerName>,
}

impl Containers {
    /// Names the engine, whose containers they are, and what each worker's is made of.
    pub fn new(daemon: Daemon, owner: impl Into<String>, specs: BTreeMap<WorkerName, Spec>) -> Self {
        let specs = specs.into_iter().map(|(worker, spec)| (worker, Arc::new(spec))).collect();
        let inner = Inner {
            owner: owner.into(),
            setup: RwLock::new(Setup { daemon, specs, elsewhere: BTreeSet::new() }),
            images: image::Images::default(),
            remarks: Remarks::default(),
            address: String::new(),
            followers: Mutex::default(),
            unseen: Mutex::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Reaches the engine otherwise, makes instances otherwise from the next start on, and leaves some workers out of
    /// its lists: a [`Choice`] lists them, over all the engines that they may be on.
    ///
    /// What is in flight goes on as it began. Secrets that instances may still have stay secrets.
    pub fn adapt(&self, daemon: Daemon, specs: BTreeMap<WorkerName, Spec>, elsewhere: BTreeSet<WorkerName>) {
        let mut setup = self.inner.setup.write().unwrap_or_else(PoisonError::into_inner);
        for (worker, mut spec) in specs {
            let former = setup.specs.get(&worker).map(|former| former.secrets.clone()).unwrap_or_default();
            let more: Vec<_> = former.into_iter().filter(|secret| !spec.secrets.contains(secret)).collect();
            spec.secrets.extend(more);
            setup.specs.insert(worker, Arc::new(spec));
        }
        (setup.daemon, setup.elsewhere) = (daemon, elsewhere);
    }

    /// Makes remarks about what it does and what becomes of instances, under the engine's address.
    #[must_use]
    pub fn remarking(self, remarks: Remarks, address: impl Into<String>) -> Self {
        match Arc::try_unwrap(self.inner) {
            Ok(inner) => Self { inner: Arc::new(Inner { remarks, address: address.into(), ..inner }) },
            // It is shared with calls already, which only its owner starts.
            Err(inner) => Self { inner },
        }
    }

    /// Lists every instance that carries this owner's label, also of workers that are left out otherwise.
    async fn list_all(&self) -> Result<Vec<Sighting>, CallError> {
        self.inner.list().await
    }

    /// Removes every image that this owner's workers were built into, but those that are named in `keep` and those that
    /// a container uses; a dry run only lists them.
    ///
    /// # Errors
    ///
    /// The engine cannot be asked.
    pub async fn collect_images(
        &self,
        keep: &BTreeSet<String>,
        dry_run: bool,
    ) -> Result<Collected, CallError> {
        image::collect(&self.inner.newest().await?, &self.inner.owner, keep, dry_run).await
    }
}

impl Inner {
    /// A client at the newest version that both sides have.
    async fn newest(&self) -> Result<Client, CallError> {
        // Nothing is asked of the engine but its version, so whatever goes wrong, nothing happened.
        let daemon = self.setup().daemon.clone();
        within(daemon.negotiate(ApiVersion::OLDEST..=ApiVersion::NEWEST))
            .await
            .map_err(|failed| infra(&failed))
    }

    /// A client at the version that a worker asks for, or at the newest; an engine that does not take it says which it
    /// takes.
    async fn client(&self, spec: &Spec) -> Result<Client, CallError> {
        let Some(version) = spec.version else { return self.newest().await };
        let daemon = self.setup().daemon.clone();
        let versions = within(daemon.versions()).await.map_err(|failed| infra(&failed))?;
        if (versions.min..=versions.max).contains(&version) {
            return Ok(daemon.pin(version));
        }
        let (min, max) = (versions.min, versions.max);
        let reason = format!("API {version} is pinned, and the engine takes {min} to {max}");
        Err(CallError::Refused { class: Class::Rejected, reason })
    }

    fn setup(&self) -> RwLockReadGuard<'_, Setup> {
        self.setup.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn spec(&self, worker: &WorkerName) -> Option<Arc<Spec>> {
        self.setup().specs.get(worker).cloned()
    }

    /// The client for calls about an instance that is there, whose worker may not be configured any more, or pin a
    /// version that the engine does not take: it must be possible to stop it all the same.
    async fn client_for(&self, worker: &WorkerName) -> Result<Client, CallError> {
        match self.spec(worker) {
            Some(spec) => match self.client(&spec).await {
                Err(CallError::Refused { class: Class::Rejected, .. }) => self.newest().await,
                client => client,
            },
            None => self.newest().await,
        }
    }

    async fn start(&self, mut order: StartOrder) -> Result<InstanceId, CallError> {
        let Some(spec) = self.spec(&order.worker) else {
            let reason = format!("the worker {} is not configured", order.worker);
            return Err(CallError::Refused { class: Class::Rejected, reason });
        };
        let rejected = |reason| CallError::Refused { class: Class::Rejected, reason };
        let rendered =
            spec.for_build.as_ref().map(|of| of(&order.properties)).transpose().map_err(rejected)?;
        let spec = rendered.as_ref().unwrap_or(&spec);
        // Nothing of ours is there before the container is created; dropping the request ends a pull or a build.
        let (client, image) = tokio::select! {
            prepared = self.prepare(spec, (&order.worker, order.generation), &order.properties) => prepared?,
            () = order.abandoned.abandoned() => {
                let reason = "given up before a container was created".into();
                return Err(CallError::Refused { class: Class::Cancelled, reason });
            }
        };
        self.tell_stage((&order.worker, order.generation), Stage::Create);
        let id = create::create(&client, &self.owner, spec, &order, &image).await?;
        create::deliver(&client, spec, &id).await?;
        self.tell_stage((&order.worker, order.generation), Stage::Start);
        match within(client.send(container::Start::new(&id))).await {
            Ok(_) => {}
            // A container of an earlier, lost request that runs already.
            Err(failed) if failed.is_not_modified() => {}
            Err(failed) => return Err(failed.classify(Asked::Start)),
        }
        self.unseen().insert(order.worker.clone());
        if spec.follow_startup_logs {
            self.follow_logs(
                &order.worker,
                logs::follow(client, order.worker.clone(), id.clone(), spec.clone()),
            );
        }
        Ok(InstanceId(id))
    }

    /// Has the image there.
    async fn prepare(
        &self,
        spec: &Spec,
        of: Of<'_>,
        properties: &Properties,
    ) -> Result<(Client, image::Resolved), CallError> {
        self.tell_stage(of, Stage::Image);
        let name = (spec.image.name)(properties)
            .map_err(|reason| CallError::Refused { class: Class::Rejected, reason })?;
        let made = |digest| Made { host: self.address.clone(), image: name.clone(), digest };
        self.tell_made(of, made(None));
        let client = self.client(spec).await?;
        let image = self.images.ensure(&client, &self.told(&spec.image, of), &name).await?;
        self.tell_made(of, made(Some(image.digest.clone())));
        Ok((client, image))
    }

    /// The source of an image, which says when it is built or pulled.
    fn told(&self, source: &ImageSource, (worker, generation): Of<'_>) -> ImageSource {
        let (remarks, worker) = (self.remarks.clone(), worker.clone());
        let before = source.witness.clone();
        let witness = move |step: ImageStep<'_>| {
            let stage = match step {
                ImageStep::Building => Some(Stage::Build),
                ImageStep::Pulling => Some(Stage::Pull),
                ImageStep::Found | ImageStep::Line(_) | ImageStep::Made => None,
            };
            if let Some(stage) = stage {
                remarks.say(Remark::Stage(worker.clone(), generation, stage));
            }
            if let Some(before) = &before {
                before(step);
            }
        };
        ImageSource { witness: Some(Arc::new(witness)), ..source.clone() }
    }

    fn tell_stage(&self, (worker, generation): Of<'_>, stage: Stage) {
        self.remarks.say(Remark::Stage(worker.clone(), generation, stage));
    }

    fn tell_made(&self, (worker, generation): Of<'_>, made: Made) {
        self.remarks.say(Remark::Made(worker.clone(), generation, made));
    }

    fn unseen(&self) -> MutexGuard<'_, BTreeSet<WorkerName>> {
        self.unseen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the last lines of an instance that never was attached into our log: they say why.
    async fn tell_why(&self, client: &Client, worker: &WorkerName, generation: Generation, name: &str) {
        let followed = self.spec(worker).is_some_and(|spec| spec.follow_startup_logs);
        if !self.unseen().remove(worker) {
            return;
        }
        match exit::log_tail(client, self.spec(worker).as_deref(), name).await {
            Ok(lines) => {
                // Whoever followed the log has them there already.
                for line in lines.iter().filter(|_| !followed) {
                    tracing::info!(target: "latent::startup", %worker, "{line}");
                }
                self.remarks.say(Remark::LastWords(worker.clone(), generation, lines));
            }
            Err(failed) => tracing::debug!(%worker, %failed, "the log of an instance cannot be read"),
        }
    }

    fn follow_logs(&self, worker: &WorkerName, follow: impl Future<Output = ()> + Send + 'static) {
        let follower = tokio::spawn(follow).abort_handle();
        let mut followers = self.followers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(earlier) = followers.insert(worker.clone(), follower) {
            earlier.abort();
        }
    }

    fn stop_following(&self, worker: &WorkerName) {
        let mut followers = self.followers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(follower) = followers.remove(worker) {
            follower.abort();
        }
    }

    async fn find(&self, worker: &WorkerName, generation: Generation) -> Result<Option<Sighting>, CallError> {
        let client = self.client_for(worker).await?;
        let name = label::container_name(&self.owner, worker, generation);
        match within(client.send(container::Inspect::new(&name))).await {
            Ok(found) => {
                let labels = found.config.labels.clone().unwrap_or_default();
                Ok(label::sighting(&self.owner, &labels, &found.id, found.state.running))
            }
            Err(failed) if failed.is_not_found() => Ok(None),
            Err(failed) => Err(failed.classify(Asked::Other)),
        }
    }

    async fn list(&self) -> Result<Vec<Sighting>, CallError> {
        let client = self.newest().await?;
        let ours = container::List::new().all(true).filters(Filters::new().label(format!(
            "{}={}",
            label::OWNER,
            self.owner
        )));
        let listed = within(client.send(ours)).await.map_err(|failed| failed.classify(Asked::Other))?;
        Ok(listed
            .iter()
            .filter_map(|c| {
                label::sighting(&self.owner, &c.labels, &c.id, c.state == Some(ContainerStatus::Running))
            })
            .collect())
    }
}

fn infra(failed: &Failed) -> CallError {
    CallError::Refused { class: Class::Infra, reason: failed.to_string() }
}

impl Engine for Containers {
    fn start(&self, order: StartOrder) -> BoxFuture<'_, Result<InstanceId, CallError>> {
        Box::pin(self.inner.start(order))
    }

    fn stop(
        &self,
        worker: WorkerName,
        generation: Generation,
        speed: Speed,
    ) -> BoxFuture<'_, Result<(), CallError>> {
        Box::pin(async move {
            self.inner.stop_following(&worker);
            let client = self.inner.client_for(&worker).await?;
            let name = label::container_name(&self.inner.owner, &worker, generation);
            self.inner.tell_why(&client, &worker, generation, &name).await;
            remove::remove(&client, &self.inner.owner, &name, speed).await
        })
    }

    fn find(
        &self,
        worker: WorkerName,
        generation: Generation,
    ) -> BoxFuture<'_, Result<Option<Sighting>, CallError>> {
        Box::pin(async move { self.inner.find(&worker, generation).await })
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<Sighting>, CallError>> {
        Box::pin(async move {
            let mut all = self.inner.list().await?;
            let setup = self.inner.setup();
            all.retain(|sighting| !setup.elsewhere.contains(&sighting.worker));
            Ok(all)
        })
    }

    fn exit(&self, worker: WorkerName, instance: InstanceId) -> BoxFuture<'_, Result<Exit, CallError>> {
        Box::pin(async move {
            let client = self.inner.client_for(&worker).await?;
            let spec = self.inner.spec(&worker);
            let (exit, made) = exit::exit(&client, spec.as_deref(), &instance).await?;
            if let Some((generation, made)) = made {
                let made = Made { host: self.inner.address.clone(), ..made };
                self.inner.tell_made((&worker, generation), made);
            }
            Ok(exit)
        })
    }

    fn attached(&self, worker: WorkerName) {
        self.inner.unseen().remove(&worker);
        self.inner.stop_following(&worker);
    }
}

impl std::fmt::Debug for Containers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let setup = self.inner.setup();
        f.debug_struct("Containers")
            .field("engine", &setup.daemon)
            .field("owner", &self.inner.owner)
            .field("workers", &setup.specs.keys())
            .finish()
    }
}
