//! What a build's properties may not ask for: `[policy]`, enforced when a configuration is checked and when it runs.
//!
//! What the operator writes is allowed, with a warning where it is worth one. What is rendered from a build's
//! properties comes from whoever may start a build, so of what it adds nothing may reach beyond the container.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Volume,
    error::Problems,
    read::{Fields, Item},
};

/// Holds what the operator allows builds to ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Policy {
    /// Folders of the engine's machine that builds may mount, with what is in them.
    pub allowed_binds: Vec<String>,
    /// Folders of this machine, and beginnings of URLs, that builds may have images built from, with what is below them.
    pub allowed_contexts: Vec<String>,
}

/// Settings of `HostConfig` that reach beyond the container whatever they say, if they say something.
const ALWAYS: &[&str] = &[
    "Annotations",
    "CapAdd",
    "Cgroup",
    "CgroupParent",
    "DeviceCgroupRules",
    "DeviceRequests",
    "Devices",
    "GroupAdd",
    "InitPath",
    "Isolation",
    "Links",
    "LogConfig",
    "MaskedPaths",
    "OomKillDisable",
    "OomScoreAdj",
    "PortBindings",
    "Privileged",
    "PublishAllPorts",
    "ReadonlyPaths",
    "Runtime",
    "SecurityOpt",
    "Sysctls",
    "VolumeDriver",
    "VolumesFrom",
];

/// Tells whether a field of `HostConfig` can reach beyond the container by itself.
#[cfg(test)]
pub(super) fn is_judged(api: &str) -> bool {
    ALWAYS.contains(&api) || NAMESPACES.contains(&api)
}

/// Namespaces that can be those of the machine or of another container.
const NAMESPACES: &[&str] = &["CgroupnsMode", "IpcMode", "NetworkMode", "PidMode", "UTSMode", "UsernsMode"];

impl Policy {
    /// Reads the table `[policy]`.
    pub(super) fn read(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Self> {
        let mut fields = item.table("[policy]".to_owned(), problems)?;
        let binds = fields.twin("allowed_binds", "allowedBinds", problems);
        let binds = binds.map_or(Some(Vec::new()), |item| folders(&item, problems));
        let contexts = fields.twin("allowed_contexts", "allowedContexts", problems);
        let contexts = contexts.map_or(Some(Vec::new()), |item| contexts_of(&item, problems));
        Fields::finish(fields, problems);
        Some(Self { allowed_binds: binds?, allowed_contexts: contexts? })
    }

    /// Lists what a container may do beyond itself, each in words; equal words are the same thing.
    pub(super) fn reach(&self, host_config: &Value, volumes: &[Volume]) -> BTreeSet<String> {
        let mut reach = BTreeSet::new();
        let says = |api: &str| host_config.get(api).filter(|value| says_something(value));
        for api in ALWAYS {
            for value in says(api).into_iter().flat_map(each) {
                reach.insert(format!("{api} = {value}"));
            }
        }
        for api in NAMESPACES {
            let mode = says(api).and_then(Value::as_str).unwrap_or_default();
            if mode == "host" || mode.starts_with("container:") || mode.starts_with("ns:") {
                reach.insert(format!("{api} = {mode}"));
            }
        }
        let mounts = says("Mounts").and_then(Value::as_array).into_iter().flatten();
        let of_mounts =
            mounts.filter(|mount| mount.get("Type").is_none_or(|it| it != "volume" && it != "tmpfs"));
        let sources = of_mounts.filter_map(|mount| mount.get("Source").and_then(Value::as_str));
        let binds = volumes.iter().filter(|volume| volume.is_path()).map(Volume::source);
        for source in sources.chain(binds).filter(|source| !self.allows(source)) {
            reach.insert(format!("the folder {source} of the engine's machine"));
        }
        let options = says("Mounts").and_then(Value::as_array).into_iter().flatten();
        for mount in options.filter_map(|mount| mount.pointer("/VolumeOptions/DriverConfig")) {
            reach.insert(format!("a volume of the driver {mount}"));
        }
        reach
    }

    /// Tells whether builds may have images built from what is at a place: a path, or a URL without login and query.
    pub(super) fn allows_context(&self, place: &str) -> bool {
        // A server may take an encoded dot for a dot.
        !place.to_ascii_lowercase().contains("%2e") && is_below(place, &self.allowed_contexts)
    }

    fn allows(&self, source: &str) -> bool {
        is_below(source, &self.allowed_binds)
    }
}

/// Whether a path or a URL is one of these, or below it.
fn is_below(place: &str, allowed: &[String]) -> bool {
    let climbs = place.split(['/', '\\', ':']).any(|step| step == "..");
    let below = |from: &String| {
        let rest = place.strip_prefix(from.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    !climbs && allowed.iter().any(below)
}

fn folders(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Vec<String>> {
    let items = item.list("a list of folders such as [\"/srv/cache\"]", problems)?;
    let folder = |item: &Item<'_>| {
        let text = item.text(problems)?;
        let folder = text.trim_end_matches('/');
        if !folder.starts_with('/') || folder.split('/').any(|step| step == "..") {
            return item.wrong(format!("`{text}` is no folder to allow; write a path below /"), problems);
        }
        Some(folder.to_owned())
    };
    let folders: Vec<_> = items.iter().map(folder).collect();
    folders.into_iter().collect()
}

fn contexts_of(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Vec<String>> {
    let items = item.list("a list of folders and URLs such as [\"https://git.example/team\"]", problems)?;
    let context = |item: &Item<'_>| {
        let text = item.text(problems)?;
        let from = text.trim_end_matches('/');
        let climbs = from.split(['/', ':']).any(|step| step == "..");
        let named = match from.split_once("://") {
            Some((scheme, rest)) => ["http", "https", "git"].contains(&scheme) && !rest.contains('@'),
            None => from.starts_with('/') || from.starts_with("git@") || from.starts_with("github.com"),
        };
        let whole = !from.contains(|c: char| c.is_whitespace() || ['?', '#', '%', '\\'].contains(&c));
        if !named || !whole || climbs || from.ends_with(':') {
            // A login may stand in it, so the text is not repeated.
            let why =
                "it is no place to build from; write a path below /, or a URL without login, query and `#`";
            return item.wrong(why, problems);
        }
        Some(from.to_owned())
    };
    let contexts: Vec<_> = items.iter().map(context).collect();
    contexts.into_iter().collect()
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Bool(true) | Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    }
}

/// The values of a list or a table, each by itself.
fn each(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().map(Value::to_string).collect(),
        Value::Object(fields) => fields.iter().map(|(key, value)| format!("{key}: {value}")).collect(),
        other => vec![other.to_string()],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reach(host_config: &Value, volumes: &[&str]) -> Vec<String> {
        let policy = Policy { allowed_binds: vec!["/srv/cache".to_owned()], ..Policy::default() };
        let volumes: Vec<Volume> = volumes.iter().map(|volume| volume.parse().unwrap()).collect();
        policy.reach(host_config, &volumes).into_iter().collect()
    }

    #[test]
    fn what_stays_in_the_container_is_nothing() {
        let plain = json!({
            "Init": true, "Memory": 5, "Privileged": false, "NetworkMode": "bridge", "CapDrop": ["ALL"],
            "Dns": ["1.1.1.1"], "Mounts": [{ "Type": "volume", "Source": "v", "Target": "/v" }],
        });
        assert_eq!(reach(&plain, &["cache:/c", "/anonymous", "/srv/cache:/d", "/srv/cache/x:/e"]), [""; 0]);
    }

    #[test]
    fn what_reaches_beyond_it_is_named() {
        let table = [
            (json!({ "Privileged": true }), "", "Privileged = true"),
            (json!({ "CapAdd": ["SYS_ADMIN"] }), "", "CapAdd = \"SYS_ADMIN\""),
            (json!({ "NetworkMode": "host" }), "", "NetworkMode = host"),
            (json!({ "NetworkMode": "container:x" }), "", "NetworkMode = container:x"),
            (json!({ "PidMode": "host" }), "", "PidMode = host"),
            (json!({ "SecurityOpt": ["seccomp=unconfined"] }), "", "SecurityOpt = \"seccomp=unconfined\""),
            (json!({ "Runtime": "other" }), "", "Runtime = \"other\""),
            (json!({}), "/:/all", "the folder / of the engine's machine"),
            (json!({}), "/srv/cachet:/c", "the folder /srv/cachet of the engine's machine"),
            (json!({}), "/srv/cache/../x:/c", "the folder /srv/cache/../x of the engine's machine"),
            (json!({}), "/run/docker.sock:/s", "the folder /run/docker.sock of the engine's machine"),
            (
                json!({ "Mounts": [{ "Type": "bind", "Source": "/etc", "Target": "/e" }] }),
                "",
                "the folder /etc of the engine's machine",
            ),
        ];
        for (host_config, volume, words) in table {
            let volumes: Vec<&str> = Some(volume).filter(|volume| !volume.is_empty()).into_iter().collect();
            assert_eq!(reach(&host_config, &volumes), [words], "{host_config} {volume}");
        }
        let devices = json!({ "Devices": [{ "PathOnHost": "/dev/fuse" }, { "PathOnHost": "/dev/kvm" }] });
        assert_eq!(reach(&devices, &[]).len(), 2);
    }
}
