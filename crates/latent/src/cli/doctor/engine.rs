//! The engine of a host: its clock, its init, its size and the networks that workers name.

use std::collections::BTreeSet;

use docker_wire::{
    Client,
    api::{container, network, system},
    model::SystemInfo,
};
use serde_json::Value;

use super::{Area, Finding, skew};
use crate::{
    cli::asked::unix_ms,
    config::{Config, Worker},
};

/// A clock that is further away than this makes ages and deadlines wrong.
const SKEW: i64 = 5_000;

/// Looks at an engine that answers.
pub(super) async fn examine(
    config: &Config,
    host: &str,
    client: &Client,
    workers: &[&Worker],
    findings: &mut Vec<Finding>,
) {
    let before = unix_ms();
    match client.send(system::Info::new()).await {
        Ok(told) => {
            let middle = before.midpoint(unix_ms());
            clock(host, &told, i64::try_from(middle).unwrap_or(i64::MAX), findings);
            size(config, host, &told, workers, findings);
            init(host, &told, workers, findings);
            let warnings = told.warnings.iter().map(|it| format!("{host}: {}", it.trim()));
            findings.extend(warnings.map(|it| Finding::warning(Area::Engine, it, "")));
        }
        Err(error) => {
            findings.push(Finding::warning(Area::Engine, format!("{host}: no information: {error:#}"), ""));
        }
    }
    networks(host, client, workers, findings).await;
}

fn clock(host: &str, told: &SystemInfo, now: i64, findings: &mut Vec<Finding>) {
    let Some(theirs) = skew::unix_ms(&told.system_time) else { return };
    let skew = theirs - now;
    if skew.abs() > SKEW {
        let text = format!("{host}: its clock is {} s away from ours", skew / 1_000);
        findings.push(Finding::warning(Area::Engine, text, "set both clocks by NTP"));
    }
}

fn size(config: &Config, host: &str, told: &SystemInfo, workers: &[&Worker], findings: &mut Vec<Finding>) {
    let (cpus, memory) = (told.ncpu.unwrap_or_default(), told.mem_total.unwrap_or_default());
    let machine = config.machines.iter().find(|machine| machine.docker_host == host);
    let capacity = machine.and_then(|machine| machine.capacity);
    let most = capacity.map_or(workers.len(), |capacity| workers.len().min(capacity as usize));
    let text = format!(
        "{host}: {cpus} processors, {} MiB; at most {most} containers at once{}",
        memory >> 20,
        if capacity.is_some() { "" } else { ", for it has no capacity" }
    );
    findings.push(Finding::fine(Area::Engine, text));
    let mut limits: Vec<i64> =
        workers.iter().filter_map(|it| it.host_config.get("Memory").and_then(Value::as_i64)).collect();
    limits.sort_unstable_by(|a, b| b.cmp(a));
    let wanted: i64 = limits.iter().take(most).sum();
    if memory > 0 && wanted > memory {
        let text =
            format!("{host}: its containers may use {} MiB of {} MiB together", wanted >> 20, memory >> 20);
        findings.push(Finding::warning(
            Area::Engine,
            text,
            "give the host a smaller capacity, or workers less memory",
        ));
    }
}

fn init(host: &str, told: &SystemInfo, workers: &[&Worker], findings: &mut Vec<Finding>) {
    let wanted = |it: &&&Worker| it.host_config.get("Init").and_then(Value::as_bool) == Some(true);
    let absent = told.init_commit.id == "N/A";
    if absent && let Some(worker) = workers.iter().find(wanted) {
        let text =
            format!("{host}: it has no {}, and worker `{}` asks for one", told.init_binary, worker.name);
        let advice = "install docker-init (tini) there, or set hostconfig.init = false";
        findings.push(Finding::warning(Area::Engine, text, advice));
    }
}

/// Whether the networks that workers name are there.
async fn networks(host: &str, client: &Client, workers: &[&Worker], findings: &mut Vec<Finding>) {
    let mode =
        |worker: &&Worker| worker.host_config.get("NetworkMode").and_then(Value::as_str).map(str::to_owned);
    let modes: BTreeSet<String> = workers.iter().filter_map(mode).collect();
    for mode in modes {
        let found = match mode.as_str() {
            "" | "bridge" | "host" | "none" | "default" => continue,
            mode => match mode.strip_prefix("container:") {
                Some(other) => client.send(container::Inspect::new(other)).await.map(drop),
                None => client.send(network::Inspect::new(mode)).await.map(drop),
            },
        };
        match found {
            Ok(()) => {
                findings.push(Finding::fine(Area::Engine, format!("{host}: the network {mode} is there")));
            }
            Err(error) => {
                let text = format!("{host}: the network {mode} cannot be used: {error:#}");
                let advice = "make it with `docker network create`, or correct networking_config";
                findings.push(Finding::wrong(Area::Engine, text, advice));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_away_only_beyond_some_seconds() {
        let told: SystemInfo = serde_json::from_str(r#"{"SystemTime":"1970-01-01T00:00:10Z"}"#).unwrap();
        let away = |now| {
            let mut findings = Vec::new();
            clock("h", &told, now, &mut findings);
            findings
        };
        assert!(away(5_000).is_empty() && away(15_000).is_empty());
        assert_eq!(away(4_000)[0].text, "h: its clock is 6 s away from ours");
        assert_eq!(away(70_000)[0].text, "h: its clock is -60 s away from ours");
    }
}
