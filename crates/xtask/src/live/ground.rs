//! What live tests stand on: engines with their images, registries, Buildbot's Python environment, and the program under
//! test.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    thread,
};

use serde_json::Value;

use super::up::Running;
use crate::{
    engines::{Engine, SCRIPT},
    sh::{self, Done},
};

/// Running engines in a folder of this run alone, with all that tests are told.
///
/// A janitor, a process of its own, waits for the other end of a pipe to close: by [`down_after`](Self::down_after), or by the end
/// of this program, however it comes. Then it ends what is left of the tests, takes down masters, registries
/// and engines, and removes the folder.
#[derive(Debug)]
pub(super) struct Ground {
    folder: PathBuf,
    variables: Vec<(&'static str, String)>,
    janitor: Child,
}

impl Ground {
    /// Starts the engines, checks that they are the expected ones, and makes what the tests need; with a master, also
    /// what only tests with a Buildbot do.
    pub(super) fn up(engines: &[Engine], master: bool) -> Done<Self> {
        // Short, since sockets are in it.
        let folder = env::temp_dir().join(format!("latent-live-{}", process::id()));
        fs::create_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let janitor = Command::new("setsid")
            .args(["--wait", "bash", "-c", include_str!("janitor.sh"), "janitor"])
            .args([sh::root(), folder.clone()])
            .stdin(Stdio::piped())
            .spawn()
            .map_err(|error| format!("setsid: {error}"))?;
        let mut ground = Self { folder, variables: Vec::new(), janitor };
        match ground.prepare(engines, master) {
            Ok(()) => Ok(ground),
            Err(reason) => ground.down_after(Err(reason)),
        }
    }

    /// Takes everything down, and returns what ran before, unless that went well and this does not.
    pub(super) fn down_after<T>(mut self, ran: Done<T>) -> Done<T> {
        drop(self.janitor.stdin.take());
        let status = self.janitor.wait();
        let ran = ran?;
        match status {
            Ok(status) if status.success() => Ok(ran),
            Ok(status) => Err(format!("an engine or a master could not be taken down: {status}")),
            Err(error) => Err(format!("the janitor was lost: {error}")),
        }
    }

    /// Where everything of this run is.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Tells the tests something more.
    pub(super) fn tell(&mut self, variable: &'static str, path: &Path) {
        self.variables.push((variable, path.to_string_lossy().into_owned()));
    }

    /// Lets the tests of an engine run on another one.
    pub(super) fn stand_in(&mut self, other: Engine, engine: Engine) -> Done {
        let told = self.variables.iter_mut().find(|(name, _)| *name == "LATENT_LIVE_ENGINES");
        let (_, told) = told.ok_or("nobody is told of engines")?;
        let mut all: Value = serde_json::from_str(told).map_err(|error| error.to_string())?;
        for one in all.as_array_mut().into_iter().flatten().filter(|one| one["name"] == other.name()) {
            one["release"] = engine.release().into();
        }
        *told = all.to_string();
        Ok(())
    }

    /// What the tests are told by a variable.
    pub(super) fn told(&self, variable: &str) -> Done<&str> {
        let told = self.variables.iter().find(|(name, _)| *name == variable);
        told.map(|(_, value)| value.as_str()).ok_or_else(|| format!("nobody is told {variable}"))
    }

    /// Prepares a run of a test target of `acceptance` that is ended after so many minutes.
    pub(super) fn tests(&self, target: &str, minutes: u32) -> Done<Command> {
        let cargo = sh::cargo(["test", "--workspace", "--test", target, "--"]);
        let mut tests = Command::new("timeout");
        tests
            .args(["--kill-after=10", &format!("{minutes}m")])
            .arg(cargo.get_program())
            .args(cargo.get_args())
            .current_dir(sh::root())
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        Ok(tests)
    }

    /// Notes the process group of the tests that run, for the janitor.
    pub(super) fn note_tests(&self, group: u32) -> Done {
        fs::write(self.folder.join("tests.pgid"), group.to_string())
            .map_err(|error| format!("{}: {error}", self.folder.display()))
    }

    /// Notes that no tests run.
    pub(super) fn note_tests_ended(&self) -> Done {
        fs::remove_file(self.folder.join("tests.pgid"))
            .map_err(|error| format!("{}: {error}", self.folder.display()))
    }

    fn prepare(&mut self, engines: &[Engine], master: bool) -> Done {
        self.variables = vec![
            ("LATENT_LIVE_BUSYBOX_IMAGE", "busybox:latest".into()),
            ("LATENT_LIVE_WORKER_IMAGE", WORKER_IMAGE.into()),
            ("LATENT_LIVE_RUN", path(&self.folder)),
            ("LATENT_LIVE_LATENT_BIN", build("latent")?),
        ];
        for registry in REGISTRIES {
            sh::run(sh::script(SCRIPT, *registry).env("ENGINES_RUN", &self.folder))?;
        }
        let folder = &self.folder;
        let running: Vec<Running> = thread::scope(|scope| {
            let starting: Vec<_> =
                engines.iter().map(|&engine| scope.spawn(move || Running::start(engine, folder))).collect();
            let lost = || Err("starting an engine failed".to_owned());
            starting.into_iter().map(|thread| thread.join().unwrap_or_else(|_| lost())).collect::<Done<_>>()
        })?;
        let told = running.iter().map(Running::told).collect();
        self.variables.push(("LATENT_LIVE_ENGINES", Value::Array(told).to_string()));
        if let Some(main) = running.into_iter().find(|running| running.engine == Engine::MAIN) {
            self.tell_main(main);
            if master {
                self.prepare_master()?;
            }
        }
        Ok(())
    }

    fn tell_main(&mut self, main: Running) {
        self.variables.extend([
            ("LATENT_LIVE_DOCKER_HOST", main.host),
            ("LATENT_LIVE_DOCKER_TCP", main.tcp),
            ("LATENT_LIVE_ENGINE_HOST_IP", main.host_ip),
            ("LATENT_LIVE_ENGINE_VERSION", main.version),
        ]);
    }

    /// Makes what only tests with a Buildbot need.
    pub(super) fn prepare_master(&mut self) -> Done {
        let socket = self.folder.join(Engine::MAIN.name()).join("docker.sock");
        let venv = sh::read(&mut sh::script("tests/buildbot/venv", NOTHING))?;
        sh::run(sh::script("tests/buildbot/worker-image", NOTHING).arg(&socket).arg(WORKER_IMAGE))?;
        self.variables.extend([
            ("LATENT_LIVE_BUILDBOT_DIR", path(&sh::root().join("tests/buildbot"))),
            ("BB_VENV", venv.trim().into()),
        ]);
        Ok(())
    }
}

const WORKER_IMAGE: &str = "buildbot-worker:latest";

/// Registries that only the engines see, so that two runs on one machine do not meet.
const REGISTRIES: &[&[&str]] =
    &[&["registry", "up", "--engines-only"], &["registry", "up", "--auth", "--engines-only"]];

const NOTHING: [&str; 0] = [];

/// Builds a program of this tree and returns its path.
pub(super) fn build(program: &str) -> Done<String> {
    let build = ["build", "--workspace", "--bin", program, "--message-format=json-render-diagnostics"];
    let said = sh::read(&mut sh::cargo(build))?;
    said.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find_map(|message| Some(message["executable"].as_str()?.to_owned()))
        .ok_or_else(|| format!("cargo names no program `{program}`"))
}

fn path(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
