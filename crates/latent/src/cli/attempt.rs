//! `latent try`: whether an image's worker starts, stays, and ends when it is told to.

use std::{
    process::ExitCode,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use clap::Args;
use docker_wire::{ApiVersion, Client, Daemon, Error, Resolution, api::container, model::HostConfig};

use super::failure::Failure;
use crate::engine::container::label;

/// How long a container that was told to end may take: what engines give it before they kill it.
const GRACE: Duration = Duration::from_secs(10);

/// How many of the last lines are shown.
const LINES: u64 = 50;

/// Starts a container of an image, stops it, and says what is wrong with it.
#[derive(Debug, Args)]
pub(super) struct Try {
    /// The image
    image: String,
    /// The engine, as unix:///path, tcp://host:port or ssh://user@host; by default as the docker command finds it
    #[arg(long, short = 'H')]
    host: Option<String>,
    /// An environment variable, as NAME=value
    #[arg(long, short, value_name = "NAME=VALUE")]
    env: Vec<String>,
    /// How many seconds it must run
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// The command; by default the image's own
    #[arg(trailing_var_arg = true)]
    command: Vec<String>,
}

/// What became of the container.
struct Seen {
    /// Whether it ran until it was stopped.
    stayed: bool,
    code: i64,
    out_of_memory: bool,
    log: String,
}

impl Try {
    /// Exits 0 if the worker ran and ended when it was told to, and 1 with a diagnosis otherwise.
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let found = Resolution::from_environment(self.host.as_deref()).map_err(Failure::engine)?;
        let daemon = Daemon::found(&found).map_err(Failure::engine)?;
        let failed = |error: Error| Failure::engine(format!("{error:#}"));
        let client = daemon.negotiate(ApiVersion::OLDEST..=ApiVersion::NEWEST).await.map_err(failed)?;
        let name = fresh_name("latent-try");
        let created = client.send(self.container(&name)).await;
        let seen = match created {
            Ok(_) => self.watch(&client, &name).await,
            Err(error) => Err(error),
        };
        // Whatever happened, nothing is left; a container that was never made cannot be removed.
        let removed = client.send(container::Remove::new(&name).force(true).v(true)).await;
        let seen = match seen {
            Ok(seen) => seen,
            Err(error) if error.status().is_some() => {
                println!("it does not start: {error:#}");
                return Ok(ExitCode::FAILURE);
            }
            Err(error) => return Err(failed(error)),
        };
        removed.map_err(|error| Failure::engine(format!("the container {name} may be left: {error:#}")))?;
        print!("{}", seen.log);
        println!("exit code {}", seen.code);
        let Some(diagnosis) = diagnose(&seen) else { return Ok(ExitCode::SUCCESS) };
        println!("{diagnosis}");
        Ok(ExitCode::FAILURE)
    }

    fn container(&self, name: &str) -> container::Create {
        let create = container::Create::new(&self.image)
            .name(name)
            .labels([(label::MANAGED, "1")])
            .env(&self.env)
            .host_config(HostConfig::default().init(true));
        if self.command.is_empty() { create } else { create.cmd(&self.command) }
    }

    async fn watch(&self, client: &Client, name: &str) -> Result<Seen, Error> {
        client.send(container::Start::new(name)).await?;
        let ended = async { client.send(container::Wait::new(name)).await?.exit().await };
        let stayed = match tokio::time::timeout(Duration::from_secs(self.seconds), ended).await {
            Ok(exit) => {
                exit?;
                false
            }
            Err(_) => true,
        };
        if stayed {
            client.send(container::Stop::new(name).t(GRACE)).await?;
        }
        let mut logs = client.send(container::Logs::new(name).stdout(true).stderr(true).tail(LINES)).await?;
        let mut log = Vec::new();
        while let Some(piece) = logs.next().await.transpose()? {
            log.extend_from_slice(&piece.bytes);
        }
        let state = client.send(container::Inspect::new(name)).await?.into_inner().state;
        let log = String::from_utf8_lossy(&log).into_owned();
        Ok(Seen { stayed, code: state.exit_code.unwrap_or_default(), out_of_memory: state.oom_killed, log })
    }
}

/// Says what is wrong and what to do, if something is.
fn diagnose(seen: &Seen) -> Option<String> {
    let has = |words: &str| seen.log.contains(words);
    if seen.out_of_memory {
        return Some("the kernel ended it for want of memory; give it more".to_owned());
    }
    let hint = if has("buildbot.tac") && (has("No such file") || has("reading from")) {
        "; it looks for buildbot.tac in its working folder, which the image must not change"
    } else if has("Connection was refused") || has("DNS lookup failed") || has("Connection refused") {
        "; it does not reach its master, which it is told by --env BUILDMASTER=… and BUILDMASTER_PORT=…"
    } else {
        ""
    };
    match (seen.stayed, seen.code) {
        (true, 137) => Some(format!(
            "it did not end within {} s of SIGTERM and was killed; its first process must pass signals on",
            GRACE.as_secs()
        )),
        (true, _) => None,
        (false, 126) => Some("its command cannot be executed".to_owned()),
        (false, 127) => Some("its command is not in the image".to_owned()),
        (false, _) => Some(format!("it ended by itself; a worker runs until it is stopped{hint}")),
    }
}

/// A name that no other run has: the time and the process.
pub(super) fn fresh_name(prefix: &str) -> String {
    let nanoseconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    format!("{prefix}-{nanoseconds:x}-{}", std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_worker_is_named() {
        let seen = |stayed, code, log: &str| Seen { stayed, code, out_of_memory: false, log: log.to_owned() };
        assert_eq!(diagnose(&seen(true, 0, "")), None);
        assert_eq!(diagnose(&seen(true, 143, "")), None);
        let table = [
            (seen(true, 137, ""), "did not end within 10 s of SIGTERM"),
            (seen(false, 127, ""), "not in the image"),
            (seen(false, 1, "buildbot.tac: No such file or directory"), "working folder"),
            (seen(false, 0, "Connection was refused by other side: 111"), "--env BUILDMASTER"),
            (seen(false, 3, ""), "it ended by itself; a worker runs until it is stopped"),
            (Seen { out_of_memory: true, ..seen(false, 137, "") }, "want of memory"),
        ];
        for (seen, words) in table {
            let said = diagnose(&seen).unwrap();
            assert!(said.contains(words), "{said}");
        }
    }
}
