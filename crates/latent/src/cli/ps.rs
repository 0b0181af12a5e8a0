//! `latent ps`: the containers that are there.

mod place;

use std::process::ExitCode;

use clap::Args;
use docker_wire::{
    ApiVersion, Daemon,
    api::{Filters, container},
    model::{ContainerStatus, ContainerSummary},
};
use serde_json::{Value, json};

use super::{ConfigFile, asked::intended, failure::Failure};
use crate::{
    config::Config,
    engine::container::label,
    service::{Connect, Direct},
    state::{IntentKind, State},
};

/// Lists the containers that are there: those of a configuration, or all of any latent on one engine.
#[derive(Debug, Args)]
pub(super) struct Ps {
    #[command(flatten)]
    config: ConfigFile,
    /// An engine, as unix:///path, tcp://host:port, https://host:port or ssh://user@host; then no configuration is read.
    /// TLS as for the docker command, by DOCKER_TLS_VERIFY and DOCKER_CERT_PATH
    #[arg(long, short = 'H', conflicts_with = "config")]
    host: Option<String>,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

impl Ps {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        match &self.host {
            Some(host) => {
                let place = place::ask(host).await?;
                for warning in &place.warnings {
                    eprintln!("warning: {warning}");
                }
                if self.json {
                    println!("{}", place.json());
                } else {
                    println!("{}", place.lines().join("\n"));
                }
            }
            None => self.of_configuration().await?,
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Lists them in the order of hosts and workers, as the engines tell it, and then who is drained.
    async fn of_configuration(&self) -> Result<(), Failure> {
        let config = Config::load(&self.config.config).map_err(Failure::config)?;
        let owner = State::owner_at(&config.state_dir).map_err(Failure::config)?;
        let (found, drained) = match &owner {
            Some(owner) => {
                (instances(&config, &owner.to_string()).await?, intended(&config, IntentKind::Cordon))
            }
            None => Default::default(),
        };
        if self.json {
            let host = |(host, containers): &(String, Vec<ContainerSummary>)| json!({ "host": host, "containers": containers.iter().map(told).collect::<Vec<_>>() });
            let hosts: Vec<Value> = found.iter().map(host).collect();
            let drained: Vec<String> = drained.iter().map(ToString::to_string).collect();
            let owner = owner.map(|owner| owner.to_string());
            println!("{}", json!({ "owner": owner, "hosts": hosts, "drained": drained }));
            return Ok(());
        }
        println!("{HEADER}");
        for container in found.iter().flat_map(|(_, containers)| containers) {
            println!("{}", line(container));
        }
        for worker in drained {
            println!("{worker} is drained; `latent resume {worker}` ends that");
        }
        Ok(())
    }
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

/// What the parts of a [`line`] are.
const HEADER: &str = "WORKER                   CONTAINER    GENERATION STATE          STATUS";

/// One line about a container.
pub(super) fn line(container: &ContainerSummary) -> String {
    let label = |name: &str| container.labels.get(name).map_or("-", String::as_str);
    let id = container.id.get(..12).unwrap_or(&container.id);
    let state = container.state.as_ref().map_or("-", |state| state.as_str());
    let (worker, generation) = (label(label::WORKER), label(label::GENERATION));
    format!("{worker:<24} {id:<12} {generation:<10} {state:<14} {}", container.status)
}

/// A container as JSON; what is not known is null.
fn told(container: &ContainerSummary) -> Value {
    let label = |name: &str| container.labels.get(name);
    json!({
        "worker": label(label::WORKER),
        "owner": label(label::OWNER),
        "generation": label(label::GENERATION),
        "id": container.id,
        "image": label(label::IMAGE).unwrap_or(&container.image),
        "state": container.state.as_ref().map(ContainerStatus::as_str),
        "status": container.status,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_names_the_parts_of_a_line() {
        let text = r#"{"Id":"0123456789abcdef","State":"running","Status":"Up 2 seconds","Image":"i:1",
            "Labels":{"latent.worker":"linux-1","latent.generation":"3-7","latent.owner":"o"}}"#;
        let container: ContainerSummary = serde_json::from_str(text).unwrap();
        let line = line(&container);
        for (name, part) in [("WORKER", "linux-1"), ("CONTAINER", "0123456789ab"), ("GENERATION", "3-7")] {
            assert_eq!(HEADER.find(name), line.find(part), "{line}");
        }
        assert_eq!((HEADER.find("STATE"), HEADER.find("STATUS")), (line.find("running"), line.find("Up 2")));
        assert_eq!(
            told(&container),
            json!({
                "worker": "linux-1", "owner": "o", "generation": "3-7", "id": "0123456789abcdef",
                "image": "i:1", "state": "running", "status": "Up 2 seconds",
            })
        );
    }
}
