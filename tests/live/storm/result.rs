//! What became of the builds of a storm, and whether that is as it must be.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    time::Duration,
};

use acceptance::master::{Build, Request};
use serde_json::Value;

use super::{harm::Harm, wedges::Wedge};

/// The outcome of a storm.
#[derive(Debug, Default)]
pub(super) struct Result {
    /// Requests by outcome.
    outcomes: BTreeMap<String, usize>,
    cancelled: usize,
    builds: usize,
    /// Builds in RETRY by what hit them.
    retries: BTreeMap<&'static str, usize>,
    kills: usize,
    restarts: usize,
    killed: usize,
    wedges: usize,
    containers: BTreeSet<String>,
    wrong: Vec<String>,
}

impl Result {
    pub(super) fn new(
        requests: &[Request],
        cancelled: &BTreeSet<u64>,
        harm: &Harm,
        wedged: &BTreeMap<u64, Wedge>,
        times: &Value,
    ) -> Self {
        let mut result = Self {
            cancelled: cancelled.len(),
            kills: harm.kills(),
            restarts: harm.away.len(),
            killed: harm.killed_builds.len(),
            wedges: wedged.len(),
            ..Self::default()
        };
        for request in requests {
            result.take_request(request, cancelled.contains(&request.number));
            for build in &request.builds {
                let cause = cause(build, harm, wedged, times);
                result.take_build(request, build, cause);
            }
        }
        result
    }

    /// A request ends well, or cancelled if it was; a cancelled one may have been claimed in that very moment.
    fn take_request(&mut self, request: &Request, cancelled: bool) {
        let outcome = request.results.clone().unwrap_or_else(|| "still open".to_owned());
        let ends_well = outcome == "SUCCESS" || (cancelled && outcome == "CANCELLED");
        let last = request.builds.last().map(|build| build.results.as_deref());
        if !ends_well || (outcome == "SUCCESS" && last != Some(Some("SUCCESS"))) {
            self.wrong.push(format!("request {}: {outcome}, {:?}", request.number, request.builds));
        }
        *self.outcomes.entry(outcome).or_default() += 1;
    }

    /// A build that was tried again was hit; one whose container was killed in its step was tried again.
    fn take_build(&mut self, request: &Request, build: &Build, cause: Option<&'static str>) {
        self.builds += 1;
        let container = build.log.lines().find_map(|line| line.strip_prefix("container "));
        self.containers.extend(container.map(str::to_owned));
        let retried = build.results.as_deref() == Some("RETRY");
        let cancelled = request.results.as_deref() == Some("CANCELLED");
        if retried {
            *self.retries.entry(cause.unwrap_or("nothing that we did")).or_default() += 1;
        }
        let is_wrong = match cause {
            None => retried,
            Some(KILLED) => !retried && !cancelled,
            Some(_) => false,
        };
        if is_wrong {
            let told = format!("build {} of request {}: {build:?} by {cause:?}", build.id, request.number);
            self.wrong.push(told);
        }
    }

    pub(super) fn table(&self, took: Duration, left: usize) -> String {
        let list = |counts: Vec<String>| if counts.is_empty() { "none".into() } else { counts.join(", ") };
        let outcomes = self.outcomes.iter().map(|(outcome, count)| format!("{count} {outcome}"));
        let retries = self.retries.iter().map(|(cause, count)| format!("{count} by {cause}"));
        let mut table = String::from("\n| storm | |\n|---|---|\n");
        for (what, value) in [
            ("requests", list(outcomes.collect())),
            ("cancelled while unclaimed", self.cancelled.to_string()),
            ("builds", self.builds.to_string()),
            ("builds in RETRY", list(retries.collect())),
            ("containers killed in mid-build", self.killed.to_string()),
            ("SIGKILL of latent", self.kills.to_string()),
            ("restarts of the engine", self.restarts.to_string()),
            ("wedges of the master (its issue 5832)", self.wedges.to_string()),
            ("distinct containers in build logs", self.containers.len().to_string()),
            ("left on the engine", left.to_string()),
            ("duration", format!("{} s", took.as_secs())),
            ("not as it must be", self.wrong.len().to_string()),
        ] {
            // Writing to a string cannot fail.
            let _ = writeln!(table, "| {what} | {value} |");
        }
        table
    }

    /// Fails if anything is not as it must be.
    #[track_caller]
    pub(super) fn judge(&self) {
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        assert!(self.kills > 0 && self.restarts > 0 && self.killed > 0, "a storm without wind: {self:?}");
        assert!(!self.containers.is_empty(), "no build log names a container");
    }
}

const KILLED: &str = "a container that was killed";

/// What hit a build, if anything did.
///
/// A wedge is the master's own only where we took its worker's connection away; one that `latent` brought about by
/// stopping a worker that the master was about to use has no cause.
fn cause(build: &Build, harm: &Harm, wedged: &BTreeMap<u64, Wedge>, times: &Value) -> Option<&'static str> {
    let killed = harm.killed_builds.contains(&build.id);
    if let Some(wedge) = wedged.get(&build.id) {
        return (killed || harm.was_away(wedge.at, wedge.at)).then_some("a wedge of the master");
    }
    if killed {
        return Some(KILLED);
    }
    let rows = times["builds"].as_array().into_iter().flatten();
    let row = rows.clone().find(|row| row["buildid"] == build.id)?;
    let (began, ended) = (row["started_at"].as_u64()?, row["complete_at"].as_u64().unwrap_or(u64::MAX));
    harm.was_away(began, ended).then_some("a restart of the engine")
}
