//! `latent reap --dry-run`: what of this owner no configured worker accounts for.

use std::process::ExitCode;

use clap::Args;
use docker_wire::model::ContainerSummary;

use super::{
    ConfigFile,
    failure::Failure,
    ps::{instances, line},
};
use crate::{config::Config, engine::container::label, state::State};

/// Lists containers that no configured worker accounts for.
#[derive(Debug, Args)]
pub(super) struct Reap {
    #[command(flatten)]
    config: ConfigFile,
    /// Only lists; `latent run` removes them by itself
    #[arg(long, required = true)]
    dry_run: bool,
}

impl Reap {
    /// Lists what does not run, and what belongs to workers that are not configured any more.
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let config = Config::load(&self.config.config).map_err(Failure::config)?;
        let owner = State::owner_at(&config.state_dir).map_err(Failure::config)?;
        let Some(owner) = owner else {
            println!("nothing has run from {} yet", config.state_dir.display());
            return Ok(ExitCode::SUCCESS);
        };
        let mut strays = 0_usize;
        for (host, containers) in instances(&config, &owner.to_string()).await? {
            for container in containers {
                if !is_stray(&config, &container) {
                    continue;
                }
                strays += 1;
                println!("{host} {}", line(&container));
            }
        }
        println!("{strays} would be removed");
        Ok(ExitCode::SUCCESS)
    }
}

/// Whether no configured worker accounts for a container of ours.
pub(super) fn is_stray(config: &Config, container: &ContainerSummary) -> bool {
    let worker = container.labels.get(label::WORKER);
    let known = config.workers.iter().any(|it| Some(&it.name.0) == worker);
    let runs = container.state.as_ref().is_some_and(|state| state.as_str() == "running");
    !(known && runs)
}
