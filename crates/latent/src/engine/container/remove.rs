//! Stopping and removing the container of an instance, until the engine confirms that it is gone.

use std::time::Duration;

use docker_wire::{Client, api::container};
use tokio::time::Instant;

use super::{
    classify::{Asked, within, within_for},
    label,
};
use crate::{fleet::Speed, port::CallError};

/// How long a container may take to end by itself before the engine kills it.
const GRACE: Duration = Duration::from_secs(10);

/// How long the engine gets beyond the grace to answer a stop.
const MARGIN: Duration = Duration::from_secs(20);

/// How long a removal may take before its outcome counts as unknown.
const REMOVAL: Duration = Duration::from_secs(30);

/// How often it is looked whether a removal is done.
const LOOK: Duration = Duration::from_millis(100);

/// Stops and removes a container with its anonymous volumes; one that is not there or not ours is gone already.
pub(super) async fn remove(client: &Client, owner: &str, name: &str, speed: Speed) -> Result<(), CallError> {
    let Some(id) = ours(client, owner, name).await? else { return Ok(()) };
    if speed == Speed::Graceful {
        let stop = client.send(container::Stop::new(&id).t(GRACE));
        match within_for(GRACE + MARGIN, stop).await {
            Ok(_) => {}
            // It does not run, or is being removed by somebody else: the removal below tells.
            Err(failed) if failed.is_not_modified() || failed.is_not_found() || failed.is_conflict() => {}
            Err(failed) => return Err(failed.classify(Asked::Other)),
        }
    }
    let removal = client.send(container::Remove::new(&id).force(true).v(true));
    match within_for(REMOVAL, removal).await {
        Ok(_) => {}
        // Gone already, or being removed already.
        Err(failed) if failed.is_not_found() || failed.is_conflict() => {}
        Err(failed) => return Err(failed.classify(Asked::Other)),
    }
    confirm(client, owner, &id).await
}

/// The id of the container of that name, if it carries our label. Nothing else is ever touched.
async fn ours(client: &Client, owner: &str, name: &str) -> Result<Option<String>, CallError> {
    match within(client.send(container::Inspect::new(name))).await {
        Ok(found) => {
            let labels = found.config.labels.as_ref();
            let is_ours = labels.and_then(|labels| labels.get(label::OWNER)).is_some_and(|it| it == owner);
            Ok(is_ours.then(|| found.id.clone()))
        }
        Err(failed) if failed.is_not_found() => Ok(None),
        Err(failed) => Err(failed.classify(Asked::Other)),
    }
}

/// Asks until the engine says that there is no such container.
async fn confirm(client: &Client, owner: &str, id: &str) -> Result<(), CallError> {
    let give_up = Instant::now() + REMOVAL;
    while ours(client, owner, id).await?.is_some() {
        if Instant::now() >= give_up {
            let reason = format!("the engine has not removed {} within {} s", short(id), REMOVAL.as_secs());
            return Err(CallError::Lost { reason });
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}

/// The first twelve characters of an id, as engines show it.
fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}
