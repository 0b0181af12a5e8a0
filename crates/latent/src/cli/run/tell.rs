//! What happens to each worker, in the log.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::{
    driver::Said,
    fleet::{Class, Note, Time, WorkerName},
    port::Made,
    report::{Book, class},
};

/// Writes it down; what went wrong with all that the book knows of it.
pub(super) async fn tell(mut notes: mpsc::UnboundedReceiver<Said>, book: Arc<Book>) {
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
            Note::BackingOff(until, of, reason) => tell_failure(&book, &worker, of, &reason, Some(until)),
            Note::Failed(of, reason) => tell_failure(&book, &worker, of, &reason, None),
        }
    }
}

/// One line with everything that is known, and one for each line of the instance's log.
fn tell_failure(book: &Book, worker: &WorkerName, of: Class, reason: &str, until: Option<Time>) {
    // What went wrong since then has a line of its own.
    let failure = book.failure(worker).filter(|failure| failure.error == reason);
    let failure = failure.as_ref();
    let phase = failure.map(|it| it.phase.to_string());
    let stage = failure.and_then(|it| it.stage).map(|stage| stage.to_string());
    let generation = failure.and_then(|it| it.generation).map(|generation| generation.to_string());
    let container = failure.and_then(|it| it.instance.as_ref()).map(|instance| short(&instance.0));
    let made = failure.and_then(|it| it.made.clone()).unwrap_or_default();
    let Made { host, image, digest } = made;
    let exit_code = failure.and_then(|it| it.exit_code);
    let out_of_memory = failure.is_some_and(|it| it.out_of_memory);
    let class = class(of);
    let (host, image) = (told(&host), told(&image));
    match until {
        Some(until) => tracing::warn!(
            %worker, class, until_ms = until.0, reason, phase, stage, generation, container, image, digest, host,
            exit_code, out_of_memory, "backing off"
        ),
        None => tracing::error!(
            %worker, class, reason, phase, stage, generation, container, image, digest, host, exit_code,
            out_of_memory, "failed"
        ),
    }
    for line in failure.map(|it| it.log_tail.as_slice()).unwrap_or_default() {
        tracing::info!(target: "latent::startup", %worker, "{line}");
    }
}

/// What is not known has no field.
fn told(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}
