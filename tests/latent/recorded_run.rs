//! A whole run: a driver, an engine, a master's REST and its WebSocket, written once and run in every mode.
//!
//! Two builds wait at a real master when the run begins; after each build its container goes. One fixture has both
//! lanes, `engine` and `master`; `latent.toml` beside it is the configuration that was in force. Addresses in it say
//! nothing: [`Ways`] decides where they lead, so only what is sent to the engine must be as recorded.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use acceptance::{
    live,
    master::{Master, MasterOptions, WORKER_PASSWORD},
    raw,
};
use docker_wire::{
    Host, Transport,
    replay::{Engine, MODE_VARIABLE, Mode, Options, Recording, Replayer, Timing, format::Header},
    transport::{Tcp, Unix},
};
use http::Method;
use latent::{
    config::{Config, DockerHost, MasterUrl},
    driver::{Ended, Said},
    fleet::Note,
    master::buildbot::InMemoryIntents,
    port::Remarks,
    service::{Connect, ConnectError, Identity, Service},
};
use tokio::sync::mpsc;

const BUILDS: usize = 2;
const SEED: u64 = 20_161_123;

#[tokio::test(start_paused = true)]
async fn a_whole_run_builds_twice_on_two_containers_and_leaves_nothing() {
    let mode = env::var(MODE_VARIABLE).ok().filter(|mode| !mode.is_empty());
    match mode.map_or(Mode::Replay, |mode| mode.parse().unwrap()) {
        Mode::Replay => replay().await,
        Mode::Record => live(Some(folder())).await,
        _ => live(None).await,
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/buildbot/4.3.0")
}

async fn replay() {
    let replayer = Replayer::open(folder().join("run.jsonl")).unwrap();
    // The clock is paused, so as exact as recorded costs nothing, and waiting long for a cause costs nothing.
    let replayer = replayer.timing(Timing::Exact).patience(Duration::from_secs(600));
    let config = Config::load(folder().join("latent.toml")).unwrap();
    let ways = Ways { engine: Arc::new(replayer.lane("engine")), master: Arc::new(replayer.lane("master")) };
    let seed = replayer.fixture().header().seed.unwrap();

    let notes = run(&config, seed, &ways).await;

    drop(ways);
    replayer.finish().unwrap_or_else(|error| panic!("{error}\nnotes: {notes:#?}"));
    judge(&notes);
}

async fn live(record_to: Option<PathBuf>) {
    tokio::time::resume();
    let engine = live::engine();
    let (master, requests) = tokio::task::spawn_blocking(|| {
        let master = Master::up(&MasterOptions::default());
        let requests = master.force("echo", BUILDS, &[]);
        (master, requests)
    })
    .await
    .unwrap();
    let Ok(Host::Tcp { host, port, .. }) = master.url.trim_end_matches('/').parse() else {
        panic!("the master's url is {}", master.url);
    };
    let toml = configuration(&engine, &master);
    let (unix, tcp) = (Unix::new(engine.socket()), Tcp::new(&host, port).unwrap());
    let (ways, recording) = match &record_to {
        None => (Ways { engine: Arc::new(unix), master: Arc::new(tcp) }, None),
        Some(folder) => {
            fs::create_dir_all(folder).unwrap();
            let recording = Recording::create(folder.join("run.jsonl.recording"), options(&engine)).unwrap();
            let ways = Ways {
                engine: Arc::new(recording.wrap(unix, "engine")),
                master: Arc::new(recording.wrap(tcp, "master")),
            };
            (ways, Some(recording))
        }
    };

    let config = Config::parse(&toml, "latent.toml").unwrap();
    let notes = run(&config, SEED, &ways).await;

    drop(ways);
    if let (Some(folder), Some(recording)) = (record_to, recording) {
        recording.finish().unwrap();
        fs::rename(folder.join("run.jsonl.recording"), folder.join("run.jsonl")).unwrap();
        fs::write(folder.join("latent.toml"), toml).unwrap();
    }
    judge(&notes);
    let left = tokio::task::spawn_blocking(move || {
        let built = master.wait(&requests, Duration::from_secs(10));
        assert!(built.iter().all(|request| request.results.as_deref() == Some("SUCCESS")), "{built:?}");
        raw::leaked(engine.socket(), "latent.owner=recorded-run")
    });
    assert_eq!(left.await.unwrap(), 0);
}

fn configuration(engine: &live::Engine, master: &Master) -> String {
    format!(
        r#"# The configuration that `run.jsonl` was recorded with, written by the recording.
[master]
url = "http://127.0.0.1:8010"
worker_port = {port}
masterFQDN = "{address}"

[[worker]]
name = "linux-1"
password = "{WORKER_PASSWORD}"
docker_host = "unix:///var/run/docker.sock"
image = "{image}"
build_wait_timeout = 0
"#,
        port = master.pb_port,
        address = engine.host_ip,
        image = engine.worker_image,
    )
}

/// What is asked in a loop, or whenever the master says that something has changed.
fn options(engine: &live::Engine) -> Options {
    let told = raw::engine(engine.socket(), "GET", "/version", None).json();
    let text = |key: &str| told[key].as_str().unwrap_or_default().to_owned();
    let engine = Engine {
        version: text("Version"),
        api: text("ApiVersion"),
        min: text("MinAPIVersion"),
        os: text("Os"),
    };
    let options = Options::new(Header::new("latent-run").engine(engine).seed(SEED));
    let polls = ["/api/v2/**", "/containers/json", "/containers/*/json"];
    let options = polls.into_iter().fold(options, |options, path| options.repeat(Method::GET, path));
    // What names this machine is no business of the recording's readers; the master's name has the host's in front.
    let folder = live::run_folder().to_string_lossy().into_owned();
    let hostname = fs::read_to_string("/etc/hostname").unwrap_or_default();
    options.secret(format!("{}:{folder}", hostname.trim())).secret(folder)
}

/// Runs until as many containers as there are builds have come and gone, and returns what was said.
async fn run(config: &Config, seed: u64, ways: &Ways) -> Vec<Said> {
    let identity = Identity { owner: "recorded-run".to_owned(), epoch: 1, seed };
    let intents = Arc::new(InMemoryIntents::default());
    let service = Service::assemble(config, &identity, ways, intents, &Remarks::default()).unwrap();
    service.master.check().await.unwrap();
    let (said, mut notes) = mpsc::unbounded_channel();
    let mut heard: Vec<Said> = Vec::new();
    let running = service.driver.telling(said).run(service.orders);
    let listen = async {
        while let Some(said) = notes.recv().await {
            heard.push(said);
            let stopped = heard.iter().filter(|said| matches!(said.note, Note::Stopped)).count();
            if stopped == BUILDS {
                service.control.close();
            }
        }
    };
    let both = async { tokio::join!(running, listen).0 };
    let ended = tokio::time::timeout(Duration::from_secs(90), both).await;
    assert_eq!(ended.ok(), Some(Ended::Closed), "{heard:#?}");
    heard
}

/// Each container was started, attached, built on, drained and gone before the next one.
fn judge(notes: &[Said]) {
    let told: Vec<String> = notes.iter().map(|said| told(&said.note)).collect();
    let life = ["starting", "started", "attached", "building", "idle", "stopping", "stopped"];
    let expected: Vec<String> = (0..BUILDS)
        .flat_map(|number| {
            life.map(
                |word| if word.starts_with("start") { format!("{word} {number}") } else { word.to_owned() },
            )
        })
        .collect();
    assert_eq!(told, expected, "{notes:#?}");
    let containers: BTreeSet<&str> = notes.iter().filter_map(|said| container(&said.note)).collect();
    assert_eq!(containers.len(), BUILDS, "a container for each build: {containers:?}");
}

fn container(note: &Note) -> Option<&str> {
    match note {
        Note::Started(_, instance) => Some(&instance.0),
        _ => None,
    }
}

fn told(note: &Note) -> String {
    match note {
        Note::Starting(generation) => format!("starting {}", generation.number),
        Note::Started(generation, _) => format!("started {}", generation.number),
        Note::Attached => "attached".to_owned(),
        Note::Building => "building".to_owned(),
        Note::Idle => "idle".to_owned(),
        Note::Stopping(_) => "stopping".to_owned(),
        Note::Stopped => "stopped".to_owned(),
        other => format!("{other:?}"),
    }
}

/// Leads every address to one transport of its kind.
struct Ways {
    engine: Arc<dyn Transport>,
    master: Arc<dyn Transport>,
}

impl Connect for Ways {
    fn engine(&self, _: &DockerHost) -> Result<Arc<dyn Transport>, ConnectError> {
        Ok(self.engine.clone())
    }

    fn master(&self, _: &MasterUrl) -> Result<Arc<dyn Transport>, ConnectError> {
        Ok(self.master.clone())
    }
}
