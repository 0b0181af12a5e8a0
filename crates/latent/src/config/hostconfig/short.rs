//! docker-py's short forms of single fields, and the fields that have a rule of their own.

use serde_json::{Map, Value, json};
use toml::de::DeValue;

use super::{
    object, scalar,
    schema::{BIND, DEVICE, PORT, RESTART_POLICY, ULIMIT},
};
use crate::config::{Volume, error::Problems, network, read::Item};

/// Refuses what would take the log away before anybody has read it.
pub(super) fn auto_remove(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    match item.flag(problems)? {
        true => {
            item.wrong("the log of a worker that failed must survive it; latent removes it itself", problems)
        }
        false => Some(false.into()),
    }
}

/// Refuses what would revive a worker that was stopped.
pub(super) fn restart_policy(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    let policy = match item.value() {
        DeValue::String(name) => Map::from_iter([("Name".to_owned(), Value::from(name.as_ref()))]),
        _ => object(RESTART_POLICY, item, problems)?,
    };
    match policy.get("Name").and_then(Value::as_str) {
        None | Some("" | "no") => Some(policy.into()),
        Some(name) => {
            item.wrong(format!("`{name}` would revive a stopped worker; write \"no\" or remove it"), problems)
        }
    }
}

/// Refuses what no engine has had since API 1.24.
pub(super) fn lxc_conf(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    item.wrong("no engine with API 1.24 or newer runs LXC; remove it", problems)
}

pub(super) fn network_mode(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    let mode = item.text(problems)?;
    item.settle(network::check_mode(mode), problems).map(|()| mode.into())
}

/// Reads mounts as a list of strings, or as docker-py's table from source to target.
pub(super) fn binds(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    let raw: Vec<(String, Item<'_>)> = match item.value() {
        DeValue::Table(_) => {
            let fields = item.table(String::new(), problems)?;
            fields
                .entries()
                .filter_map(|(source, item)| Some((bind(source, &item, problems)?, item)))
                .collect()
        }
        _ => {
            let items = item.list("a list of strings such as \"cache:/cache\"", problems)?;
            items.into_iter().filter_map(|item| Some((item.text(problems)?.to_owned(), item))).collect()
        }
    };
    let checked = |(raw, item): (String, Item<'_>)| {
        item.settle(raw.parse::<Volume>(), problems).map(|volume| Value::from(volume.to_string()))
    };
    Some(raw.into_iter().filter_map(checked).collect())
}

/// Reads `{ bind = "/target", mode = "ro" }`, or the target alone.
fn bind(source: &str, item: &Item<'_>, problems: &mut Problems<'_>) -> Option<String> {
    if let DeValue::String(target) = item.value() {
        return Some(format!("{source}:{target}:rw"));
    }
    let fields = object(BIND, item, problems)?;
    let text = |key: &str| fields.get(key).and_then(Value::as_str);
    let mode = match (fields.get("ro").and_then(Value::as_bool), text("mode")) {
        (Some(_), Some(_)) => return item.wrong("`ro` and `mode` are one; keep one of them", problems),
        (Some(true), None) => "ro",
        (Some(false) | None, None) => "rw",
        (None, Some(mode)) => mode,
    };
    let propagation = text("propagation").map(|how| format!(",{how}")).unwrap_or_default();
    Some(format!("{source}:{}:{mode}{propagation}", text("bind")?))
}

/// Reads `"/dev/fuse"`, `"host:container"`, `"host:container:rwm"`, or the API's record.
pub(super) fn device(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    let DeValue::String(text) = item.value() else {
        if let DeValue::Table(_) = item.value() {
            return object(DEVICE, item, problems).map(Value::from);
        }
        return item.expected("a string such as \"/dev/fuse\"", problems);
    };
    let parts: Vec<_> = text.split(':').collect();
    let (host, container, permissions) = match parts.as_slice() {
        [host] => (*host, *host, "rwm"),
        [host, container] => (*host, *container, "rwm"),
        [host, container, permissions] => (*host, *container, *permissions),
        _ => return item.wrong(format!("`{text}` has too many `:`; write host:container:rwm"), problems),
    };
    let known = !permissions.is_empty() && permissions.chars().all(|c| "rwm".contains(c));
    if host.is_empty() || container.is_empty() || !known {
        return item.wrong(format!("`{text}` is no device; write host:container:rwm"), problems);
    }
    Some(json!({ "PathOnHost": host, "PathInContainer": container, "CgroupPermissions": permissions }))
}

/// Reads `["name:address"]` or `{ name = "address" }`.
pub(super) fn extra_hosts(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    let hosts = pairs(item, problems)?;
    for host in hosts.iter().filter(|host| !host.contains(':')) {
        item.wrong::<()>(format!("`{host}` has no `:`; write name:address"), problems);
    }
    Some(hosts.into())
}

/// Reads `["container:alias"]` or `{ container = "alias" }`.
pub(super) fn links(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    pairs(item, problems).map(Value::from)
}

/// Reads a list of strings, or a table whose keys and values are joined by a colon.
fn pairs(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Vec<String>> {
    if !matches!(item.value(), DeValue::Table(_)) {
        return Some(item.texts(problems)?.into_iter().map(str::to_owned).collect());
    }
    let fields = item.table(String::new(), problems)?;
    let pair = |(key, value): (&str, Item<'_>)| Some(format!("{key}:{}", value.text(problems)?));
    Some(fields.entries().filter_map(pair).collect())
}

/// Reads `{ "80/tcp" = 8080 }`, `{ 80 = "127.0.0.1:8080" }`, or the API's lists of records.
pub(super) fn port_bindings(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    let fields = item.table(String::new(), problems)?;
    let mut ports = Map::new();
    for (key, item) in fields.entries() {
        let key = if key.contains('/') { key.to_owned() } else { format!("{key}/tcp") };
        let bindings = match item.value() {
            DeValue::Array(_) => item.list("a list of ports", problems)?,
            _ => vec![item],
        };
        let bindings = bindings.iter().filter_map(|item| port(item, problems)).collect();
        ports.insert(key, bindings);
    }
    Some(ports.into())
}

fn port(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    match item.value() {
        DeValue::Table(_) => object(PORT, item, problems).map(Value::from),
        DeValue::String(text) => match text.rsplit_once(':') {
            Some((host, port)) => Some(json!({ "HostIp": host.trim_matches(['[', ']']), "HostPort": port })),
            None => Some(json!({ "HostPort": text })),
        },
        _ => scalar(item, problems).map(|port| json!({ "HostPort": port })),
    }
}

/// Reads `["/run", "/tmp:size=64m"]` or `{ "/tmp" = "size=64m" }`.
pub(super) fn tmpfs(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    if let DeValue::Table(_) = item.value() {
        let fields = item.table(String::new(), problems)?;
        let mount = |(key, value): (&str, Item<'_>)| Some((key.to_owned(), value.text(problems)?.into()));
        return Some(Value::Object(fields.entries().filter_map(mount).collect()));
    }
    let mount = |text: &str| {
        let (path, options) = text.split_once(':').unwrap_or((text, ""));
        (path.to_owned(), Value::from(options))
    };
    Some(Value::Object(item.texts(problems)?.into_iter().map(mount).collect()))
}

/// Reads a limit; where only one of its two numbers is given, it is both.
pub(super) fn ulimit(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    let mut limit = object(ULIMIT, item, problems)?;
    let (soft, hard) = (limit.get("Soft").cloned(), limit.get("Hard").cloned());
    let Some(either) = soft.clone().or(hard.clone()) else {
        return item.wrong("a limit needs `soft`, `hard` or both", problems);
    };
    limit.insert("Soft".to_owned(), soft.unwrap_or_else(|| either.clone()));
    limit.insert("Hard".to_owned(), hard.unwrap_or(either));
    Some(limit.into())
}

/// Reads a list of containers, or their names with commas in between.
pub(super) fn volumes_from(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    if let DeValue::String(text) = item.value() {
        return Some(text.split(',').map(|name| Value::from(name.trim())).collect());
    }
    item.texts(problems).map(Value::from)
}
