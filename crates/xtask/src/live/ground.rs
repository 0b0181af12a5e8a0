//! What live tests stand on: an engine with its images, Buildbot's Python environment, and the program under test.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
};

use serde_json::Value;

use crate::{
    engines::{ENGINE, ENGINE_VERSION, SCRIPT},
    sh::{self, Done},
};

/// A running engine in a folder of this run alone, with all that tests are told.
///
/// A janitor, a process of its own, waits for the other end of a pipe to close: by [`down_after`](Self::down_after), or by the end
/// of this program, however it comes. Then it ends what is left of the tests, takes down masters and engine, and
/// removes the folder.
#[derive(Debug)]
pub(super) struct Ground {
    folder: PathBuf,
    variables: Vec<(&'static str, String)>,
    janitor: Child,
}

impl Ground {
    /// Starts the engine, checks that it is the expected one, and makes what the tests need.
    pub(super) fn up() -> Done<Self> {
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
        match ground.prepare() {
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
            Ok(status) => Err(format!("the engine or a master could not be taken down: {status}")),
            Err(error) => Err(format!("the janitor was lost: {error}")),
        }
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

    fn prepare(&mut self) -> Done {
        let latent = build_latent()?;
        let engine = |arguments: &[&str]| {
            let mut command = sh::script(SCRIPT, arguments);
            command.env("ENGINES_RUN", &self.folder);
            command
        };
        sh::run(&mut engine(&["up", ENGINE, "--tcp"]))?;
        sh::run(&mut engine(&["images", ENGINE]))?;
        let unix = sh::read(&mut engine(&["env", ENGINE]))?;
        let tcp = sh::read(&mut engine(&["env", ENGINE, "--tcp"]))?;
        let socket = self.folder.join(ENGINE).join("docker.sock");

        let version = version(&socket)?;
        if version.split('+').next() != Some(ENGINE_VERSION) {
            return Err(format!(
                "the engine is {version}, and the recordings are of {ENGINE_VERSION}: record them anew and change \
                 ENGINE_VERSION in crates/xtask"
            ));
        }
        let image = "buildbot-worker:latest";
        let venv = sh::read(&mut sh::script("tests/buildbot/venv", NOTHING))?;
        sh::run(sh::script("tests/buildbot/worker-image", NOTHING).arg(&socket).arg(image))?;

        self.variables = vec![
            ("LATENT_LIVE_DOCKER_HOST", exported(&unix, "DOCKER_HOST")?),
            ("LATENT_LIVE_DOCKER_TCP", exported(&tcp, "DOCKER_HOST")?),
            ("LATENT_LIVE_ENGINE_HOST_IP", exported(&unix, "ENGINE_HOST_IP")?),
            ("LATENT_LIVE_ENGINE_VERSION", version),
            ("LATENT_LIVE_WORKER_IMAGE", image.into()),
            ("LATENT_LIVE_BUSYBOX_IMAGE", "busybox:latest".into()),
            ("LATENT_LIVE_BUILDBOT_DIR", path(&sh::root().join("tests/buildbot"))),
            ("LATENT_LIVE_RUN", path(&self.folder)),
            ("LATENT_LIVE_LATENT_BIN", latent),
            ("BB_VENV", venv.trim().into()),
        ];
        Ok(())
    }
}

const NOTHING: [&str; 0] = [];

/// Builds the program under test and returns its path.
fn build_latent() -> Done<String> {
    let build = ["build", "--workspace", "--bin", "latent", "--message-format=json-render-diagnostics"];
    let said = sh::read(&mut sh::cargo(build))?;
    said.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find_map(|message| Some(message["executable"].as_str()?.to_owned()))
        .ok_or_else(|| "cargo names no program `latent`".to_owned())
}

/// Asks the engine what it is, by a client that is not ours.
fn version(socket: &Path) -> Done<String> {
    let mut ask = Command::new("curl");
    ask.args(["-sS", "--fail", "--max-time", "30", "--unix-socket"])
        .arg(socket)
        .arg("http://localhost/version");
    let said = sh::read(&mut ask)?;
    serde_json::from_str::<Value>(&said)
        .ok()
        .and_then(|version| Some(version["Version"].as_str()?.to_owned()))
        .ok_or_else(|| format!("the engine does not say its version: {said}"))
}

/// Finds `name=VALUE` in what `engine env` prints.
fn exported(shell: &str, name: &str) -> Done<String> {
    shell
        .split_whitespace()
        .find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
        .map(str::to_owned)
        .ok_or_else(|| format!("{SCRIPT} env does not name {name}"))
}

fn path(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
