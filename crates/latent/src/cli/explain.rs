//! `latent explain`: why a worker is not running yet, or what it does.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{
    ConfigFile,
    asked::{ask, intended, unix_ms},
    failure::Failure,
    ps::{instances, line},
};
use crate::{
    config::Config,
    control::{Answer, AskError, Request},
    fleet::{Fleet, Time, WorkerName, WorkerStatus, journal::Header, journal::Player},
    state::{IntentKind, Journal, State},
};

/// Says of each worker what it does, what it waits for, and what went wrong last.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The worker; without one, all
    worker: Option<String>,
    #[command(flatten)]
    config: ConfigFile,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

impl Explain {
    /// Asks the process that runs; where none does, says so, and what is known without it.
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let config = Config::load(&self.config.config).map_err(Failure::config)?;
        let worker = self.worker.clone().map(WorkerName);
        match ask(&config, &Request::Explain { worker }, drop).await {
            Ok(Answer::Explained { workers }) if self.json => {
                println!("{}", json!({ "running": true, "workers": workers }));
            }
            Ok(Answer::Explained { workers }) => {
                let told: Vec<_> = workers.iter().map(|it| it.told(unix_ms())).collect();
                println!("{}", told.join("\n\n"));
            }
            Ok(Answer::Failed { reason }) => return Err(Failure::usage(reason)),
            Ok(Answer::Done | Answer::Progress { .. }) => {
                return Err(Failure::undone("the process answered something else"));
            }
            Err(nobody @ AskError::Nobody { .. }) => self.without_process(&config, &nobody).await?,
            Err(error) => return Err(Failure::undone(error)),
        }
        Ok(ExitCode::SUCCESS)
    }

    /// What the state folder and the engines tell.
    async fn without_process(&self, config: &Config, nobody: &AskError) -> Result<(), Failure> {
        let names: Vec<_> = config.workers.iter().map(|worker| worker.name.0.as_str()).collect();
        if let Some(worker) = self.worker.as_deref().filter(|worker| !names.contains(worker)) {
            return Err(Failure::usage(format!(
                "no worker is called {worker}; there are {}",
                names.join(", ")
            )));
        }
        let asked = |name: &str| self.worker.as_deref().is_none_or(|worker| worker == name);
        let last = last_known(config);
        let mut statuses = last.as_ref().map(|(statuses, _)| statuses.clone()).unwrap_or_default();
        statuses.retain(|status| asked(&status.worker.0));
        let owner = State::owner_at(&config.state_dir).map_err(Failure::config)?;
        let (mut containers, mut trouble) = (Vec::new(), None);
        if let Some(owner) = &owner {
            match instances(config, &owner.to_string()).await {
                Ok(found) => containers = found,
                Err(failure) => trouble = Some(failure.to_string()),
            }
        }
        let mut lines: Vec<_> = containers.into_iter().flat_map(|(_, all)| all).collect();
        lines.retain(|it| it.labels.get("latent.worker").is_none_or(|worker| asked(worker)));
        let lines: Vec<_> = lines.iter().map(line).collect();
        let mut drained = intended(config, IntentKind::Cordon);
        drained.retain(|worker| asked(&worker.0));
        let ended = last.as_ref().map(|(_, at)| *at);
        if self.json {
            let told = json!({ "running": false, "last_known": statuses, "last_known_unix_ms": ended,
                "containers": lines, "engine_trouble": trouble, "drained": drained });
            println!("{told}");
            return Ok(());
        }
        println!("{nobody}");
        match ended {
            Some(at) => {
                println!("its journal ends {} ago:", crate::report::age(unix_ms().saturating_sub(at)));
            }
            None => println!("it has no journal yet"),
        }
        statuses.iter().for_each(|status| println!("  {}", remembered(status)));
        drained
            .iter()
            .for_each(|worker| println!("  {worker} is drained, and stays so when latent runs again"));
        match (&trouble, owner) {
            (Some(trouble), _) => println!("the engines cannot be asked: {trouble}"),
            (None, None) => println!("nothing has run from {} yet", config.state_dir.display()),
            (None, Some(_)) if lines.is_empty() => println!("the engines have no container of it"),
            (None, Some(_)) => {
                println!("containers, which the next `latent run` adopts or removes:");
                lines.iter().for_each(|line| println!("  {line}"));
            }
        }
        Ok(())
    }
}

/// What the last process knew when it ended, and when that was, if there is a journal that can be read.
fn last_known(config: &Config) -> Option<(Vec<WorkerStatus>, u64)> {
    let piece = Journal::pieces(&config.state_dir).ok()?.pop()?;
    let text = std::fs::read_to_string(piece).ok()?;
    let mut lines = text.lines();
    let first = lines.next()?;
    let origin = Header::decode(first).ok()?.origin_unix_ms.unwrap_or_default();
    let mut player = Player::new(first).ok()?;
    let mut now = Time::default();
    for line in lines {
        // A line that was cut off by a crash is the last.
        let Ok(played) = player.play(line) else { break };
        now = played.step.now;
    }
    let fleet: &Fleet = player.fleet();
    Some((fleet.status(now), origin.saturating_add(now.0)))
}

fn remembered(status: &WorkerStatus) -> String {
    let mut line = format!("{}: {}, on {}", status.worker, status.phase, status.host);
    let waits = status.waits.map(|wait| wait.to_string());
    for part in [waits, status.trouble.clone()].into_iter().flatten() {
        line.push_str(&format!("; {part}"));
    }
    line
}
