//! The output of a container in our own log until its worker is attached.

use docker_wire::{Client, api::container};

use super::Spec;
use crate::fleet::WorkerName;

/// The longest line that is kept together.
const LINE: usize = 4096;

/// Copies each line that the container prints, from its first, to our log. Ends with the container.
///
/// It is a task of its own: nothing waits for it, and dropping it is how it ends when the worker is attached.
pub(super) async fn follow(client: Client, worker: WorkerName, id: String, spec: Spec) {
    let follow = container::Logs::new(&id).stdout(true).stderr(true).follow(true);
    let mut logs = match client.send(follow).await {
        Ok(logs) => logs,
        Err(error) => {
            tracing::warn!(%worker, %error, "the start-up log cannot be followed");
            return;
        }
    };
    let mut line = Vec::new();
    while let Some(piece) = logs.next().await {
        match piece {
            Ok(piece) => print(&worker, &id, &spec, &mut line, &piece.bytes),
            Err(error) => {
                tracing::warn!(%worker, %error, "the start-up log ended early");
                return;
            }
        }
    }
    if !line.is_empty() {
        print(&worker, &id, &spec, &mut line, b"\n");
    }
}

fn print(worker: &WorkerName, id: &str, spec: &Spec, line: &mut Vec<u8>, bytes: &[u8]) {
    for byte in bytes {
        if *byte != b'\n' && line.len() < LINE {
            line.push(*byte);
            continue;
        }
        let text = String::from_utf8_lossy(line);
        let text = spec.redacted(text.trim_end_matches('\r'));
        let container = id.get(..12).unwrap_or(id);
        tracing::info!(target: "latent::startup", %worker, container, "{text}");
        line.clear();
        if *byte != b'\n' {
            line.push(*byte);
        }
    }
}
