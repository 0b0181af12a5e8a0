//! Starting one engine of a run.

use std::{path::Path, process::Command};

use serde_json::{Value, json};

use crate::{
    engines::{Engine, SCRIPT},
    sh::{self, Done},
};

/// An engine that runs, as the tests are told of it.
#[derive(Debug, Clone)]
pub(super) struct Running {
    pub(super) engine: Engine,
    pub(super) host: String,
    pub(super) tcp: String,
    pub(super) host_ip: String,
    pub(super) version: String,
}

impl Running {
    /// Starts an engine in the folder of the run, checks that it is the expected one, and gives it its image.
    pub(super) fn start(engine: Engine, folder: &Path) -> Done<Self> {
        let script = |arguments: &[&str]| {
            let mut command = sh::script(SCRIPT, arguments);
            command.env("ENGINES_RUN", folder);
            command
        };
        let name = engine.name();
        sh::run(&mut script(&["up", name, "--tcp"]))?;
        let version = version(&folder.join(name).join("docker.sock"))?;
        if version.split('+').next() != Some(engine.version()) {
            return Err(format!(
                "{name} is {version}, and the recordings are of {}: record them anew and change Engine::release in \
                 crates/xtask",
                engine.version()
            ));
        }
        sh::run(&mut script(&["images", name]))?;
        let unix = sh::read(&mut script(&["env", name]))?;
        let tcp = sh::read(&mut script(&["env", name, "--tcp"]))?;
        Ok(Self {
            engine,
            host: exported(&unix, "DOCKER_HOST")?,
            tcp: exported(&tcp, "DOCKER_HOST")?,
            host_ip: exported(&unix, "ENGINE_HOST_IP")?,
            version,
        })
    }

    /// Returns its element of `LATENT_LIVE_ENGINES`.
    pub(super) fn told(&self) -> Value {
        json!({
            "name": self.engine.name(),
            "release": self.engine.release(),
            "version": self.version,
            "host": self.host,
            "tcp": self.tcp,
            "host_ip": self.host_ip,
        })
    }
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
