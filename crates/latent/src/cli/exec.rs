//! `latent exec`: one command in a fresh container, which is removed whatever happens.

use std::{
    io::Write,
    process::ExitCode,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use clap::Args;
use docker_wire::{
    ApiVersion, Client, Daemon, Error, Resolution,
    api::{container, image},
    client::credentials::Credentials,
    codec::multiplex::Stream,
    model::HostConfig,
};

use super::{failure::Failure, signal::Signals};
use crate::engine::container::label;

/// Runs one command in a fresh container and removes it.
#[derive(Debug, Args)]
pub(super) struct Exec {
    /// The image
    #[arg(long)]
    image: String,
    /// The engine, as unix:///path, tcp://host:port or ssh://user@host; by default as the docker command finds it
    #[arg(long, short = 'H')]
    host: Option<String>,
    /// The API version to pin; by default the newest that both sides have
    #[arg(long, value_parser = ApiVersion::known)]
    api_version: Option<ApiVersion>,
    /// Pulls the image if it is missing
    #[arg(long)]
    pull: bool,
    /// An environment variable, as NAME=value
    #[arg(long, short, value_name = "NAME=VALUE")]
    env: Vec<String>,
    /// A mount, as source:target[:ro]
    #[arg(long, short, value_name = "SOURCE:TARGET[:ro]")]
    volume: Vec<String>,
    /// The network: bridge, host, none, container:NAME, or a network's name
    #[arg(long)]
    network: Option<String>,
    /// The command; by default the image's own
    #[arg(trailing_var_arg = true)]
    command: Vec<String>,
}

impl Exec {
    /// Exits as the command does, and with 125 where it could not be run.
    ///
    /// # Expected flow
    ///
    /// 1. The engine is found and asked for its versions; an interruption ends this at once.
    /// 2. The container is created. Its creation is never given up half-way: an engine carries on with a request that
    ///    nobody waits for, and a removal that overtakes it would find nothing to remove.
    /// 3. It runs until it ends or an interruption comes, and is removed either way.
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let mut signals = Signals::new().map_err(Failure::exec)?;
        let client = tokio::select! {
            client = self.ready() => client?,
            _ = signals.next() => return Ok(ExitCode::from(INTERRUPTED)),
        };
        let name = fresh_name();
        let mut creation = std::pin::pin!(client.send(self.container(&name)));
        let (created, interrupted) = tokio::select! {
            created = &mut creation => (created, false),
            _ = signals.next() => match tokio::time::timeout(PATIENCE, creation).await {
                Ok(created) => (created, true),
                Err(_) => return Err(may_be_left(&name, "the engine does not answer")),
            },
        };
        let outcome = match created {
            Err(error) => Err(error),
            Ok(_) if interrupted => Ok(None),
            Ok(created) => tokio::select! {
                outcome = run(&client, &created.id) => outcome.map(Some),
                _ = signals.next() => Ok(None),
            },
        };
        let removed = tokio::time::timeout(PATIENCE, remove(&client, &name, &outcome)).await;
        let code = outcome.map_err(|error| Failure::exec(self.explain(&error)))?;
        match removed {
            Ok(Ok(())) => Ok(code.map_or(ExitCode::from(INTERRUPTED), exit_code)),
            Ok(Err(error)) => Err(may_be_left(&name, &format!("{error:#}"))),
            Err(_) => Err(may_be_left(&name, "the engine does not answer")),
        }
    }

    /// The client, with the image there if it may be pulled. Nothing of this is left if it is given up.
    async fn ready(&self) -> Result<Client, Failure> {
        let client = self.connect().await?;
        if self.pull {
            self.fetch(&client).await.map_err(|error| Failure::exec(format!("{error:#}")))?;
        }
        Ok(client)
    }

    async fn connect(&self) -> Result<Client, Failure> {
        let found = Resolution::from_environment(self.host.as_deref()).map_err(Failure::exec)?;
        let daemon = Daemon::found(&found).map_err(Failure::exec)?;
        let versions = daemon.versions().await.map_err(|error| Failure::exec(format!("{error:#}")))?;
        let Some(version) = self.api_version else {
            let range = ApiVersion::OLDEST..=ApiVersion::NEWEST;
            return daemon.negotiate(range).await.map_err(|error| Failure::exec(format!("{error:#}")));
        };
        if version < versions.min || version > versions.max {
            let (min, max) = (versions.min, versions.max);
            return Err(Failure::exec(format!(
                "the engine takes API versions {min} to {max}, and {version} was asked for"
            )));
        }
        Ok(daemon.pin(version))
    }

    async fn fetch(&self, client: &Client) -> Result<(), Error> {
        match client.send(image::Inspect::new(&self.image)).await {
            Err(error) if error.is_not_found() => {
                let mut pull = image::Pull::new(&self.image);
                if let Some(auth) = Credentials::from_environment().for_image(&self.image).await {
                    pull = pull.auth(auth);
                }
                client.send(pull).await?.finish().await.map(drop)
            }
            other => other.map(drop),
        }
    }

    fn container(&self, name: &str) -> container::Create {
        let mut host_config = HostConfig::default().binds(&self.volume);
        if let Some(network) = &self.network {
            host_config = host_config.network_mode(network);
        }
        let create = container::Create::new(&self.image)
            .name(name)
            .labels([(label::MANAGED, "1")])
            .env(&self.env)
            .host_config(host_config);
        if self.command.is_empty() { create } else { create.cmd(&self.command) }
    }

    fn explain(&self, error: &Error) -> String {
        if error.is_not_found() && error.operation() == Some("ContainerCreate") {
            return format!("{error:#}; --pull fetches it");
        }
        format!("{error:#}")
    }
}

/// What a shell says of a command that was interrupted.
const INTERRUPTED: u8 = 130;

/// How long, and how often in all, it is looked for a container whose creation was lost.
const LOOK: Duration = Duration::from_millis(500);
const LOOKS: u32 = 10;

/// How long the engine gets to answer once there is nothing else to wait for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Attaches, waits, starts: in this order nothing that the command prints is missed.
async fn run(client: &Client, id: &str) -> Result<i64, Error> {
    let attach = container::Attach::new(id).stream(true).stdout(true).stderr(true);
    let mut streams = client.send(attach).await?;
    let wait = container::Wait::new(id);
    let waiting = if client.version() >= ApiVersion::V1_30 {
        Some(client.send(wait.clone().condition(container::Condition::NextExit)).await?)
    } else {
        None
    };
    client.send(container::Start::new(id)).await?;
    while let Some(piece) = streams.read().await.transpose()? {
        print(piece.stream, &piece.bytes);
    }
    let waiting = match waiting {
        Some(waiting) => waiting,
        None => client.send(wait).await?,
    };
    Ok(waiting.exit().await?.code)
}

fn may_be_left(name: &str, reason: &str) -> Failure {
    Failure::exec(format!("the container {name} may be left: {reason}"))
}

/// Writes to the stream that the command wrote to. A reader that has gone away does not stop the command.
fn print(stream: Stream, bytes: &[u8]) {
    let written = if stream == Stream::Stderr {
        let mut out = std::io::stderr().lock();
        out.write_all(bytes).and_then(|()| out.flush())
    } else {
        let mut out = std::io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush())
    };
    drop(written);
}

/// Removes the container. Where the answer to its creation was lost, it may come into being a moment later still.
async fn remove<T>(client: &Client, name: &str, outcome: &Result<T, Error>) -> Result<(), Error> {
    let lost = matches!(outcome, Err(error) if error.operation() == Some("ContainerCreate")
        && error.may_have_reached_engine() && error.status().is_none());
    for look in 0..LOOKS {
        match client.send(container::Remove::new(name).force(true).v(true)).await {
            Err(error) if error.is_not_found() && lost && look + 1 < LOOKS => tokio::time::sleep(LOOK).await,
            Err(error) if error.is_not_found() => return Ok(()),
            other => return other.map(drop),
        }
    }
    Ok(())
}

/// A name that no other run has: the time and the process.
fn fresh_name() -> String {
    let nanoseconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    format!("latent-exec-{nanoseconds:x}-{}", std::process::id())
}

fn exit_code(code: i64) -> ExitCode {
    ExitCode::from(u8::try_from(code).unwrap_or(125))
}
