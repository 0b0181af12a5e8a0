//! `record`: a proxy that writes down what passes between clients in any language and an engine.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use http::Method;

use super::{
    resize::Past,
    serving::{Failed, Serving, Stage},
};
use crate::{
    client::{Daemon, resolution::Resolution},
    replay::{Engine, Header, Options, Recorder, Report},
    transport::Transport,
};

/// The file could not be written to its end.
const INCOMPLETE: u8 = 1;
/// There is nothing to listen on, or no file to write to.
const CANNOT_START: u8 = 3;
/// The engine does not answer.
const NO_ENGINE: u8 = 4;

/// What clients ask as often as they like, and what says nothing about what they do.
const REPEATED: [(Method, &str); 2] = [(Method::GET, "/_ping"), (Method::HEAD, "/_ping")];

const CODES: &str = "\
Exit codes: 0 the recording is complete; 1 the file could not be written to its end; 2 the arguments are wrong; \
3 nothing can be listened on or written to; 4 the engine does not answer. After a PROGRAM: its exit code, if the \
recording is complete.

Pings are recorded as asked any number of times. Look at a new recording before you publish it: what was redacted is \
listed at the end.";

#[derive(Debug, clap::Args)]
#[command(after_help = CODES)]
pub(super) struct Record {
    #[command(flatten)]
    serving: Serving,
    /// The engine, such as unix:///path or tcp://host:port; left out, the one that the docker command would take
    #[arg(long, value_name = "ADDRESS")]
    engine: Option<String>,
    /// The file to write, which is replaced when the recording is complete
    #[arg(long, value_name = "FILE", default_value = "fixture.jsonl")]
    to: PathBuf,
    /// A request that clients make in a loop, any number of times: "GET /containers/*/json"; may come more than once
    #[arg(long = "repeat", value_name = "METHOD PATH", value_parser = question)]
    repeats: Vec<(Method, String)>,
    /// A request whose body is not compared at replay: "POST /build"; may come more than once
    #[arg(long = "match-target", value_name = "METHOD PATH", value_parser = route)]
    targets: Vec<(Method, String)>,
    /// An environment variable whose value is a secret, to be cut out wherever it stands; may come more than once
    #[arg(long = "secret-env", value_name = "NAME")]
    secrets: Vec<String>,
    /// A variable of containers whose value may be written; may come more than once
    #[arg(long = "keep-env", value_name = "NAME")]
    kept: Vec<String>,
}

impl Record {
    /// Records until it is told to end, and returns the exit code.
    pub(super) async fn run(self, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Result<u8, Failed> {
        self.serving.check()?;
        if self.to.is_dir() {
            // Found out at the end, it would cost the recording.
            return Err(Failed::new(
                CANNOT_START,
                format!("{} cannot be written: it is a folder", self.to.display()),
            ));
        }
        let mut options = self.options()?;
        let engine = reach(self.engine.as_deref())?;
        // Asked outside the recording: what it says belongs in the header.
        let versions = Daemon::over(engine.clone()).versions().await;
        let versions = versions.map_err(|error| Failed::of(NO_ENGINE, &error))?;
        options.header.engine = Some(Engine {
            version: versions.release,
            api: versions.max.to_string(),
            min: versions.min.to_string(),
            os: versions.os,
        });
        let stage = self.serving.start(CANNOT_START)?;
        let unfinished = beside(&self.to);
        let recorder = Recorder::create(engine.clone(), &unfinished, options).map_err(|error| {
            Failed::new(CANNOT_START, format!("{} cannot be written: {error}", self.to.display()))
        })?;
        let recording = recorder.recording().clone();
        stage.announce(stdout);
        let code = match serve(stage, Past { recorder, engine }).await {
            Ok(code) => code,
            Err(failed) => {
                // Nothing was asked, and the file that was there is left alone.
                drop(fs::remove_file(&unfinished));
                return Err(failed);
            }
        };
        let complete =
            recording.finish().and_then(|report| fs::rename(&unfinished, &self.to).map(|()| report));
        let report = complete.map_err(|error| {
            let (to, what_is) = (self.to.display(), unfinished.display());
            Failed::new(INCOMPLETE, format!("{to} is not complete: {error}; what there is, is in {what_is}"))
        })?;
        tell(&self.to, &report, stderr);
        Ok(code)
    }

    fn options(&self) -> Result<Options, Failed> {
        let scenario =
            self.to.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let mut options = Options::new(Header::new(scenario));
        for (method, path) in REPEATED {
            options = options.repeat(method, path);
        }
        for (method, path) in &self.repeats {
            options = options.repeat(method.clone(), path);
        }
        for (method, path) in &self.targets {
            options = options.match_target_only(method.clone(), path);
        }
        for name in &self.secrets {
            let unset = |_| Failed::new(super::USAGE, format!("--secret-env: {name} is not set"));
            options = options.secret(std::env::var(name).map_err(unset)?);
        }
        for name in &self.kept {
            options = options.keep_env(name);
        }
        Ok(options)
    }
}

async fn serve(stage: Stage, recorder: impl Transport) -> Result<u8, Failed> {
    let (server, ending, _folder) = stage.parts();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(server.run(recorder, async { drop(stopped.await) }));
    let ended = ending.wait(|| false, None).await;
    drop(stop);
    // It ends as soon as it is told to.
    drop(serving.await);
    ended
}

/// Reads `METHOD PATH`.
fn route(text: &str) -> Result<(Method, String), String> {
    let wrong = || "write a method and a path, such as \"GET /containers/*/json\"".to_owned();
    let (method, path) = text.split_once(' ').filter(|(_, path)| path.starts_with('/')).ok_or_else(wrong)?;
    Ok((method.to_ascii_uppercase().parse().map_err(|_| wrong())?, path.to_owned()))
}

/// Reads `METHOD PATH` of what can be asked in a loop: anything else does something, each time.
fn question(text: &str) -> Result<(Method, String), String> {
    let (method, path) = route(text)?;
    match method {
        Method::GET | Method::HEAD => Ok((method, path)),
        _ => Err("only GET and HEAD ask without doing anything".to_owned()),
    }
}

/// Makes the way to the engine.
fn reach(address: Option<&str>) -> Result<Arc<dyn Transport>, Failed> {
    let usage = |error: &dyn std::error::Error| Failed::of(super::USAGE, error);
    let found = Resolution::from_environment(address).map_err(|error| usage(&error))?;
    found.host.transport(found.tls.as_ref()).map_err(|error| usage(&error))
}

/// Where a recording is until it is complete.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".recording");
    name.into()
}

/// Tells the person recording what is in the file, and what is not.
fn tell(path: &Path, report: &Report, stderr: &mut dyn Write) {
    let mut said = format!(
        "docker-wire: {} has {} exchanges, {} events\n",
        path.display(),
        report.exchanges,
        report.events
    );
    if report.redacted.is_empty() {
        said.push_str("docker-wire: nothing was redacted\n");
    }
    for (what, times) in &report.redacted {
        said.push_str(&format!("docker-wire: redacted {what}, {times} times\n"));
    }
    // Who cannot be told is not there.
    drop(stderr.write_all(said.as_bytes()));
}
