//! What a worker's container is: its command, mounts, network and the engine's `HostConfig`.

use serde_json::Value;
use toml::de::DeValue;

use crate::config::{
    error::Problems,
    hostconfig::HostConfig,
    network::{self, Network},
    read::{Fields, Item},
    shell,
    volume::Volume,
};

/// What becomes the container's own configuration.
#[derive(Debug)]
pub(in crate::config) struct Container {
    pub(in crate::config) command: Vec<String>,
    pub(in crate::config) hostname: Option<String>,
    pub(in crate::config) volumes: Vec<Volume>,
    pub(in crate::config) host_config: Value,
    pub(in crate::config) networking_config: Option<Value>,
}

impl Container {
    /// Reads the fields that say what the container is.
    pub(super) fn read(fields: &mut Fields<'_>, problems: &mut Problems<'_>) -> Option<Self> {
        let command = fields.take("command").map_or(Some(Vec::new()), |item| command(&item, problems));
        let hostname = fields.take("hostname");
        let name = hostname.as_ref().map_or(Some(None), |item| host_name(item, problems).map(Some));
        let volumes = fields.take("volumes").map_or(Some(Vec::new()), |item| volumes(&item, problems));
        let host_config = fields.twin("hostconfig", "host_config", problems);
        let host_config = host_config
            .map_or(Some(HostConfig::default()), |item| HostConfig::read(&item, problems))
            // A process that is its own init leaves zombies behind, so the engine's init runs unless told otherwise.
            .map(|mut host_config| {
                host_config.fields.entry("Init").or_insert(true.into());
                host_config
            });
        let network = fields.twin("networking_config", "networkingConfig", problems);
        let joined = network.as_ref().map_or(Some(None), |item| Network::read(item, problems).map(Some));

        let (mut host_config, joined) = (host_config?, joined?);
        let networking_config =
            joined.zip(network).and_then(|(joined, item)| joined.apply(&mut host_config, &item, problems));
        network::check_together(&host_config, hostname.as_ref(), fields, problems);
        let mut volumes = volumes?;
        volumes.append(&mut host_config.binds);
        targets_differ(&volumes, fields, problems);
        if !volumes.is_empty() {
            let binds: Value = volumes.iter().map(|volume| Value::from(volume.to_string())).collect();
            host_config.fields.insert("Binds".to_owned(), binds);
        }
        let host_config = host_config.fields.into();
        Some(Self { command: command?, hostname: name?, volumes, host_config, networking_config })
    }
}

fn targets_differ(volumes: &[Volume], fields: &Fields<'_>, problems: &mut Problems<'_>) {
    for (index, volume) in volumes.iter().enumerate() {
        if volumes[..index].iter().any(|earlier| earlier.target() == volume.target()) {
            let target = volume.target();
            let message = format!("`{target}` is the target of two mounts in {}; remove one", fields.place);
            problems.report(fields.span.clone(), message);
        }
    }
}

fn command(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Vec<String>> {
    match item.value() {
        DeValue::String(line) => item.settle(shell::split(line), problems),
        DeValue::Array(_) => Some(item.texts(problems)?.into_iter().map(str::to_owned).collect()),
        _ => item.expected("a list of strings, or a string", problems),
    }
}

fn volumes(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Vec<Volume>> {
    let items = item.list("a list of strings such as [\"cache:/cache\"]", problems)?;
    let volumes: Vec<Option<Volume>> =
        items.iter().map(|item| item.settle(item.text(problems)?.parse(), problems)).collect();
    volumes.into_iter().collect()
}

fn host_name(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let name = item.plain_text(problems)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if name.is_empty() || name.len() > 63 || !name.chars().all(plain) {
        let why = format!("`{name}` is no host name; write letters, digits, `-` and `.`, 63 at most");
        return item.wrong(why, problems);
    }
    Some(name.to_owned())
}
