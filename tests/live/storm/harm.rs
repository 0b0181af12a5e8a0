//! What is done to `latent`, to the engine and to containers, and when.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use acceptance::{master::Master, random::Random};

use super::{Asked, Runs, plan::Plan};

/// How the engine goes before it comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Restart {
    /// It ends as at a shutdown: containers first.
    Stop,
    /// SIGKILL.
    Crash,
}

/// No build is hit sooner than this after its step began.
const RUN_IN: Duration = Duration::from_millis(1200);

/// Each is spread over the builds, so that it falls into the middle of the work.
#[derive(Debug)]
pub(super) struct Harm {
    builds: usize,
    kills: (usize, usize),
    /// When `latent` is killed next, once it is due.
    kill_at: Option<Instant>,
    restarts: (usize, usize),
    containers: (usize, usize),
    /// When the step of a build was first seen to run.
    running: BTreeMap<u64, Instant>,
    pub(super) killed_builds: BTreeSet<u64>,
    /// When the engine was away, in seconds of the clock.
    pub(super) away: Vec<(u64, u64)>,
}

impl Harm {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            builds: plan.builds,
            kills: (0, plan.kills),
            kill_at: None,
            restarts: (0, plan.restarts),
            containers: (0, plan.container_kills),
            running: BTreeMap::new(),
            killed_builds: BTreeSet::new(),
            away: Vec::new(),
        }
    }

    /// Whether all that was planned has been done. A container that is to be killed needs a long build, which may not
    /// come any more: what was done is in the table.
    pub(super) fn is_over(&self) -> bool {
        self.kills.0 == self.kills.1 && self.restarts.0 == self.restarts.1
    }

    pub(super) fn kills(&self) -> usize {
        self.kills.0
    }

    /// Whether the next of `count` comes when so many builds have ended.
    fn is_due(&self, (done, of): (usize, usize), ended: usize) -> bool {
        done < of && ended >= self.builds * (done + 1) / (of + 1)
    }

    /// Whether `latent` is to be killed now: when enough builds have ended, at any moment of the next three seconds.
    pub(super) fn latent_is_due(&mut self, ended: usize, random: &mut Random) -> bool {
        if !self.is_due(self.kills, ended) {
            return false;
        }
        let now = Instant::now();
        let at = *self.kill_at.get_or_insert_with(|| now + Duration::from_millis(random.below(3000)));
        if now < at {
            return false;
        }
        self.kill_at = None;
        self.kills.0 += 1;
        true
    }

    pub(super) fn engine_is_due(&mut self, ended: usize) -> Option<Restart> {
        if !self.is_due(self.restarts, ended) {
            return None;
        }
        self.restarts.0 += 1;
        Some(if self.restarts.0 % 2 == 1 { Restart::Crash } else { Restart::Stop })
    }

    pub(super) fn engine_was_away(&mut self, from: u64, to: u64) {
        self.away.push((from, to));
    }

    /// Whether the engine was away within this time, to a second.
    pub(super) fn was_away(&self, began: u64, ended: u64) -> bool {
        self.away.iter().any(|(from, to)| began <= to + 1 && ended + 1 >= *from)
    }

    /// A build whose container may be killed now, if one is to be.
    pub(super) fn container_is_due<'a>(
        &mut self,
        ended: usize,
        runs: &'a [Runs],
        open: &BTreeMap<u64, Asked>,
        master: &Master,
    ) -> Option<&'a Runs> {
        if !self.is_due(self.containers, ended) {
            return None;
        }
        let long = |run: &&Runs| {
            let asked_for = open.get(&run.request).is_some_and(|asked| asked.order.seconds >= 5);
            // The master may not have noticed yet what has hit it.
            asked_for && !self.killed_builds.contains(&run.build)
        };
        for run in runs.iter().filter(long) {
            if !self.running.contains_key(&run.build) && step_runs(master, run.build) {
                self.running.insert(run.build, Instant::now());
            }
        }
        // It must still have time to be hit in.
        let hit = |since: &Instant| since.elapsed() > RUN_IN && since.elapsed() < Duration::from_secs(3);
        runs.iter().find(|run| self.running.get(&run.build).is_some_and(hit))
    }

    pub(super) fn container_was_killed(&mut self, build: u64) {
        self.containers.0 += 1;
        self.running.remove(&build);
        self.killed_builds.insert(build);
    }
}

fn step_runs(master: &Master, build: u64) -> bool {
    let steps = master.get(&format!("builds/{build}/steps"));
    steps["steps"]
        .as_array()
        .into_iter()
        .flatten()
        .any(|step| step["name"] == "sleep" && !step["started_at"].is_null() && step["complete"] == false)
}
