//! What a worker's container is: its command, mounts, network and the engine's `HostConfig`.

use docker_wire::ApiVersion;
use serde_json::Value;

use super::{extras, process::optional};
use crate::config::{
    Volume,
    error::Problems,
    gates,
    hostconfig::HostConfig,
    network::{self, Network},
    read::{Fields, Item},
};

/// What becomes the container's own configuration.
#[derive(Debug)]
pub(in crate::config) struct Container {
    pub(in crate::config) hostname: Option<String>,
    pub(in crate::config) volumes: Vec<Volume>,
    pub(in crate::config) host_config: Value,
    pub(in crate::config) networking_config: Option<Value>,
}

impl Container {
    /// Reads the fields that say what the container is, for a pinned version or any.
    pub(super) fn read(
        fields: &mut Fields<'_>,
        version: Option<ApiVersion>,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let hostname = fields.take("hostname");
        let name = optional(hostname.clone(), |item| host_name(item, problems));
        let volumes = fields.take("volumes").map_or(Some(Vec::new()), |item| volumes(&item, problems));
        let host_config = fields.twin("hostconfig", "host_config", problems);
        let host_config = host_config
            .map_or(Some(HostConfig::default()), |item| HostConfig::read(&item, problems))
            // A process that is its own init leaves zombies behind, so the engine's init runs unless told otherwise.
            .map(|mut host_config| {
                if gates::has_init(version) {
                    host_config.fields.entry("Init").or_insert(true.into());
                }
                host_config
            });
        let extras = extras::read(fields, problems);
        let network = fields.twin("networking_config", "networkingConfig", problems);
        let joined = optional(network.clone(), |item| Network::read(item, problems));

        let (mut host_config, joined) = (host_config?, joined?);
        extras?.add_to(&mut host_config, problems);
        let networking_config =
            joined.zip(network).and_then(|(joined, item)| joined.apply(&mut host_config, &item, problems));
        network::check_together(&host_config, hostname.as_ref(), fields, problems);
        let mut volumes = volumes?;
        volumes.append(&mut host_config.binds);
        targets_differ(&volumes, &host_config, fields, problems);
        let binds: Vec<Value> = volumes
            .iter()
            .filter(|volume| !volume.is_anonymous())
            .map(|volume| Value::from(volume.to_string()))
            .collect();
        if !binds.is_empty() {
            host_config.fields.insert("Binds".to_owned(), binds.into());
        }
        let host_config = host_config.fields.into();
        Some(Self { hostname: name?, volumes, host_config, networking_config })
    }
}

impl Container {
    /// Lists where something is mounted.
    pub(super) fn targets(&self) -> Vec<&str> {
        let mounts = self.host_config.get("Mounts").and_then(Value::as_array).into_iter().flatten();
        let mounts = mounts.filter_map(|mount| mount.get("Target").and_then(Value::as_str));
        let tmpfs = self.host_config.get("Tmpfs").and_then(Value::as_object).into_iter().flatten();
        let volumes = self.volumes.iter().map(Volume::target);
        volumes.chain(mounts).chain(tmpfs.map(|(target, _)| target.as_str())).collect()
    }
}

/// Of the mounts of `volumes`, `hostconfig.binds`, `hostconfig.mounts` and `hostconfig.tmpfs` no two may meet.
fn targets_differ(
    volumes: &[Volume],
    host_config: &HostConfig,
    fields: &Fields<'_>,
    problems: &mut Problems<'_>,
) {
    let mounts = host_config.fields.get("Mounts").and_then(Value::as_array).into_iter().flatten();
    let mounts = mounts.filter_map(|mount| mount.get("Target").and_then(Value::as_str));
    let tmpfs = host_config.fields.get("Tmpfs").and_then(Value::as_object).into_iter().flatten();
    let targets: Vec<&str> = volumes
        .iter()
        .map(Volume::target)
        .chain(mounts)
        .chain(tmpfs.map(|(target, _)| target.as_str()))
        .map(|target| target.trim_end_matches('/'))
        .collect();
    for (index, target) in targets.iter().enumerate() {
        if targets[..index].contains(target) {
            let message = format!("`{target}` is the target of two mounts in {}; remove one", fields.place);
            problems.report(fields.span.clone(), message);
        }
    }
}

fn volumes(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Vec<Volume>> {
    let items = item.list("a list of strings such as [\"cache:/cache\"]", problems)?;
    let volumes: Vec<Option<Volume>> =
        items.iter().map(|item| item.settle(item.text(problems)?.parse(), problems)).collect();
    volumes.into_iter().collect()
}

fn host_name(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let name = item.text(problems)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if name.is_empty() || name.len() > 63 || !name.chars().all(plain) {
        let why = format!("`{name}` is no host name; write letters, digits, `-` and `.`, 63 at most");
        return item.wrong(why, problems);
    }
    Some(name.to_owned())
}
