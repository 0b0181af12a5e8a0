//! `latent run`: the workers of a configuration, until told to end.

use std::{path::Path, process::ExitCode, sync::Arc};

use tokio::sync::mpsc;

use super::{
    failure::Failure,
    reload::Reloading,
    signal::{Asked, Signals},
};
use crate::{
    config::Config,
    driver::{Ended, Said},
    fleet::{Class, Note},
    port::Remarks,
    service::{Direct, Identity, Kept, Service},
    state::State,
};

/// SIGTERM and SIGINT leave containers running, to be adopted by the next start; SIGQUIT drains; SIGHUP reads the
/// configuration again.
pub(super) async fn run(path: &Path) -> Result<ExitCode, Failure> {
    let config = Config::load(path).map_err(Failure::config)?;
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    let state = Arc::new(State::open(&config.state_dir).map_err(Failure::config)?);
    let mut signals = Signals::new().map_err(Failure::usage)?;
    let identity = Identity {
        owner: state.owner().to_string(),
        epoch: state.epoch(),
        seed: u64::from(std::process::id()) << 32 | u64::from(state.epoch()),
    };
    let service = Service::assemble(
        &config,
        &identity,
        &Direct,
        Arc::new(Kept::new(state.clone())),
        &Remarks::default(),
    )
    .map_err(Failure::config)?;
    // A master that is silent must not make a signal wait.
    tokio::select! {
        checked = service.master.check() => drop(checked.map_err(Failure::master)?),
        () = signals.end() => return Ok(ExitCode::SUCCESS),
    }
    let (said, notes) = mpsc::unbounded_channel();
    let telling = tokio::spawn(tell(notes));
    tracing::info!(owner = %identity.owner, epoch = identity.epoch, workers = config.workers.len(), "running");

    let control = service.control;
    let mut reloading = Reloading::new(path.to_owned(), service.reload);
    let mut running = std::pin::pin!(service.driver.telling(said).run(service.orders));
    let ended = loop {
        tokio::select! {
            ended = &mut running => break ended,
            () = reloading.step() => {}
            asked = signals.next() => match asked {
                Asked::End => control.leave(),
                Asked::Reload => reloading.begin(),
                Asked::Drain => {
                    tracing::info!("draining: what builds finishes, then everything is removed");
                    control.close();
                }
            },
        }
    };
    // The driver has dropped its end, so this is over as soon as the last note is written.
    drop(telling.await);
    match ended {
        Ended::Closed => tracing::info!("drained; nothing is left"),
        Ended::Left => tracing::info!("left; running containers are adopted by the next start"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes down what happens to each worker.
async fn tell(mut notes: mpsc::UnboundedReceiver<Said>) {
    while let Some(Said { worker, note, .. }) = notes.recv().await {
        match note {
            Note::Starting(generation) => tracing::info!(%worker, %generation, "starting"),
            Note::Started(generation, instance) => {
                tracing::info!(%worker, %generation, container = short(&instance.0), "started");
            }
            Note::Attached => tracing::info!(%worker, "attached"),
            Note::Building => tracing::info!(%worker, "building"),
            Note::Idle => tracing::info!(%worker, "idle"),
            Note::Stopping(reason) => tracing::info!(%worker, reason, "stopping"),
            Note::Stopped => tracing::info!(%worker, "gone"),
            Note::Adopted(generation, instance) => {
                tracing::info!(%worker, %generation, container = short(&instance.0), "adopted");
            }
            Note::BackingOff(until, class, reason) => {
                tracing::warn!(%worker, class = name(class), until_ms = until.0, reason, "backing off");
            }
            Note::Failed(class, reason) => tracing::error!(%worker, class = name(class), reason, "failed"),
        }
    }
}

fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}

fn name(class: Class) -> &'static str {
    match class {
        Class::Rejected => "rejected",
        Class::Infra => "infra",
        Class::Capacity => "capacity",
        Class::Cancelled => "cancelled",
    }
}
