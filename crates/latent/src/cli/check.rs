//! `latent check`: what is wrong with a configuration, its engines and its master.

use std::{path::Path, process::ExitCode, sync::Arc};

use docker_wire::ApiVersion;

use super::failure::Failure;
use crate::{
    config::Config,
    master::buildbot::InMemoryIntents,
    service::{Direct, Identity, Service},
};

/// Asks every engine and the master, and says which API version each worker will use. Changes nothing.
pub(super) async fn run(path: &Path) -> Result<ExitCode, Failure> {
    let config = Config::load(path).map_err(Failure::config)?;
    for warning in &config.warnings {
        eprintln!("warning: {warning}");
    }
    println!("{}: {} workers", path.display(), config.workers.len());
    let identity = Identity { owner: String::new(), epoch: 0, seed: 0 };
    let service = Service::assemble(&config, &identity, &Direct, Arc::new(InMemoryIntents::default()))
        .map_err(Failure::config)?;
    for (host, daemon) in &service.engines {
        let versions = daemon.versions().await.map_err(|error| Failure::engine(format!("{error:#}")))?;
        println!("{host}: engine {}, API {} to {}", versions.release, versions.min, versions.max);
        for worker in config.workers.iter().filter(|worker| worker.docker_host.to_string() == *host) {
            let version = match worker.version {
                Some(version) if version < versions.min || version > versions.max => {
                    return Err(Failure::engine(format!(
                        "worker `{}` pins API {version}, and the engine at {host} takes {} to {}",
                        worker.name, versions.min, versions.max
                    )));
                }
                Some(version) => version,
                None => {
                    let range = ApiVersion::OLDEST..=ApiVersion::NEWEST;
                    let client = daemon.negotiate(range).await;
                    client.map_err(|error| Failure::engine(format!("{error:#}")))?.version()
                }
            };
            println!("  worker `{}` uses API {version}", worker.name);
        }
    }
    let checked = service.master.check().await.map_err(Failure::master)?;
    println!("{}: the master knows every worker and lets us control them", checked.endpoint);
    for (worker, reason) in &checked.paused {
        let reason = reason.as_deref().unwrap_or("no reason given");
        eprintln!("warning: worker `{worker}` is paused by a person ({reason}) and gets no builds");
    }
    for worker in &checked.unused {
        eprintln!("warning: no builder uses the worker `{worker}`");
    }
    Ok(ExitCode::SUCCESS)
}
