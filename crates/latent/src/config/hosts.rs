//! The tables `[[host]]`: how many containers an engine's machine takes, and how it is switched on and off.

use std::{collections::BTreeSet, time::Duration};

use toml::de::DeValue;

use super::{
    duration::Wait,
    error::{ParseError, Problems},
    host::DockerHost,
    read::{Fields, Item},
    shell,
    worker::Worker,
};

/// How long a host without a build stays on after it was switched on.
const MISSING_TIMEOUT: Duration = Duration::from_secs(20 * 60);

/// Says what a host takes and how it is switched.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Machine {
    /// The engine on it, as the workers' `docker_host` names it.
    pub docker_host: String,
    /// How many containers it takes at once; none is as many as come.
    pub capacity: Option<u32>,
    /// How it is switched on and off; none is a host that is always on.
    pub switch: Option<Switch>,
}

/// Says how a host is switched on and off: Buildbot's latent machine.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Switch {
    /// Switches it on: a program with its arguments, which ends when the engine can be asked, or soon can be.
    pub start_command: Vec<String>,
    /// Switches it off.
    pub stop_command: Vec<String>,
    /// How long it stays on after the last build.
    pub idle: Duration,
    /// How long it stays on without any build.
    pub missing_timeout: Duration,
}

pub(super) fn all(item: &Item<'_>, workers: &[Worker], problems: &mut Problems<'_>) -> Option<Vec<Machine>> {
    if let DeValue::Table(_) = item.value() {
        return item.wrong("there may be several; write [[host]] with two brackets", problems);
    }
    let mut machines: Vec<Machine> = Vec::new();
    for item in item.list("a list of tables; write [[host]]", problems)? {
        let Some(machine) = one(&item, workers, problems) else { continue };
        if machines.iter().any(|other| other.docker_host == machine.docker_host) {
            let host = &machine.docker_host;
            item.wrong::<()>(format!("there are two tables for {host}; remove one"), problems);
        }
        machines.push(machine);
    }
    Some(machines)
}

fn one(item: &Item<'_>, workers: &[Worker], problems: &mut Problems<'_>) -> Option<Machine> {
    let mut fields = item.table("[[host]]".to_owned(), problems)?;
    let host = fields.twin("docker_host", "dockerHost", problems);
    if host.is_none() {
        fields.missing("`docker_host`", "docker_host = \"tcp://build1:2376\"", problems);
    }
    let docker_host = host.and_then(|item| named(&item, workers, problems));
    let capacity = match fields.take("capacity") {
        Some(item) => {
            let count = item.integer(1, i64::from(u32::MAX), problems);
            count.and_then(|count| u32::try_from(count).ok()).map(Some)
        }
        None => Some(None),
    };
    let switch = switch(item, &mut fields, problems);
    fields.finish(problems);
    Some(Machine { docker_host: docker_host?, capacity: capacity?, switch: switch? })
}

/// Reads the address of an engine that a worker is on, and that no build has to choose.
fn named(item: &Item<'_>, workers: &[Worker], problems: &mut Problems<'_>) -> Option<String> {
    let host: DockerHost = item.settle(item.plain_text(problems)?.parse(), problems)?;
    let on = |worker: &&Worker| worker.docker_hosts.iter().any(|its| its.is_at(&host));
    if let Some(worker) = workers.iter().filter(on).find(|worker| worker.chooses_host()) {
        let why =
            format!("builds of `{}` choose among several; name an engine that none chooses", worker.name);
        return item.wrong(why, problems);
    }
    match workers.iter().find(on) {
        Some(worker) => Some(worker.docker_host.to_string()),
        None => {
            let known: BTreeSet<_> = workers.iter().map(|worker| worker.docker_host.to_string()).collect();
            let known = known.into_iter().collect::<Vec<_>>().join(", ");
            item.wrong(format!("no worker is on {host}; they are on {known}"), problems)
        }
    }
}

fn switch(table: &Item<'_>, fields: &mut Fields<'_>, problems: &mut Problems<'_>) -> Option<Option<Switch>> {
    let start = fields.twin("start_command", "startCommand", problems);
    let stop = fields.twin("stop_command", "stopCommand", problems);
    let idle = fields.twin("build_wait_timeout", "buildWaitTimeout", problems);
    let missing = fields.twin("missing_timeout", "missingTimeout", problems);
    let (Some(start), Some(stop)) = (&start, &stop) else {
        let timeouts = idle.iter().chain(&missing);
        return match start.iter().chain(&stop).chain(timeouts).next() {
            Some(_) => table.wrong("it needs both `start_command` and `stop_command`, or neither", problems),
            None => Some(None),
        };
    };
    let (start, stop) = (command(start, problems), command(stop, problems));
    let idle = idle.map_or(Some(Duration::ZERO), |item| time(&item, problems));
    let missing = missing.map_or(Some(MISSING_TIMEOUT), |item| time(&item, problems));
    Some(Some(Switch { start_command: start?, stop_command: stop?, idle: idle?, missing_timeout: missing? }))
}

fn command(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Vec<String>> {
    let words = match item.value() {
        DeValue::String(line) => item.settle(shell::split(line), problems)?,
        DeValue::Array(_) => item.texts(problems)?.into_iter().map(str::to_owned).collect(),
        _ => return item.expected("a list of strings, or a string", problems),
    };
    let named = words.first().is_some_and(|program| !program.is_empty());
    item.settle(named.then_some(words).ok_or_else(|| ParseError::new("it names no program")), problems)
}

fn time(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Duration> {
    match Wait::read(item, problems)? {
        Wait::For(time) => Some(time),
        Wait::Never => item.wrong("a host that is never switched off needs no stop_command", problems),
    }
}
