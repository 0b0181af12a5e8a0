//! The programs that keep credentials: `docker-credential-NAME get`, which is told an address and answers in JSON.

use std::{collections::BTreeMap, ffi::OsString, io, path::Path, process::Stdio, time::Duration};

use serde::{Deserialize, de::DeserializeOwned};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Command,
    time::timeout,
};

use crate::auth::{RegistryAuth, kept};

/// More than any helper says.
const LONGEST: u64 = 1 << 20;

/// What helpers say if they know nothing.
const NOT_FOUND: &str = "credentials not found in native keychain";

/// A program that keeps credentials.
pub(super) struct Helper {
    /// For people: `docker-credential-NAME`.
    name: String,
    program: Option<OsString>,
}

/// What a helper answers. Has no `Debug`: it holds a secret.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    #[serde(default)]
    username: String,
    secret: String,
}

impl Helper {
    pub(super) fn new(name: &str, folder: Option<&Path>) -> Self {
        // A name with a slash would be a program of somebody's choice.
        let safe = !name.contains(['/', '\\']) && !name.contains(char::is_control);
        let name = format!("docker-credential-{name}");
        let program = folder.map_or_else(|| OsString::from(&name), |folder| folder.join(&name).into());
        Self { name: name.escape_debug().to_string(), program: safe.then_some(program) }
    }

    /// Runs it, and returns what it says if it succeeds; fails with a line for people.
    async fn run(&self, action: &str, told: &str, patience: Duration) -> Result<Option<Vec<u8>>, String> {
        let name = &self.name;
        let Some(program) = &self.program else { return Err(format!("`{name}` is no name of a helper")) };
        match timeout(patience, run(program, action, told)).await {
            Err(_) => Err(format!("`{name} {action}` took longer than {} ms", patience.as_millis())),
            Ok(Err(error)) => Err(format!("`{name} {action}` cannot be run: {error}")),
            Ok(Ok((true, said))) => Ok(Some(said)),
            Ok(Ok((false, said))) => match String::from_utf8_lossy(&said).trim() {
                NOT_FOUND => Ok(None),
                // Words, and not half an answer, which may be secret.
                words if words.len() < 200 && !words.contains(['{', '"']) => {
                    Err(format!("`{name} {action}` failed: {}", words.escape_debug()))
                }
                _ => Err(format!("`{name} {action}` failed")),
            },
        }
    }

    fn understood<T: DeserializeOwned>(&self, said: &[u8]) -> Result<T, String> {
        // What it said may be secret.
        serde_json::from_slice(said)
            .map_err(|_| format!("the answer of `{}` cannot be understood", self.name))
    }
}

/// Asks for the credentials of a registry; none if the helper knows of none.
pub(super) async fn get(
    helper: &Helper,
    server: &str,
    patience: Duration,
) -> Result<Option<RegistryAuth>, String> {
    let Some(said) = helper.run("get", server, patience).await? else { return Ok(None) };
    let Found { username, secret } = helper.understood(&said)?;
    Ok(Some(kept::of_helper(&username, secret, server)))
}

/// Asks for the addresses of all registries that the helper knows.
pub(super) async fn list(helper: &Helper, patience: Duration) -> Result<Vec<String>, String> {
    let Some(said) = helper.run("list", "", patience).await? else { return Ok(Vec::new()) };
    let listed: BTreeMap<String, serde_json::Value> = helper.understood(&said)?;
    Ok(listed.into_keys().collect())
}

async fn run(program: &OsString, action: &str, told: &str) -> io::Result<(bool, Vec<u8>)> {
    let mut command = Command::new(program);
    command.arg(action).kill_on_drop(true);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // Whoever does not read still answers.
        let _ = stdin.write_all(told.as_bytes()).await;
    }
    let mut said = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        stdout.take(LONGEST).read_to_end(&mut said).await?;
    }
    Ok((child.wait().await?.success(), said))
}
