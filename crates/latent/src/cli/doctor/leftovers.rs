//! What is on the engines and should not be: orphans, and the containers of a copy of the state folder.

use super::{Area, Finding};
use crate::{
    cli::{ps, reap},
    config::Config,
    engine::container::label,
    state::State,
};

/// Looks for them on every engine.
pub(super) async fn examine(config: &Config, findings: &mut Vec<Finding>) {
    let Ok(Some(owner)) = State::owner_at(&config.state_dir) else { return };
    let found = match ps::instances(config, &owner.to_string()).await {
        Ok(found) => found,
        // The engine that does not answer has been named.
        Err(_) => return,
    };
    let epoch = State::epoch_at(&config.state_dir).ok().flatten();
    let mut ours = 0_usize;
    for (host, containers) in found {
        for container in containers {
            ours += 1;
            let generation = label::generation(&container.labels);
            if let (Some(generation), Some(epoch)) = (generation, epoch)
                && generation.epoch > epoch
            {
                let text = format!(
                    "{host}: {} was made by start {} of this owner, and this state folder has seen {epoch}",
                    ps::line(&container),
                    generation.epoch
                );
                let advice =
                    "another copy of the state folder is in use: stop one, and remove its `owner` file";
                findings.push(Finding::wrong(Area::State, text, advice));
            } else if reap::is_stray(config, &container) {
                let text = format!("{host}: no worker accounts for {}", ps::line(&container));
                let advice = "`latent run` removes it; `latent reap --dry-run` lists all";
                findings.push(Finding::warning(Area::Leftovers, text, advice));
            }
        }
    }
    findings.push(Finding::fine(Area::Leftovers, format!("{ours} containers of this owner")));
}
