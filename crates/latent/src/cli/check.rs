//! `latent check`: what is wrong with a configuration, its engines and its master.

pub(super) mod ranges;

use std::{path::Path, process::ExitCode, sync::Arc};

use super::failure::Failure;
use crate::{
    config::{Config, Machine, Worker},
    master::buildbot::{Checked, InMemoryIntents},
    port::Remarks,
    service::{Direct, Identity, Service},
};

/// Asks every engine and the master, and says which API version each worker will use. Changes nothing.
///
/// An engine that cannot be used does not keep the others from being asked.
pub(super) async fn run(path: &Path) -> Result<ExitCode, Failure> {
    let config = Config::load(path).map_err(Failure::config)?;
    for warning in &config.warnings {
        eprintln!("warning: {warning}");
    }
    println!("{}: {} workers", path.display(), config.workers.len());
    let identity = Identity { owner: String::new(), epoch: 0, seed: 0 };
    let service = Service::assemble(
        &config,
        &identity,
        &Direct,
        Arc::new(InMemoryIntents::default()),
        &Remarks::default(),
    )
    .map_err(Failure::config)?;
    let (mut wrong, mut lacking) = (Vec::new(), Vec::new());
    for (host, daemon) in &service.engines {
        let here = |worker: &&Worker| worker.docker_hosts.iter().any(|its| its.to_string() == *host);
        let workers = config.workers.iter().filter(here);
        let said = ranges::ranges(host, daemon, workers).await;
        said.told.iter().for_each(|line| println!("{line}"));
        if said.told.is_empty() && is_switched(&config, host) {
            println!("{host}: does not answer; it is switched on when a worker needs it");
            continue;
        }
        wrong.extend(said.wrong);
        lacking.extend(said.lacking);
    }
    if !wrong.is_empty() {
        return Err(Failure::engine(wrong.join("\n")));
    }
    if !lacking.is_empty() {
        return Err(Failure::config(lacking.join("\n")));
    }
    let checked = service.master.check().await.map_err(Failure::master)?;
    println!("{}", agreed(&checked));
    of_workers(&checked).iter().for_each(|warning| eprintln!("warning: {warning}"));
    Ok(ExitCode::SUCCESS)
}

/// Whether a host may be off now.
pub(super) fn is_switched(config: &Config, host: &str) -> bool {
    let switched = |machine: &Machine| machine.docker_host == host && machine.switch.is_some();
    config.machines.iter().any(switched)
}

/// What a master that can be used is told to be.
pub(super) fn agreed(checked: &Checked) -> String {
    format!("{}: the master knows every worker and lets us control them", checked.endpoint)
}

/// Which workers get no builds, and why.
pub(super) fn of_workers(checked: &Checked) -> Vec<String> {
    let paused = checked.paused.iter().map(|(worker, reason)| {
        let reason = reason.as_deref().unwrap_or("no reason given");
        format!("worker `{worker}` is paused by a person ({reason}) and gets no builds")
    });
    let unused = checked.unused.iter().map(|worker| format!("no builder uses the worker `{worker}`"));
    paused.chain(unused).collect()
}
