//! `networking_config`: which network an instance joins, in the words of `docker run --net`.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde_json::{Map, Value, json};
use toml::de::DeValue;

use super::{
    error::{ParseError, Problems},
    hostconfig::HostConfig,
    read::{Fields, Item},
};

/// Modes that are no networks of a user's own: they take neither aliases nor addresses.
const BUILT_IN: &[&str] = &["bridge", "host", "none", "default"];

/// What the two network settings of a worker come to.
#[derive(Debug, Default)]
pub(super) struct Network {
    /// The API's `HostConfig.NetworkMode`.
    mode: Option<String>,
    /// The API's `NetworkingConfig.EndpointsConfig`.
    endpoints: Map<String, Value>,
}

impl Network {
    /// Reads `networking_config`: a mode, `{ name, aliases, ipv4_address, ipv6_address }`, or the API's object.
    pub(super) fn read(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Self> {
        match item.value() {
            DeValue::String(mode) => {
                item.settle(check_mode(mode), problems)?;
                Some(Self { mode: Some(mode.to_string()), endpoints: Map::new() })
            }
            DeValue::Table(_) => {
                let mut fields = item.table(format!("`{}`", item.path), problems)?;
                let network = match fields.twin("EndpointsConfig", "endpoints_config", problems) {
                    Some(endpoints) => endpoints_config(&endpoints, problems),
                    None => named(&mut fields, problems),
                };
                fields.finish(problems);
                network
            }
            _ => item.expected("a network such as \"bridge\", or a table with its name", problems),
        }
    }

    /// Puts the network into a `HostConfig`, and gives the API's `NetworkingConfig` where one is needed.
    pub(super) fn apply(
        self,
        host_config: &mut HostConfig,
        item: &Item<'_>,
        problems: &mut Problems<'_>,
    ) -> Option<Value> {
        let configured = host_config.text("NetworkMode").map(str::to_owned);
        match (&self.mode, configured) {
            (Some(mode), Some(other)) if *mode != other => {
                let why =
                    format!("`{mode}` differs from `hostconfig.network_mode`, `{other}`; keep one of them");
                item.wrong::<()>(why, problems);
            }
            (Some(mode), None) => {
                host_config.fields.insert("NetworkMode".to_owned(), mode.as_str().into());
            }
            (None, Some(other)) if !self.endpoints.contains_key(&other) => {
                let why = format!("none of its networks is `hostconfig.network_mode`, `{other}`");
                item.wrong::<()>(why, problems);
            }
            (None, None) => {
                item.wrong::<()>("it has several networks; name one in `hostconfig.network_mode`", problems);
            }
            (Some(_) | None, Some(_)) => {}
        }
        (!self.endpoints.is_empty()).then(|| json!({ "EndpointsConfig": self.endpoints }))
    }
}

/// Checks the name of a network or one of Docker's words for one.
pub(super) fn check_mode(mode: &str) -> Result<(), ParseError> {
    let name = mode.strip_prefix("container:").unwrap_or(mode);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let begins = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    // Podman's modes have options behind a colon: `slirp4netns:port_handler=…`, `pasta:…`.
    let podman = ["slirp4netns", "pasta", "ns"].iter().any(|known| name.split(':').next() == Some(known));
    if podman || (begins && name.chars().all(plain)) {
        return Ok(());
    }
    Err(ParseError::new(format!(
        "`{mode}` is no network; write bridge, host, none, container:NAME or its name"
    )))
}

/// Checks what the engine refuses beside a network that is another's.
pub(super) fn check_together(
    host_config: &HostConfig,
    hostname: Option<&Item<'_>>,
    worker: &Fields<'_>,
    problems: &mut Problems<'_>,
) {
    let mode = host_config.text("NetworkMode").unwrap_or_default();
    if ["host", "none"].contains(&mode) {
        for (api, alias) in [("PortBindings", "port_bindings"), ("PublishAllPorts", "publish_all_ports")] {
            if host_config.says(api) {
                let message =
                    format!("network `{mode}` has no ports to publish; remove `hostconfig.{alias}`");
                problems.report(worker.span.clone(), format!("{}: {message}", worker.place));
            }
        }
    }
    if let (true, Some(hostname)) = (host_config.text("UTSMode") == Some("host"), hostname) {
        hostname
            .wrong::<()>("`hostconfig.uts_mode` is `host`, which has a name; remove one of them", problems);
    }
    if !mode.starts_with("container:") {
        return;
    }
    if let Some(hostname) = hostname {
        hostname.wrong::<()>(format!("network `{mode}` brings its own name; remove `hostname`"), problems);
    }
    let taken = ["Dns", "DnsSearch", "DnsOptions", "ExtraHosts", "Links", "PortBindings", "PublishAllPorts"];
    for api in taken.into_iter().filter(|api| host_config.says(api)) {
        let message = format!("network `{mode}` brings its own {api}; remove it from `hostconfig`");
        problems.report(worker.span.clone(), format!("{}: {message}", worker.place));
    }
}

fn named(fields: &mut Fields<'_>, problems: &mut Problems<'_>) -> Option<Network> {
    let name = fields.require("name", "name = \"NETWORK\"", problems);
    let aliases = fields.take("aliases").and_then(|item| item.texts(problems));
    let v4 = fields.take("ipv4_address").and_then(|item| ip::<Ipv4Addr>(&item, "IPv4", problems));
    let v6 = fields.take("ipv6_address").and_then(|item| ip::<Ipv6Addr>(&item, "IPv6", problems));
    let item = name?;
    let name = item.text(problems)?;
    item.settle(check_mode(name), problems)?;
    let mut endpoint = Map::new();
    endpoint.extend(aliases.map(|aliases| ("Aliases".to_owned(), aliases.into())));
    let addresses = [("IPv4Address", v4), ("IPv6Address", v6)];
    let addresses: Map<String, Value> =
        addresses.into_iter().filter_map(|(key, ip)| Some((key.to_owned(), ip?.into()))).collect();
    if !addresses.is_empty() {
        endpoint.insert("IPAMConfig".to_owned(), addresses.into());
    }
    if !endpoint.is_empty() && (BUILT_IN.contains(&name) || name.contains(':')) {
        return item
            .wrong(format!("`{name}` takes no aliases and addresses; make a network for them"), problems);
    }
    let endpoints =
        if endpoint.is_empty() { Map::new() } else { Map::from_iter([(name.to_owned(), endpoint.into())]) };
    Some(Network { mode: Some(name.to_owned()), endpoints })
}

fn endpoints_config(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Network> {
    let fields = item.table(String::new(), problems)?;
    let endpoints: Map<String, Value> = fields
        .entries()
        .filter_map(|(name, item)| Some((name.to_owned(), super::hostconfig::endpoint(&item, problems)?)))
        .collect();
    let mut names = endpoints.keys();
    let mode = match (names.next(), names.next()) {
        (None, _) if problems.any() => return None,
        (None, _) => return item.wrong("it names no network", problems),
        (Some(only), None) => Some(only.clone()),
        (Some(_), Some(_)) => None,
    };
    Some(Network { mode, endpoints })
}

fn ip<T: std::str::FromStr>(item: &Item<'_>, family: &str, problems: &mut Problems<'_>) -> Option<String> {
    let text = item.text(problems)?;
    if text.parse::<T>().is_err() {
        return item.wrong(format!("`{text}` is no {family} address"), problems);
    }
    Some(text.to_owned())
}
