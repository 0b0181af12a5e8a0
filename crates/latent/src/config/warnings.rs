//! What the operator may write and should know about: shown by `latent check`, never refused.

use super::{address::MasterAddress, error::Problems, read::Fields, volume::Volume, worker::Container};

/// Sockets of engines: who may use one is root on the engine's machine.
const SOCKETS: [&str; 4] =
    ["/var/run/docker.sock", "/run/docker.sock", "/run/podman/podman.sock", "/var/run/podman/podman.sock"];

/// Warns of what a container could do to the engine's machine, and of a master that it cannot reach.
pub(super) fn container(
    container: &Container,
    master: Option<&MasterAddress>,
    fields: &Fields<'_>,
    problems: &mut Problems<'_>,
) {
    let mut warn = |what: String| problems.warn(fields.span.clone(), format!("{}: {what}", fields.place));
    if container.host_config.get("Privileged").and_then(serde_json::Value::as_bool) == Some(true) {
        warn("it is privileged, so its builds are root on the engine's machine".to_owned());
    }
    for volume in container.volumes.iter().filter(|volume| gives_all(volume)) {
        warn(format!("`{volume}` gives its builds the engine's machine"));
    }
    let mode =
        container.host_config.get("NetworkMode").and_then(serde_json::Value::as_str).unwrap_or_default();
    let shares = mode == "host" || mode.starts_with("container:");
    if let Some(master) = master.filter(|master| master.is_loopback() && !shares) {
        warn(format!("in its own network `{master}` is the container itself; set masterFQDN"));
    }
}

fn gives_all(volume: &Volume) -> bool {
    let source = volume.source();
    let root = !source.is_empty() && source.bytes().all(|byte| byte == b'/');
    root || SOCKETS.contains(&source.trim_end_matches('/'))
}
