//! `latent ps -H`: an engine that no configuration names, and what any latent has on it.

use docker_wire::{
    ApiVersion, Daemon, Resolution,
    api::{Filters, container},
    model::ContainerSummary,
};
use serde_json::{Value, json};

use super::told;
use crate::{cli::failure::Failure, config::DockerHost, engine::container::label};

/// What an engine said of itself, and what is on it.
pub(super) struct Place {
    host: String,
    release: String,
    api: (ApiVersion, ApiVersion),
    /// The version that was spoken.
    version: ApiVersion,
    /// What is worth a word, and works all the same.
    pub(super) warnings: Vec<String>,
    containers: Vec<ContainerSummary>,
}

/// Asks the engine at an address, over TLS where `DOCKER_TLS_VERIFY` or `DOCKER_TLS` ask for it.
pub(super) async fn ask(address: &str) -> Result<Place, Failure> {
    // Other forms than the docker command has are those of `docker_host`.
    let host: DockerHost = address.parse().map_err(Failure::usage)?;
    let found = Resolution::from_environment(Some(&host.to_string())).map_err(Failure::usage)?;
    let daemon = Daemon::found(&found).map_err(Failure::engine)?;
    let warning = warning(&host, found.tls.as_ref().map(|files| files.verify));
    Ok(Place { warnings: Vec::from_iter(warning), ..of(&daemon, found.host.to_string()).await? })
}

/// What is worth a word about a way to an engine, where TLS verifies the engine, does not, or is not spoken.
fn warning(host: &DockerHost, verifies: Option<bool>) -> Option<String> {
    match verifies {
        None if host.is_exposed() => Some(format!(
            "{host} is neither encrypted nor asks who calls; whoever reaches it is root on its machine"
        )),
        Some(false) => Some(format!("whoever answers at {host} is taken for the engine")),
        None | Some(true) => None,
    }
}

async fn of(daemon: &Daemon, host: String) -> Result<Place, Failure> {
    let asked = async {
        let versions = daemon.versions().await?;
        let client = daemon.negotiate(ApiVersion::OLDEST..=ApiVersion::NEWEST).await?;
        let ours = Filters::new().label(format!("{}=1", label::MANAGED));
        let listed = client.send(container::List::new().all(true).filters(ours)).await?;
        Ok((versions, client.version(), listed.into_inner()))
    };
    let (versions, version, mut containers) =
        asked.await.map_err(|error: docker_wire::Error| Failure::engine(format!("{error:#}")))?;
    let key = |it: &ContainerSummary| [label::OWNER, label::WORKER].map(|name| it.labels.get(name).cloned());
    containers.sort_by_key(key);
    let api = (versions.min, versions.max);
    Ok(Place { host, release: versions.release, api, version, warnings: Vec::new(), containers })
}

impl Place {
    /// Says it for people: how the engine is reached, then a line for each container.
    pub(super) fn lines(&self) -> Vec<String> {
        let release = if self.release.is_empty() { "of an untold release" } else { &self.release };
        let (min, max) = self.api;
        let mut lines =
            vec![format!("{}: engine {release}, API {min} to {max}, spoken {}", self.host, self.version)];
        lines.push(format!("{:<10}{}", "OWNER", super::HEADER));
        lines.extend(self.containers.iter().map(|container| {
            let owner = container.labels.get(label::OWNER).map_or("-", String::as_str);
            format!("{:<10}{}", owner.get(..8).unwrap_or(owner), super::line(container))
        }));
        lines
    }

    /// Says it as one JSON document.
    pub(super) fn json(&self) -> Value {
        let (min, max) = self.api;
        json!({
            "host": self.host,
            "engine": {
                "release": self.release,
                "api_min": min.to_string(),
                "api_max": max.to_string(),
                "api": self.version.to_string(),
            },
            "warnings": self.warnings,
            "containers": self.containers.iter().map(told).collect::<Vec<_>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_that_anyone_may_take_or_answer_on_is_worth_a_warning() {
        let warning = |host: &str, verifies| warning(&host.parse().unwrap(), verifies);
        for host in ["unix:///run/docker.sock", "tcp://127.0.0.1:2375", "tcp://[::1]:2375"] {
            assert_eq!(warning(host, None), None, "{host}");
        }
        let open = "tcp://build1:2375 is neither encrypted nor asks who calls; whoever reaches it is root on its machine";
        assert_eq!(warning("tcp://build1:2375", None).as_deref(), Some(open));
        assert_eq!(warning("tcp://build1:2376", Some(true)), None);
        let anyone = "whoever answers at tcp://build1:2376 is taken for the engine";
        assert_eq!(warning("tcp://build1:2376", Some(false)).as_deref(), Some(anyone));
    }
}
