//! `latent ps`: the containers that are there.

use std::{path::Path, process::ExitCode};

use docker_wire::{
    ApiVersion, Daemon,
    api::{Filters, container},
    model::ContainerSummary,
};

use super::{asked::intended, failure::Failure};
use crate::{
    config::Config,
    engine::container::label,
    service::{Connect, Direct},
    state::{IntentKind, State},
};

/// Lists them in the order of hosts and workers, as the engines tell it, and then who is drained.
pub(super) async fn run(path: &Path) -> Result<ExitCode, Failure> {
    let config = Config::load(path).map_err(Failure::config)?;
    let owner = State::owner_at(&config.state_dir).map_err(Failure::config)?;
    println!("{:<24} {:<12} {:<10} {:<14} STATUS", "WORKER", "CONTAINER", "GENERATION", "STATE");
    let Some(owner) = owner else { return Ok(ExitCode::SUCCESS) };
    for (_, containers) in instances(&config, &owner.to_string()).await? {
        for container in containers {
            println!("{}", line(&container));
        }
    }
    for worker in intended(&config, IntentKind::Cordon) {
        println!("{worker} is drained; `latent resume {worker}` ends that");
    }
    Ok(ExitCode::SUCCESS)
}

/// Asks every engine of a configuration for an owner's containers.
pub(super) async fn instances(
    config: &Config,
    owner: &str,
) -> Result<Vec<(String, Vec<ContainerSummary>)>, Failure> {
    let mut found = Vec::new();
    for host in &config.docker_hosts() {
        let daemon = Daemon::over(Direct.engine(host).map_err(Failure::config)?);
        let listed = async {
            let client = daemon.negotiate(ApiVersion::OLDEST..=ApiVersion::NEWEST).await?;
            let ours = Filters::new().label(format!("{}={owner}", label::OWNER));
            client.send(container::List::new().all(true).filters(ours)).await
        };
        let mut listed = listed.await.map_err(|error| Failure::engine(format!("{error:#}")))?.into_inner();
        listed.sort_by(|a, b| a.labels.get(label::WORKER).cmp(&b.labels.get(label::WORKER)));
        found.push((host.to_string(), listed));
    }
    Ok(found)
}

/// One line about a container.
pub(super) fn line(container: &ContainerSummary) -> String {
    let label = |name: &str| container.labels.get(name).map_or("-", String::as_str);
    let id = container.id.get(..12).unwrap_or(&container.id);
    let state = container.state.as_ref().map_or("-", |state| state.as_str());
    let (worker, generation) = (label(label::WORKER), label(label::GENERATION));
    format!("{worker:<24} {id:<12} {generation:<10} {state:<14} {}", container.status)
}
