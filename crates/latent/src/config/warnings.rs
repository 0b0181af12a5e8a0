//! What the operator may write and should know about: shown by `latent check`, never refused.

use serde_json::Value;

use super::{address::MasterAddress, error::Problems, read::Fields, worker::Container};

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
    let host_config = &container.host_config;
    if host_config.get("Privileged").and_then(Value::as_bool) == Some(true) {
        warn("it is privileged, so its builds are root on the engine's machine".to_owned());
    }
    for volume in container.volumes.iter().filter(|volume| gives_all(volume.source())) {
        warn(format!("`{volume}` gives its builds the engine's machine"));
    }
    for source in texts(host_config, "Mounts", "/Source").filter(|source| gives_all(source)) {
        warn(format!("the mount of `{source}` gives its builds the engine's machine"));
    }
    for capability in texts(host_config, "CapAdd", "")
        .filter(|it| ["ALL", "SYS_ADMIN"].contains(&it.trim_start_matches("CAP_")))
    {
        warn(format!("the capability {capability} gives its builds the engine's machine"));
    }
    for option in texts(host_config, "SecurityOpt", "")
        .filter(|it| it.ends_with("unconfined") || *it == "label=disable")
    {
        warn(format!("`{option}` takes away what keeps its builds in the container"));
    }
    for (api, alias) in [("PidMode", "pid_mode"), ("IpcMode", "ipc_mode"), ("UsernsMode", "userns_mode")] {
        if host_config.get(api).and_then(Value::as_str) == Some("host") {
            warn(format!("its builds share what `hostconfig.{alias}` names with the engine's machine"));
        }
    }
    let mode = host_config.get("NetworkMode").and_then(Value::as_str).unwrap_or_default();
    let shares = mode == "host" || mode.starts_with("container:");
    if let Some(master) = master.filter(|master| master.is_loopback() && !shares) {
        warn(format!(
            "in its own network `{master}` is the container itself; set masterFQDN, where the master is on the engine's \
             machine to \"host.docker.internal\" with hostconfig.extra_hosts = [\"host.docker.internal:host-gateway\"]"
        ));
    }
}

/// The texts of a list in a `HostConfig`, or those that a pointer finds in its items.
fn texts<'a>(host_config: &'a Value, api: &str, pointer: &'static str) -> impl Iterator<Item = &'a str> {
    let items = host_config.get(api).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(move |item| item.pointer(pointer).and_then(Value::as_str))
}

/// Whether a source is the whole machine, or holds a socket of an engine.
fn gives_all(source: &str) -> bool {
    let Some(folder) = source.strip_prefix('/').map(|rest| rest.trim_end_matches('/')) else { return false };
    let within = |socket: &str| {
        let rest = socket.trim_start_matches('/').strip_prefix(folder);
        rest.is_some_and(|rest| folder.is_empty() || rest.is_empty() || rest.starts_with('/'))
    };
    folder.bytes().all(|byte| byte == b'/') || SOCKETS.iter().any(|socket| within(socket))
}
