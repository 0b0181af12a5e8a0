//! `latent gc`: removes the images that latent built and nothing needs any more.

use std::{collections::BTreeMap, process::ExitCode};

use clap::Args;
use docker_wire::Daemon;

use super::{ConfigFile, failure::Failure};
use crate::{
    config::Config,
    engine::container::Containers,
    service::{Connect, Direct, built_images},
    state::State,
};

/// Removes images that latent built, but those of the configuration and those that a container uses.
#[derive(Debug, Args)]
pub(super) struct Gc {
    #[command(flatten)]
    config: ConfigFile,
    /// Lists them and removes nothing
    #[arg(long)]
    dry_run: bool,
}

impl Gc {
    /// Asks every engine of the configuration; images of another state folder are not touched.
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let config = Config::load(&self.config.config).map_err(Failure::config)?;
        let Some(owner) = State::owner_at(&config.state_dir).map_err(Failure::config)? else {
            println!("nothing has run from {} yet", config.state_dir.display());
            return Ok(ExitCode::SUCCESS);
        };
        let owner = owner.to_string();
        let keep = built_images(&config);
        for host in &config.docker_hosts() {
            let transport = Direct.engine(host).map_err(Failure::config)?;
            let containers = Containers::new(Daemon::over(transport), &owner, BTreeMap::new());
            let collected = containers.collect_images(&keep, self.dry_run).await.map_err(Failure::engine)?;
            let done = if self.dry_run { "would be removed" } else { "removed" };
            for image in &collected.removed {
                println!("{host}: {image} {done}");
            }
            for image in &collected.used {
                println!("{host}: {image} is used by a container");
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
