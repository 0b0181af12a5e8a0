//! Builds that the master itself never finishes (its issue 5832), by the errors that it wrote down.

use std::{collections::BTreeMap, fmt, fs};

use acceptance::master::Master;
use serde_json::Value;

/// What the end of the master's configuration has to be, so that its errors name their builds.
pub(super) const WITNESS: &str = include_str!("wedges.py");

/// The master's own errors by the build that each of them left behind.
#[derive(Debug, Default)]
pub(super) struct Wedges(BTreeMap<u64, Wedge>);

/// What the master said when it lost a build.
#[derive(Debug, Clone)]
pub(super) struct Wedge {
    worker: String,
    /// In seconds of the clock: the connection had ended by then.
    pub(super) at: u64,
    error: String,
}

impl Wedges {
    /// Reads what a master wrote down since its database began.
    pub(super) fn of(master: &Master) -> Self {
        let text = fs::read_to_string(master.dir.join("wedges.jsonl")).unwrap_or_default();
        let wedge = |line: &str| {
            let line: Value = serde_json::from_str(line).ok()?;
            let worker = line["worker"].as_str()?.to_owned();
            let (at, error) = (line["at"].as_u64()?, line["error"].to_string());
            Some((line["build"].as_u64()?, Wedge { worker, at, error }))
        };
        Self(text.lines().filter_map(wedge).collect())
    }

    /// What the master said about a build on a worker, if it has lost it.
    pub(super) fn of_build(&self, build: u64, worker: &str) -> Option<&Wedge> {
        self.0.get(&build).filter(|wedge| wedge.worker == worker)
    }
}

impl fmt::Display for Wedge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "its build on {} at {}: {}", self.worker, self.at, self.error)
    }
}
