//! `latent demo`: one latent worker's whole life, live or replayed.

use std::{
    io::{IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use clap::Args;
use docker_wire::{
    Daemon, Host, Resolution,
    client::EngineVersions,
    replay::{
        Options, Recording, Replayer, Timing,
        format::{Engine, Header},
    },
    transport::Unix,
};
use http::Method;
use serde_json::json;

use super::{failure::Failure, signal::Signals};
use crate::{
    demo::{
        LANE, RECORDING, files,
        play::{BUILDS, Outcome, Scene, Stage, play},
    },
    state::owner_from,
};

/// How long an engine gets to say that it is there.
const ANSWER: Duration = Duration::from_secs(5);

/// Shows one latent worker's whole life: build requests, a container, three builds, and nothing left.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Prints one JSON object last
    #[arg(long)]
    json: bool,
    /// The engine, as unix:///path, tcp://host:port or ssh://user@host; by default as the docker command finds it
    #[arg(long, short = 'H')]
    host: Option<String>,
    /// Replays the recording although an engine is there
    #[arg(long, conflicts_with = "host")]
    replay: bool,
    /// Records the engine to a file
    #[arg(long, hide = true, conflicts_with = "replay")]
    record: Option<PathBuf>,
}

impl Demo {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let found = Resolution::from_environment(self.host.as_deref()).map_err(Failure::usage)?;
        if self.replay {
            return self.replayed("as was asked for").await;
        }
        let daemon = Daemon::found(&found).map_err(Failure::engine)?;
        let why = match tokio::time::timeout(ANSWER, daemon.versions()).await {
            Ok(Ok(versions)) if cfg!(target_os = "linux") && versions.os == "linux" => {
                return self.live(&found, versions).await;
            }
            Ok(Ok(_)) => "the demonstration's image needs Linux here and on the engine".to_owned(),
            Ok(Err(error)) => format!("{error:#}"),
            Err(_) => format!("no answer within {} s", ANSWER.as_secs()),
        };
        if self.host.is_some() || self.record.is_some() {
            return Err(Failure::engine(why));
        }
        self.replayed(&format!("no engine: {why}")).await
    }

    async fn live(&self, found: &Resolution, versions: EngineVersions) -> Result<ExitCode, Failure> {
        let (release, endpoint) = (&versions.release, &found.host);
        say(&format!("live on engine {release} at {endpoint}"));
        let began = Instant::now();
        let seed = fresh_seed();
        let clock = move || u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let files = files::of_this_executable().map_err(Failure::usage)?;
        let (daemon, seed, recording) = self.transport(found, &versions, seed)?;
        let stage = Stage {
            daemon: daemon.clone(),
            owner: owner_from(seed).to_string(),
            files,
            clock: &clock,
            audience: &show,
        };
        let api = daemon.versions().await.map_err(|error| Failure::engine(format!("{error:#}")))?.max;
        let outcome = play(stage, interrupted()?).await;
        let outcome = outcome.map_err(|error| Failure::engine(format!("{error:#}")))?;
        if let Some(recording) = recording {
            recording.finish().map_err(Failure::usage)?;
        }
        self.judge("live", release, &api.to_string(), &outcome)
    }

    async fn replayed(&self, why: &str) -> Result<ExitCode, Failure> {
        let replayer = Replayer::parse(RECORDING, "the demonstration's recording").map_err(Failure::usage)?;
        // It plays as it happened, so that what is told and what the recording's clock says agree.
        let replayer = replayer.timing(Timing::Exact).lenient();
        let header = replayer.fixture().header().clone();
        let (release, api) =
            header.engine.map_or_else(Default::default, |engine| (engine.version, engine.api));
        say(&format!("replaying a recording of engine {release} (API {api}): {why}"));
        let position = replayer.clone();
        let clock = move || position.clock_ms();
        let stage = Stage {
            daemon: Daemon::over(replayer.lane(LANE)),
            owner: owner_from(header.seed.unwrap_or_default()).to_string(),
            files: Vec::new(),
            clock: &clock,
            audience: &show,
        };
        let outcome = play(stage, interrupted()?).await;
        let outcome = outcome.map_err(|error| Failure::engine(format!("{error:#}")))?;
        self.judge("replay", &release, &api, &outcome)
    }

    fn judge(&self, mode: &str, engine: &str, api: &str, outcome: &Outcome) -> Result<ExitCode, Failure> {
        if self.json {
            let Outcome { succeeded, leaked, phases } = outcome;
            say(&json!({
                "mode": mode, "engine": engine.split('+').next().unwrap_or(engine), "api": api, "builds": BUILDS,
                "succeeded": succeeded, "leaked": leaked, "phases_ms": phases,
            })
            .to_string());
        }
        if outcome.succeeded == BUILDS && outcome.leaked == 0 {
            Ok(ExitCode::SUCCESS)
        } else {
            Err(Failure::engine("not everything went as it should; see above"))
        }
    }
}

impl Demo {
    /// The engine, directly or through a recorder, and what the owner is made of.
    fn transport(
        &self,
        found: &Resolution,
        versions: &EngineVersions,
        seed: u64,
    ) -> Result<(Daemon, u64, Option<Recording>), Failure> {
        let Some(path) = &self.record else {
            return Ok((Daemon::found(found).map_err(Failure::engine)?, seed, None));
        };
        let engine = Engine {
            version: versions.release.split('+').next().unwrap_or_default().to_owned(),
            api: versions.max.to_string(),
            min: versions.min.to_string(),
            os: versions.os.clone(),
        };
        let header = Header::new("demo").engine(engine).seed(seed);
        // The image is made of whatever executable records, so its bytes say nothing.
        let Host::Unix(socket) = &found.host else {
            return Err(Failure::usage("only an engine on a unix socket can be recorded"));
        };
        // Where the engine keeps its files is this machine's business.
        let folder = socket.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        let options = Options::new(header).match_target_only(Method::POST, "/build").secret(folder);
        let recording = Recording::create(path, options).map_err(Failure::usage)?;
        let transport = recording.wrap(Unix::new(socket), LANE);
        Ok((Daemon::over(transport), seed, Some(recording)))
    }
}

/// What no other demonstration's owner is made of: the time and the process.
fn fresh_seed() -> u64 {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::from(std::process::id()) << 48 ^ u64::try_from(time.as_nanos()).unwrap_or_default()
}

/// Returns when the play is to end early.
fn interrupted() -> Result<impl Future<Output = ()>, Failure> {
    let mut signals = Signals::new().map_err(Failure::usage)?;
    Ok(async move {
        signals.next().await;
    })
}

/// Shows a scene of the timeline.
fn show(at: u64, scene: Scene) {
    let time = format!("{:>4}.{:03}", at / 1000, at % 1000);
    let (dim, strong, plain) = if std::io::stdout().is_terminal() {
        ("\u{1b}[2m", "\u{1b}[1;36m", "\u{1b}[0m")
    } else {
        ("", "", "")
    };
    say(&match scene {
        Scene::Worker(text) => format!("{dim}{time}{plain} {strong}{text}{plain}"),
        Scene::Image(text) => format!("{dim}{time}   image | {text}{plain}"),
        Scene::Output(text) => format!("{dim}{time}{plain}   build | {text}"),
    });
}

/// Writes a line; a reader that has gone away does not stop the play.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, "{line}").and_then(|()| out.flush()));
}
