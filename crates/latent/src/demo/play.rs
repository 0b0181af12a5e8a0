//! Plays one latent worker's life and tells what happens.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use docker_wire::{
    ApiVersion, Client, Daemon, Error,
    api::{Filters, container},
    codec::multiplex::Stream,
};
use tokio::sync::mpsc;

use super::files::{EXECUTABLE, File};
use crate::{
    driver::{Driver, Said},
    engine::container::{Containers, ImageSource, ImageStep, Recipe, Spec, label},
    fleet::{Fleet, IdlePolicy, Limits, Note, Plan, WorkerName},
    master::{
        desk::Results,
        exec::{ExecMaster, Job, Progress},
    },
    port::Engine,
};

/// The worker's name.
const WORKER: &str = "demo-1";
/// The image; its version is that of this program, so that an older one is not taken for it.
const IMAGE: &str = concat!("latent-demo:", env!("CARGO_PKG_VERSION"));
/// Where the files of the image stand in the build context.
const CONTEXT: &str = "files";
/// How long the worker may be idle.
const IDLE: Duration = Duration::from_secs(2);
/// How many builds there are.
pub const BUILDS: usize = 3;

/// What the audience is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scene {
    /// Something happened to the worker.
    Worker(String),
    /// A line of the image's build.
    Image(String),
    /// A line that a build printed.
    Output(String),
}

/// How it went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many builds succeeded.
    pub succeeded: usize,
    /// How many containers were left; there should be none.
    pub leaked: usize,
    /// Milliseconds by phase.
    pub phases: BTreeMap<&'static str, u64>,
}

/// What a play needs.
#[expect(
    missing_debug_implementations,
    reason = "it holds functions, and nothing that would be worth a look"
)]
pub struct Stage<'a> {
    /// The engine.
    pub daemon: Daemon,
    /// Whose containers they are.
    pub owner: String,
    /// The files of the image.
    pub files: Vec<File>,
    /// Tells the time in milliseconds: of a clock, or of a recording.
    pub clock: &'a (dyn Fn() -> u64 + Send + Sync),
    /// Is told what happens, and when.
    pub audience: &'a (dyn Fn(u64, Scene) + Send + Sync),
}

/// Plays from the first build request until nothing is left. `stop` ends it early; what exists is removed still.
///
/// # Errors
///
/// Fails where the engine cannot be asked, at the beginning or for what is left at the end.
pub async fn play(stage: Stage<'_>, stop: impl Future<Output = ()>) -> Result<Outcome, Error> {
    let client = stage.daemon.negotiate(ApiVersion::OLDEST..=ApiVersion::NEWEST).await?;
    let worker = WorkerName(WORKER.to_owned());
    let probe = vec![EXECUTABLE.to_owned(), "--version".to_owned()];
    let (master, mut progress) = ExecMaster::new(client.clone(), [worker.clone()], probe);
    let (witnessed, mut images) = mpsc::unbounded_channel();
    let specs = BTreeMap::from([(worker.clone(), spec(&stage.files, witnessed))]);
    let engine: Arc<dyn Engine> = Arc::new(Containers::new(stage.daemon.clone(), &stage.owner, specs));
    let plan = Plan::new(worker.clone(), "demo").idle(IdlePolicy::After(IDLE.as_millis() as u64));
    let fleet = Fleet::new(1, vec![plan], Limits::default());
    let hosts = BTreeMap::from([("demo".to_owned(), engine)]);
    let placement = BTreeMap::from([(worker, "demo".to_owned())]);
    let (driver, control, orders) = Driver::new(fleet, hosts, placement, master.clone());
    let (said, mut notes) = mpsc::unbounded_channel();

    let mut story = Story::new(&stage);
    for number in 1..=BUILDS {
        master.submit(job(number));
    }
    let mut running = std::pin::pin!(driver.telling(said).run(orders));
    let mut stop = std::pin::pin!(stop);
    let mut stopped = false;
    loop {
        tokio::select! {
            // What was said before the end is told before the end.
            biased;
            Some(said) = notes.recv() => {
                if story.note(said) {
                    control.close();
                }
            }
            Some(step) = images.recv() => story.image(step),
            Some(step) = progress.recv() => story.progress(step),
            () = &mut stop, if !stopped => {
                stopped = true;
                control.close();
            }
            _ = &mut running => break,
        }
    }
    story.outcome.leaked = left(&client, &stage.owner).await?;
    story.end();
    Ok(story.outcome)
}

fn job(number: usize) -> Job {
    let command = [EXECUTABLE, "demo-build"].map(str::to_owned).into_iter().chain([number.to_string()]);
    Job { name: format!("build {number}"), command: command.collect() }
}

fn spec(files: &[File], witnessed: mpsc::UnboundedSender<Step>) -> Spec {
    let in_context = |file: &File| (format!("{CONTEXT}{}", file.path), 0o755, file.content.clone());
    let dockerfile = format!(
        "FROM scratch\nCOPY {CONTEXT}/ /\nLABEL {managed}=image\nCMD [\"{EXECUTABLE}\", \"demo-worker\"]\n",
        managed = label::MANAGED,
    );
    let files = files.iter().map(in_context).collect();
    let recipe = Recipe { dockerfile, files, ..Recipe::default() };
    let witness = move |step: ImageStep<'_>| {
        let step = match step {
            ImageStep::Found => Step::Found,
            ImageStep::Building | ImageStep::Pulling => Step::Building,
            ImageStep::Line(line) => Step::Line(line.to_owned()),
            ImageStep::Made => Step::Made,
        };
        drop(witnessed.send(step));
    };
    let image =
        ImageSource { recipe: Some(recipe), witness: Some(Arc::new(witness)), ..ImageSource::named(IMAGE) };
    Spec {
        host_config: serde_json::Map::from_iter([("NetworkMode".to_owned(), "none".into())]),
        ..Spec::new(image)
    }
}

/// An [`ImageStep`] of its own.
enum Step {
    Found,
    Building,
    Line(String),
    Made,
}

/// Counts what of an owner is left on the engine, running or not.
async fn left(client: &Client, owner: &str) -> Result<usize, Error> {
    let ours = Filters::new().label(format!("{}={owner}", label::OWNER));
    Ok(client.send(container::List::new().all(true).filters(ours)).await?.len())
}

/// What has happened so far.
struct Story<'a> {
    clock: &'a (dyn Fn() -> u64 + Send + Sync),
    audience: &'a (dyn Fn(u64, Scene) + Send + Sync),
    /// When each phase began.
    began: BTreeMap<&'static str, u64>,
    ended: usize,
    outcome: Outcome,
}

impl<'a> Story<'a> {
    fn new(stage: &Stage<'a>) -> Self {
        let began = BTreeMap::from([("total", (stage.clock)())]);
        Self { clock: stage.clock, audience: stage.audience, began, ended: 0, outcome: Outcome::default() }
    }

    fn tell(&self, scene: Scene) {
        (self.audience)((self.clock)(), scene);
    }

    fn say(&self, text: impl Into<String>) {
        self.tell(Scene::Worker(text.into()));
    }

    fn begin(&mut self, phase: &'static str) {
        self.began.entry(phase).or_insert((self.clock)());
    }

    /// Ends a phase that has begun, and tells how long it took, for people.
    fn finish(&mut self, phase: &'static str) -> String {
        let Some(began) = self.began.get(phase) else { return String::new() };
        let took = (self.clock)().saturating_sub(*began);
        self.outcome.phases.insert(phase, took);
        format!(" ({took} ms)")
    }

    /// Tells a note of the core; `true` when the play is over.
    fn note(&mut self, said: Said) -> bool {
        match said.note {
            Note::Starting(generation) => {
                self.begin("substantiate");
                self.say(format!("{} is wanted: substantiating it (generation {generation})", said.worker));
            }
            Note::Started(_, instance) => {
                let took = self.finish("substantiate");
                let id = instance.0.get(..12).unwrap_or(&instance.0).to_owned();
                self.say(format!("container {id} runs{took}"));
                self.begin("attach");
            }
            Note::Attached => {
                let took = self.finish("attach");
                self.say(format!("attached{took}"));
            }
            Note::Idle => {
                self.begin("idle");
                self.say(format!("idle; it goes after {} s", IDLE.as_secs()));
            }
            Note::Stopping(reason) => {
                let took = self.finish("idle");
                self.say(format!("insubstantiating it: {reason}{took}"));
                self.begin("insubstantiate");
            }
            Note::Stopped => {
                let took = self.finish("insubstantiate");
                self.say(format!("the engine confirms that the container is gone{took}"));
                return self.ended >= BUILDS;
            }
            Note::Adopted(..) | Note::Building => {}
            Note::BackingOff(_, _, reason) => self.say(format!("trying again later: {reason}")),
            Note::Failed(_, reason) => {
                self.say(format!("failed: {reason}"));
                return true;
            }
        }
        false
    }

    fn image(&mut self, step: Step) {
        match step {
            Step::Found => self.say(format!("image {IMAGE} is there")),
            Step::Building => {
                self.begin("image");
                self.say(format!("image {IMAGE} is missing: building it from a Dockerfile in memory"));
            }
            Step::Line(line) => self.tell(Scene::Image(line)),
            Step::Made => {
                let took = self.finish("image");
                self.say(format!("image built{took}"));
            }
        }
    }

    fn progress(&mut self, step: Progress) {
        match step {
            Progress::Queued(job) => self.say(format!("{job} is requested")),
            Progress::Began(job, _, worker) => {
                self.begin("builds");
                self.say(format!("{job} runs on {worker}"));
            }
            Progress::Printed(_, stream, bytes) => {
                let mark = if stream == Stream::Stderr { "! " } else { "" };
                for line in String::from_utf8_lossy(&bytes).lines() {
                    self.tell(Scene::Output(format!("{mark}{line}")));
                }
            }
            Progress::Ended(job, results, _) => {
                self.ended += usize::from(results != Results::Retry);
                self.outcome.succeeded += usize::from(results == Results::Success);
                if self.ended == BUILDS {
                    self.finish("builds");
                }
                self.say(format!("{job}: {results:?}"));
            }
        }
    }

    fn end(&mut self) {
        let took = self.finish("total");
        let leaked = match self.outcome.leaked {
            0 => "nothing is left".to_owned(),
            left => format!("{left} containers are LEFT"),
        };
        self.say(format!("{} of {BUILDS} builds succeeded; {leaked}{took}", self.outcome.succeeded));
    }
}
