//! Limits under short names, and `hardened`: what a careful operator writes into every `hostconfig`.

use serde_json::{Value, json};
use toml::de::DeValue;

use crate::config::{
    error::Problems,
    hostconfig::HostConfig,
    read::{Fields, Item},
    size,
};

/// What a build in a container needs of the rights of root: its own files, and to become somebody else.
const KEPT: [&str; 6] = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETUID"];

/// Limits and hardening of one definition.
#[derive(Debug)]
pub(super) struct Extras<'a> {
    limits: Vec<(&'static str, &'static str, Item<'a>, Value)>,
    hardened: bool,
}

pub(super) fn read<'a>(fields: &mut Fields<'a>, problems: &mut Problems<'_>) -> Option<Extras<'a>> {
    let memory = fields.take("memory").map(|item| (bytes(&item, problems), item));
    let cpus = fields.take("cpus").map(|item| (cpus(&item, problems), item));
    let pids = fields.take("pids").map(|item| (item.integer(1, i64::MAX, problems), item));
    let hardened = fields.take("hardened").map_or(Some(false), |item| item.flag(problems));
    let mut limits = Vec::new();
    let rows =
        [("Memory", "mem_limit", memory), ("NanoCpus", "nano_cpus", cpus), ("PidsLimit", "pids_limit", pids)];
    for (api, alias, limit) in rows {
        if let Some((value, item)) = limit {
            limits.push((api, alias, item, Value::from(value?)));
        }
    }
    Some(Extras { limits, hardened: hardened? })
}

impl Extras<'_> {
    /// Puts them into a `HostConfig`; what that says itself must not say something else.
    pub(super) fn add_to(self, host_config: &mut HostConfig, problems: &mut Problems<'_>) {
        for (api, alias, item, value) in self.limits {
            match host_config.fields.get(api) {
                Some(other) if *other != value => {
                    let why = format!("`hostconfig.{alias}` says something else; keep one of them");
                    item.wrong::<()>(why, problems);
                }
                _ => drop(host_config.fields.insert(api.to_owned(), value)),
            }
        }
        if self.hardened {
            for (api, value) in hardening() {
                host_config.fields.entry(api).or_insert(value);
            }
        }
    }
}

fn hardening() -> [(&'static str, Value); 5] {
    [
        ("SecurityOpt", json!(["no-new-privileges"])),
        ("CapDrop", json!(["ALL"])),
        ("CapAdd", json!(KEPT)),
        ("PidsLimit", json!(1024)),
        ("LogConfig", json!({ "Type": "json-file", "Config": { "max-size": "10m", "max-file": "3" } })),
    ]
}

fn bytes(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<i64> {
    match item.value() {
        DeValue::String(text) => item.settle(size::parse(text), problems),
        DeValue::Integer(_) => item.integer(0, i64::MAX, problems),
        _ => item.expected("a size such as \"512m\" or a number of bytes", problems),
    }
}

/// Reads how many processors, also a part of one, as billionths.
fn cpus(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<i64> {
    let text = match item.value() {
        DeValue::Integer(_) => {
            return item.integer(1, 1_000_000, problems).map(|whole| whole * 1_000_000_000);
        }
        DeValue::Float(float) => float.as_str().to_owned(),
        DeValue::String(text) => text.to_string(),
        _ => return item.expected("a number of processors such as 1.5", problems),
    };
    match text.parse::<f64>() {
        // As many as fit exactly; a part of a billionth is dropped.
        Ok(cpus) if (0.001..=1_000_000.0).contains(&cpus) => Some((cpus * 1e9) as i64),
        _ => item.wrong(format!("`{text}` is no number of processors; write one such as 1.5"), problems),
    }
}
