//! `latent doctor`: everything that has to be right for a build to run, in order, and what to do where it is not.
//!
//! It changes nothing that it does not undo: where a worker's network is tried, a container of the worker's own image
//! runs for a moment, without the worker's secrets, mounts and command, and is removed.

mod engine;
mod finding;
mod image;
mod leftovers;
mod login;
mod reach;
mod skew;

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use clap::Args;
use serde_json::json;

use self::{
    finding::{Area, Finding, Level},
    login::Logins,
};
use super::{
    ConfigFile,
    asked::{ask, intended},
    check::{self, ranges},
    failure::Failure,
};
use crate::{
    config::{Config, Worker},
    control::{Answer, AskError, Request},
    master::buildbot::InMemoryIntents,
    port::Remarks,
    service::{Direct, Identity, Service},
    state::{IntentKind, State},
};

/// Checks the whole setup and says what to do.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    config: ConfigFile,
    /// Starts no container to see whether it reaches the master
    #[arg(long)]
    no_containers: bool,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

impl Doctor {
    /// Exits 0 if nothing is wrong, and otherwise as the first finding that is: 3 configuration or state folder, 4 an
    /// engine or what is on it, 5 the master or the way to it.
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let mut findings = Vec::new();
        match Config::load(&self.config.config) {
            Ok(config) => self.examine(&config, &mut findings).await,
            Err(error) => findings.push(Finding::wrong(Area::Configuration, error, "correct the file")),
        }
        let worst = findings.iter().find(|finding| finding.level == Level::Wrong);
        let code = worst.map_or(ExitCode::SUCCESS, |finding| ExitCode::from(finding.area.code()));
        if self.json {
            println!("{}", json!({ "healthy": worst.is_none(), "findings": findings }));
            return Ok(code);
        }
        findings.iter().for_each(|finding| println!("{finding}"));
        let count = |level| findings.iter().filter(|finding| finding.level == level).count();
        println!("{} wrong, {} to look at", count(Level::Wrong), count(Level::Warning));
        Ok(code)
    }

    async fn examine(&self, config: &Config, findings: &mut Vec<Finding>) {
        let text = format!("{}: {} workers", self.config.config.display(), config.workers.len());
        findings.push(Finding::fine(Area::Configuration, text));
        let warnings = config.warnings.iter().map(|it| Finding::warning(Area::Configuration, it, ""));
        findings.extend(warnings);
        state(config, findings).await;
        let identity = Identity { owner: String::new(), epoch: 0, seed: 0 };
        let intents = Arc::new(InMemoryIntents::with(intended(config, IntentKind::Drain)));
        let service = match Service::assemble(config, &identity, &Direct, intents, &Remarks::default()) {
            Ok(service) => service,
            Err(error) => {
                findings.push(Finding::wrong(Area::Configuration, error, "correct the address"));
                return;
            }
        };
        let logins = Logins::of(config);
        for (host, daemon) in &service.engines {
            let here = |worker: &&Worker| worker.docker_hosts.iter().any(|its| its.to_string() == *host);
            let workers: Vec<_> = config.workers.iter().filter(here).collect();
            let said = ranges::ranges(host, daemon, workers.iter().copied()).await;
            let away = said.told.is_empty();
            if away && check::is_switched(config, host) {
                let text = format!("{host}: does not answer; it is switched on when a worker needs it");
                findings.push(Finding::fine(Area::Engine, text));
                continue;
            }
            findings.extend(said.told.iter().map(|it| Finding::fine(Area::Engine, it.trim())));
            let advice = "start it, or correct docker_host, tls or version";
            findings.extend(said.wrong.iter().map(|it| Finding::wrong(Area::Engine, it, advice)));
            let advice = "leave the option out, or use a newer engine";
            findings.extend(said.lacking.iter().map(|it| Finding::wrong(Area::Configuration, it, advice)));
            if away {
                continue;
            }
            let Ok(client) =
                daemon.negotiate(docker_wire::ApiVersion::OLDEST..=docker_wire::ApiVersion::NEWEST).await
            else {
                continue;
            };
            engine::examine(config, host, &client, &workers, findings).await;
            login::examine(config, host, &client, findings).await;
            for worker in workers {
                let image = image::examine(worker, &client, &logins, findings).await;
                if let Some(image) = image.filter(|_| !self.no_containers) {
                    reach::examine(worker, &client, &image, findings).await;
                }
            }
        }
        leftovers::examine(config, findings).await;
        master(&service, findings).await;
    }
}

/// Whether the state folder can be used, and by whom it is.
async fn state(config: &Config, findings: &mut Vec<Finding>) {
    let folder: PathBuf = config.state_dir.clone();
    let name = folder.display();
    match State::settled_at(&folder).and_then(|()| State::owner_at(&folder)) {
        Ok(Some(owner)) => {
            let text = format!("{name}: the owner of containers labeled {owner}");
            findings.push(Finding::fine(Area::State, text));
        }
        Ok(None) => findings.push(Finding::fine(Area::State, format!("{name}: nothing has run from it yet"))),
        Err(error) => findings.push(Finding::wrong(Area::State, error, "")),
    }
    for worker in intended(config, IntentKind::Cordon) {
        let text = format!("worker `{worker}`: it is drained, and takes no work");
        findings.push(Finding::warning(Area::State, text, &format!("`latent resume {worker}` ends that")));
    }
    match ask(config, &Request::Explain { worker: None }, drop).await {
        Ok(Answer::Explained { workers }) => {
            findings.push(Finding::fine(Area::State, format!("latent runs, with {} workers", workers.len())));
            for worker in workers {
                for generation in &worker.tombstones {
                    let text =
                        format!("{}: the end of its instance {generation} is not confirmed", worker.worker);
                    let advice = "see whether its engine answers; it is tried again until it does";
                    findings.push(Finding::warning(Area::Leftovers, text, advice));
                }
            }
        }
        Ok(Answer::Failed { reason }) => findings.push(Finding::warning(Area::State, reason, "")),
        Ok(Answer::Done | Answer::Progress { .. }) => {}
        Err(AskError::Nobody { .. }) => match State::holder_at(&folder) {
            Ok(None) => findings.push(Finding::fine(Area::State, "no latent runs with it now".to_owned())),
            Ok(Some(holder)) => {
                let text = format!("{name}: process {holder} has it open, and does not answer");
                findings.push(Finding::wrong(
                    Area::State,
                    text,
                    "see its log; it may be about to begin or to end",
                ));
            }
            Err(error) => findings.push(Finding::wrong(Area::State, error, "")),
        },
        Err(error @ AskError::TooLong(_)) => findings.push(Finding::wrong(Area::State, error, "")),
        Err(error) => findings.push(Finding::warning(Area::State, error, "")),
    }
}

/// Whether the master can be used, and uses the workers.
async fn master(service: &Service, findings: &mut Vec<Finding>) {
    match service.master.check().await {
        Ok(checked) => {
            findings.push(Finding::fine(Area::Master, check::agreed(&checked)));
            let warnings = check::of_workers(&checked);
            let advice = "unpause it at the master, or name it in a builder";
            findings.extend(warnings.into_iter().map(|it| Finding::warning(Area::Master, it, advice)));
            // The web server shows neither `max_builds` nor locks.
            let text = "what cannot be seen from outside: every worker needs max_builds=1 in master.cfg";
            findings.push(Finding::fine(Area::Master, text.to_owned()));
        }
        Err(error) => {
            let advice = "correct [master], or what it says in master.cfg";
            findings.push(Finding::wrong(Area::Master, error, advice));
        }
    }
}
