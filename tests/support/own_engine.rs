//! An engine that a test may restart, kill, freeze and fill, since no other test runs on it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

use crate::{live, raw};

/// A further instance of an engine, in the folder of the run. It is taken down when dropped.
#[derive(Debug)]
pub struct OwnEngine {
    name: String,
    /// The path of its unix socket.
    pub socket: PathBuf,
}

impl OwnEngine {
    /// Starts one of the main engine, with the images that that has.
    ///
    /// # Panics
    ///
    /// Panics if it does not start.
    #[must_use]
    #[track_caller]
    pub fn up(tag: &str) -> Self {
        let engine = Self::of(&live::engine().name, tag);
        let mut image = Command::new(repository().join("tests/buildbot/worker-image"));
        image.arg(&engine.socket).arg(live::engine().worker_image);
        succeed(&mut image);
        engine
    }

    /// Starts a further instance of the engine of that name, with a busybox image.
    ///
    /// # Panics
    ///
    /// Panics if it does not start.
    #[must_use]
    #[track_caller]
    pub fn of(engine: &str, tag: &str) -> Self {
        let name = format!("{engine}@{tag}");
        let engine = Self { socket: live::run_folder().join(&name).join("docker.sock"), name };
        engine.start();
        script(&["images", &engine.name]);
        engine
    }

    /// Its address, `unix://…`.
    #[must_use]
    pub fn host(&self) -> String {
        format!("unix://{}", self.socket.display())
    }

    /// This machine's address as its containers see it.
    ///
    /// # Panics
    ///
    /// Panics if the engine's script does not tell it.
    #[must_use]
    #[track_caller]
    pub fn host_ip(&self) -> String {
        let told = script(&["env", &self.name]);
        let address = told.split("ENGINE_HOST_IP=").nth(1).and_then(|rest| rest.split_whitespace().next());
        address.unwrap_or_else(|| panic!("no ENGINE_HOST_IP: {told}")).to_owned()
    }

    /// Starts it after [`stop`](Self::stop) or [`crash`](Self::crash), with what it had.
    ///
    /// # Panics
    ///
    /// Panics if it does not start.
    #[track_caller]
    pub fn start(&self) {
        script(&["up", &self.name]);
    }

    /// Stops it, and its containers before it.
    ///
    /// # Panics
    ///
    /// Panics if it does not stop.
    #[track_caller]
    pub fn stop(&self) {
        script(&["down", &self.name]);
    }

    /// Kills it, and then its containers, as the next start would: but their connections still end as they do when a
    /// process dies.
    ///
    /// # Panics
    ///
    /// Panics if it does not run.
    #[track_caller]
    pub fn crash(&self) {
        let containers = raw::engine(&self.socket, "GET", "/containers/json", None).json();
        let pids: Vec<u64> = (containers.as_array().into_iter().flatten())
            .filter_map(|container| {
                let target = format!("/containers/{}/json", container["Id"].as_str()?);
                let inspected = raw::engine(&self.socket, "GET", &target, None);
                let inspected: Value = serde_json::from_slice(&inspected.body).ok()?;
                inspected["State"]["Pid"].as_u64().filter(|pid| *pid > 0)
            })
            .collect();
        self.signal("KILL");
        for pid in pids {
            // It may have ended by itself since.
            let _ = Command::new("kill").args(["-KILL", &pid.to_string()]).output();
        }
    }

    /// Sends a signal to the engine's own process, by its name, such as `STOP`.
    ///
    /// # Panics
    ///
    /// Panics if it does not run.
    #[track_caller]
    pub fn signal(&self, name: &str) {
        let pid = self.folder().join("pid");
        let pid = fs::read_to_string(&pid).unwrap_or_else(|error| panic!("{}: {error}", pid.display()));
        succeed(Command::new("kill").arg(format!("-{name}")).arg(pid.trim()));
    }

    /// The folder of its data, sockets and log.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        live::run_folder().join(&self.name)
    }
}

impl Drop for OwnEngine {
    fn drop(&mut self) {
        // One that is frozen takes no other signal. Whatever fails here, the end of the run takes the engine down.
        if let Ok(pid) = fs::read_to_string(self.folder().join("pid")) {
            let _ = Command::new("kill").args(["-CONT", pid.trim()]).output();
        }
        let _ = prepared(&["down", &self.name, "--purge"]).output();
    }
}

/// Runs the engines' script and returns what it prints.
///
/// # Panics
///
/// Panics if it fails.
#[track_caller]
pub(crate) fn script(arguments: &[&str]) -> String {
    String::from_utf8_lossy(&succeed(&mut prepared(arguments)).stdout).into_owned()
}

/// The path of the engines' script.
pub(crate) fn engine_script() -> PathBuf {
    repository().join("tests/engines/engine")
}

/// Prepares the engines' script for the engines of this run.
#[must_use]
pub fn prepared(arguments: &[&str]) -> Command {
    let mut script = Command::new(engine_script());
    script.args(arguments).env("ENGINES_RUN", live::run_folder());
    script
}

#[track_caller]
fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    output
}

/// The folder of the repository.
#[must_use]
pub fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
