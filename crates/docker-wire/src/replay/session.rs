//! A scenario that is written once and runs against a fixture or an engine.

mod error;
mod mode;
mod verify;

use std::{
    future::Future,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

pub use error::SessionError;
pub use mode::{MODE_VARIABLE, Mode};

use super::{
    format::{Engine, Fixture, Header},
    recorder::{Options, Recorder},
    replayer::{Replayer, Timing},
};
use verify::{Folder, Rehearsal};

use crate::{client::Daemon, error::TransportError, transport::Transport};

type Factory = Box<dyn FnOnce() -> Result<Arc<dyn Transport>, TransportError> + Send>;

/// Runs a scenario in the mode that [`MODE_VARIABLE`] says: replay, unless it says something else.
///
/// # Examples
///
/// ```
/// use docker_wire::{ApiVersion, replay::Session};
///
/// # let folder = tempfile::tempdir()?;
/// # std::fs::write(folder.path().join("nothing.jsonl"), "{\"fixture\":1}\n{\"t\":0,\"end\":\"recording\"}\n")?;
/// # let folder = folder.path();
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// let version = Session::scenario("nothing")
///     .fixture_dir(folder)
///     .run(|docker| async move { docker.pin(ApiVersion::OLDEST).version() })
///     .await?;
/// assert_eq!(version, ApiVersion::OLDEST);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a session does nothing until it is run"]
pub struct Session {
    scenario: String,
    folder: PathBuf,
    mode: Option<Mode>,
    live: Option<Factory>,
    options: Options,
    timing: Timing,
    kept: Option<PathBuf>,
}

impl Session {
    /// Names the scenario; its fixture is `<name>.jsonl` in `fixtures`, unless another folder is set.
    pub fn scenario(name: impl Into<String>) -> Self {
        let scenario = name.into();
        Self {
            options: Options::new(Header::new(scenario.clone())),
            scenario,
            folder: PathBuf::from("fixtures"),
            mode: None,
            live: None,
            timing: Timing::default(),
            kept: None,
        }
    }

    /// Sets the folder of the fixture.
    pub fn fixture_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = folder.into();
        self
    }

    /// Sets the mode, whatever the environment says. In CI, modes that write are still refused.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = Some(mode);
        self
    }

    /// Sets how a live engine is reached; it is asked only in modes that talk to one. Without it, and with the feature
    /// `net`, that is the engine which the `docker` command would take.
    pub fn live<T: Transport>(
        mut self,
        transport: impl FnOnce() -> Result<T, TransportError> + Send + 'static,
    ) -> Self {
        self.live = Some(Box::new(|| transport().map(|transport| Arc::new(transport) as Arc<dyn Transport>)));
        self
    }

    /// Sets how a recording is made. Its header keeps the scenario's name and gets the engine's versions.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Sets when the engine's events are handed out at replay.
    pub fn timing(mut self, timing: Timing) -> Self {
        self.timing = timing;
        self
    }

    /// Keeps what `verify` records to compare it, in a folder, under the name of the fixture; also if the scenario panics.
    pub fn keep(mut self, folder: impl Into<PathBuf>) -> Self {
        self.kept = Some(folder.into());
        self
    }

    /// Tells where the fixture is.
    pub fn path(&self) -> PathBuf {
        self.folder.join(format!("{}.jsonl", self.scenario))
    }

    /// Runs the scenario and hands back what it returns.
    ///
    /// A recording says on standard error what was redacted. It replaces the fixture only after the scenario has returned, so a scenario that panics leaves the
    /// old one.
    ///
    /// # Errors
    ///
    /// Fails if the mode is refused, the fixture cannot be read or written, there is no way to a live engine, the
    /// scenario did not ask for exactly what was recorded, or, in the mode `verify`, something has changed since.
    pub async fn run<F, S, T>(self, scenario: F) -> Result<T, SessionError>
    where
        F: FnOnce(Daemon) -> S,
        S: Future<Output = T>,
    {
        let path = self.path();
        match Mode::decide(self.mode, |name| std::env::var(name).ok())? {
            Mode::Replay => self.replay(&path, scenario).await,
            Mode::Once if path.exists() => self.replay(&path, scenario).await,
            Mode::Record | Mode::Once => self.record(&path, scenario).await,
            Mode::Live => Ok(scenario(Daemon::over(self.reach()?)).await),
            Mode::Verify => self.verify(&path, scenario).await,
        }
    }

    async fn replay<F, S, T>(self, path: &Path, scenario: F) -> Result<T, SessionError>
    where
        F: FnOnce(Daemon) -> S,
        S: Future<Output = T>,
    {
        let replayer = Replayer::open(path)?.timing(self.timing);
        let returned = scenario(Daemon::over(replayer.clone())).await;
        replayer.finish()?;
        Ok(returned)
    }

    async fn record<F, S, T>(self, path: &Path, scenario: F) -> Result<T, SessionError>
    where
        F: FnOnce(Daemon) -> S,
        S: Future<Output = T>,
    {
        let (live, options) = self.prepare().await?;
        let unfinished = path.with_extension("jsonl.recording");
        let write = |error| SessionError::write(path, error);
        let recorder = Recorder::create(live, &unfinished, options).map_err(write)?;
        let recording = recorder.recording().clone();
        let returned = scenario(Daemon::over(recorder)).await;
        let report = recording.finish().map_err(write)?;
        std::fs::rename(&unfinished, path).map_err(write)?;
        // Whoever records must see what was cut out, and look for what was not; a closed terminal is no reason to fail.
        let _ = writeln!(io::stderr(), "{}: {report}; look at it before you publish it", path.display());
        Ok(returned)
    }

    async fn verify<F, S, T>(self, path: &Path, scenario: F) -> Result<T, SessionError>
    where
        F: FnOnce(Daemon) -> S,
        S: Future<Output = T>,
    {
        // Read first: what cannot be compared need not be run.
        Fixture::open(path)?;
        let folder = match &self.kept {
            Some(folder) => Folder::Kept(folder.clone()),
            None => Folder::passing(),
        };
        let (live, options) = self.prepare().await?;
        let now = verify::now(folder.path(), path);
        let recorder =
            Recorder::create(live, &now, options).map_err(|error| SessionError::write(&now, error))?;
        let rehearsal = Rehearsal::new(recorder.recording().clone(), path, folder);
        let returned = scenario(Daemon::over(recorder)).await;
        let drift = rehearsal.judge()?;
        if drift.is_clean() { Ok(returned) } else { Err(drift.into()) }
    }

    /// Reaches the engine, and says in the header which it is.
    async fn prepare(self) -> Result<(Arc<dyn Transport>, Options), SessionError> {
        let mut options = self.options.clone();
        let live = self.reach()?;
        // Asked outside the recording: what it says belongs in the header.
        let versions = Daemon::over(live.clone()).versions().await?;
        options.header.engine = Some(Engine {
            version: versions.release,
            api: versions.max.to_string(),
            min: versions.min.to_string(),
            os: versions.os,
        });
        Ok((live, options))
    }

    fn reach(self) -> Result<Arc<dyn Transport>, SessionError> {
        match self.live {
            Some(live) => Ok(live()?),
            None => found(),
        }
    }
}

/// Finds the engine that the `docker` command would take.
#[cfg(feature = "net")]
fn found() -> Result<Arc<dyn Transport>, SessionError> {
    let resolution = crate::Resolution::from_environment(None)
        .map_err(|error| SessionError::mode(format!("no live engine is found: {error}")))?;
    Ok(Daemon::found(&resolution)?.transport())
}

#[cfg(not(feature = "net"))]
fn found() -> Result<Arc<dyn Transport>, SessionError> {
    Err(SessionError::mode("this mode needs a live engine; say with `Session::live` how to reach it"))
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("path", &self.path())
            .field("mode", &self.mode)
            .finish_non_exhaustive()
    }
}
