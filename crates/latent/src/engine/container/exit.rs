//! The end of an instance: when it came, how, and what was printed last.

use docker_wire::{Client, Error, api::container, model::ContainerInspect};

use super::{
    Spec,
    classify::{Asked, Failed, classify, within},
    label,
};
use crate::{
    fleet::{Exit, Generation, InstanceId},
    port::{CallError, Made},
};

/// How many of the last lines of its log are kept.
const LOG_TAIL: usize = 200;

/// The longest log that is read for its last lines: 1 MiB.
const LOG_BYTES: usize = 1 << 20;

/// Waits until a container has ended, and tells how; also what it was made of, if it is still there.
pub(super) async fn exit(
    client: &Client,
    spec: Option<&Spec>,
    instance: &InstanceId,
) -> Result<(Exit, Option<(Generation, Made)>), CallError> {
    // There is no timer here: the engine answers when the container ends.
    let waited = match client.send(container::Wait::new(&instance.0)).await {
        Ok(waiting) => waiting.exit().await.map(|exit| exit.code),
        Err(error) => Err(error),
    };
    let code = match waited {
        Ok(code) => Some(code),
        Err(error) if error.is_not_found() => None,
        Err(error) => return Err(classify(&error, Asked::Other)),
    };
    let found = within(client.send(container::Inspect::new(&instance.0))).await.ok();
    let out_of_memory = found.as_ref().is_some_and(|found| found.state.oom_killed);
    let log_tail = log_tail(client, spec, &instance.0).await.unwrap_or_else(|failed| {
        tracing::debug!(%failed, "the log of an instance that ended cannot be read");
        Vec::new()
    });
    Ok((Exit { code, out_of_memory, log_tail }, found.and_then(|found| made(&found))))
}

/// What a container is made of, as the engine shows it.
fn made(found: &ContainerInspect) -> Option<(Generation, Made)> {
    let labels = found.config.labels.as_ref()?;
    let generation = label::generation(labels)?;
    let digest = labels.get(label::IMAGE).cloned().or_else(|| Some(found.image.clone()));
    let digest = digest.filter(|digest| !digest.is_empty());
    Some((
        generation,
        Made { host: String::new(), image: found.config.image.clone().unwrap_or_default(), digest },
    ))
}

/// The last lines of the log, without secrets, with what is no UTF-8 replaced.
pub(super) async fn log_tail(
    client: &Client,
    spec: Option<&Spec>,
    name: &str,
) -> Result<Vec<String>, Failed> {
    let read = async {
        let tail = container::Logs::new(name).stdout(true).stderr(true).tail(LOG_TAIL as u64);
        let mut logs = client.send(tail).await?;
        let mut text = Vec::new();
        while let Some(piece) = logs.next().await.transpose()? {
            text.extend_from_slice(&piece.bytes);
            if text.len() > LOG_BYTES {
                break;
            }
        }
        Ok::<_, Error>(text)
    };
    let text = within(read).await?;
    let redacted = |line: &str| spec.map_or_else(|| line.to_owned(), |spec| spec.redacted(line));
    let lines: Vec<String> = String::from_utf8_lossy(&text).lines().map(redacted).collect();
    Ok(lines[lines.len().saturating_sub(LOG_TAIL)..].to_vec())
}
