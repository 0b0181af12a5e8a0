//! `latent run`: the workers of a configuration, until told to end.

mod tell;

use std::{path::Path, process::ExitCode, sync::Arc};

use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
};

use super::{
    asked::unix_ms,
    failure::Failure,
    notify,
    reload::Reloading,
    signal::{Asked, Signals},
};
use crate::{
    config::Config,
    control::{Cordons, Door, House},
    driver::{Driver, Ended, Intruder},
    port::Remarks,
    report::Book,
    service::{Direct, Identity, Kept, Service},
    state::{Journal, State, StateError},
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
    let book = Arc::new(Book::new(unix_ms));
    let written = book.clone();
    let remarks = Remarks::to(move |remark| written.remark(remark));
    let kept = Arc::new(Kept::new(state.clone()));
    let service = Service::assemble(&config, &identity, &Direct, kept, &remarks).map_err(Failure::config)?;
    // A master that is silent must not make a signal wait.
    tokio::select! {
        checked = service.master.check() => drop(checked.map_err(Failure::master)?),
        () = signals.end() => return Ok(ExitCode::SUCCESS),
    }
    let drained = Cordons::kept(&state);
    for worker in &drained {
        tracing::info!(%worker, "drained since an earlier run; `latent resume` ends that");
    }
    let driver = written_down(service.driver, &state, &book).cordoned(drained);
    let (said, notes) = mpsc::unbounded_channel();
    let telling = tokio::spawn(tell::tell(notes, book.clone()));
    let control = service.control;
    let cordons = Arc::new(Cordons::new(state.clone(), control.clone()));
    let house = House { book: book.clone(), control: control.clone(), cordons: cordons.clone() };
    let (over, door) = open_door(&state, house);
    tracing::info!(owner = %identity.owner, epoch = identity.epoch, workers = config.workers.len(), "running");
    let noticing = tokio::spawn(notify::keep_told(control.clone(), book));

    let mut reloading = Reloading::new(path.to_owned(), service.reload, cordons);
    let mut running = std::pin::pin!(driver.telling(said).run(service.orders));
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
    noticing.abort();
    notify::stopping();
    // The driver has dropped its end, so this is over as soon as the last note is written.
    drop(telling.await);
    over.send_replace(true);
    if let Some(door) = door {
        drop(door.await);
    }
    match ended {
        Ended::Closed => tracing::info!("drained; nothing is left"),
        Ended::Left => tracing::info!("left; running containers are adopted by the next start"),
        Ended::Fenced(intruder) => return Err(fenced(&state, &intruder)),
    }
    Ok(ExitCode::SUCCESS)
}

/// Another process acts as this owner: nothing is touched any more, and nobody starts with this folder again.
fn fenced(state: &State, intruder: &Intruder) -> Failure {
    if let Err(error) = state.fence(&intruder.to_string()) {
        tracing::error!(%error, "the next start will not know that there is another latent of this owner");
    }
    Failure::config(StateError::Fenced { path: state.path().to_owned(), seen: intruder.to_string() })
}

/// Has the driver's steps written into the book and into the journal.
fn written_down(driver: Driver, state: &State, book: &Arc<Book>) -> Driver {
    book.begin(driver.fleet());
    let journal = Journal::begin(state, driver.fleet(), book.origin_unix_ms());
    let written = book.clone();
    let driver =
        driver.observed(Box::new(move |step| written.step(step.now, step.event, step.effects, step.fleet)));
    match journal {
        Ok(mut journal) => driver
            .observed(Box::new(move |step| journal.step(step.now, step.event, step.effects, step.fleet))),
        Err(error) => {
            tracing::error!(%error, "no journal is written");
            driver
        }
    }
}

/// Lets other commands ask; without a door they cannot, and everything else goes on.
fn open_door(state: &State, house: House) -> (watch::Sender<bool>, Option<JoinHandle<()>>) {
    let (over, ended) = watch::channel(false);
    let door = match Door::open(state.path()) {
        Ok(door) => Some(tokio::spawn(door.serve(house, ended))),
        Err(error) => {
            tracing::error!(%error, "`latent explain`, `drain`, `resume` and `retry` cannot reach this process");
            None
        }
    };
    (over, door)
}
