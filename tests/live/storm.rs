//! Builds through all that may happen at once: `latent` killed at any moment, the engine restarted, containers killed,
//! requests cancelled. Nothing is lost but what somebody took away, and nothing is left.
//!
//! `cargo xtask live --long storm` is the whole of it: 200 builds, ten kills of `latent`, two restarts of the engine.
//! `--seed` gives other moments.

mod harm;
mod plan;
mod result;
mod wedges;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use acceptance::{
    latent::{Home, Running, master_table, worker_table},
    live::{self, say},
    master::{Master, MasterOptions},
    own_engine::OwnEngine,
    random::Random,
    raw,
};
use serde_json::{Value, json};

use crate::{MINUTE, SECOND, no_password};
use harm::Harm;
use plan::{Order, Plan};
use wedges::{Wedge, Wedges};

/// The workers and how long an idle container of each waits for another build.
const WORKERS: [(&str, &str); 4] =
    [("linux-1", "0s"), ("linux-2", "0s"), ("linux-3", "2s"), ("linux-4", "6s")];

/// How long nothing comes to an end before the master is suspected, and how long after which it must have been `latent`.
const SUSPICION: Duration = Duration::from_secs(30);
const PATIENCE: Duration = Duration::from_secs(180);

#[test]
fn a_storm_of_builds_loses_none_and_leaves_nothing() {
    let (seed, builds) = (live::seed(), live::times(200));
    let mut storm = Storm::new(seed, Plan::new(seed, builds));
    while !storm.is_over() {
        storm.tick();
        thread::sleep(Duration::from_millis(50));
    }
    storm.end();
}

/// A request as it was asked for, until it has ended.
#[derive(Debug)]
struct Asked {
    order: Order,
    at: Instant,
}

/// A build that runs, as the master shows it.
#[derive(Debug)]
struct Runs {
    build: u64,
    request: u64,
    worker: u64,
}

struct Storm {
    plan: Plan,
    random: Random,
    began: Instant,
    engine: OwnEngine,
    /// What the engine had before.
    before: BTreeSet<String>,
    master: Master,
    home: Home,
    workers: BTreeMap<u64, String>,
    latent: Option<Running>,
    start_again_at: Instant,
    said: String,
    asked: Vec<u64>,
    open: BTreeMap<u64, Asked>,
    /// What was cancelled, while nobody had claimed it.
    cancelled: BTreeSet<u64>,
    harm: Harm,
    wedged: BTreeMap<u64, Wedge>,
    progress: (usize, Instant),
}

impl Storm {
    fn new(seed: u64, plan: Plan) -> Self {
        let engine = OwnEngine::up("storm");
        let before = raw::everything(&engine.socket);
        let names = WORKERS.map(|(name, _)| name.to_owned()).to_vec();
        let master = Master::up(&MasterOptions {
            workers: names,
            local: wedges::WITNESS.into(),
            ..MasterOptions::default()
        });
        let mut text = master_table(&master);
        for (name, idle) in WORKERS {
            let keys = format!("image = {:?}\nbuild_wait_timeout = \"{idle}\"", live::engine().worker_image);
            text.push_str(&worker_table(name, &engine.host(), &keys));
        }
        let home = Home::with(&text).counted_on(&engine.socket);
        let latent = Some(home.run());
        let rows = master.get("workers");
        let workers = rows["workers"].as_array().unwrap().iter();
        let workers =
            workers.map(|row| (row["workerid"].as_u64().unwrap(), row["name"].as_str().unwrap().to_owned()));
        let (workers, now) = (workers.collect(), Instant::now());
        say(&format!("storm: {} builds, seed {seed}", plan.builds));
        Self {
            harm: Harm::new(&plan),
            plan,
            random: Random::new(seed ^ 0x5707),
            began: now,
            engine,
            before,
            master,
            home,
            workers,
            latent,
            start_again_at: now,
            said: String::new(),
            asked: Vec::new(),
            open: BTreeMap::new(),
            cancelled: BTreeSet::new(),
            wedged: BTreeMap::new(),
            progress: (0, now),
        }
    }

    fn done(&self) -> usize {
        self.asked.len() - self.open.len()
    }

    fn is_over(&self) -> bool {
        self.plan.is_over() && self.open.is_empty() && self.harm.is_over()
    }

    /// Looks at the master once and does what is due.
    fn tick(&mut self) {
        let rows = self
            .master
            .get("buildrequests?complete=false&field=complete&field=buildrequestid&field=claimed&limit=1000");
        let rows: BTreeMap<u64, bool> = (rows["buildrequests"].as_array().unwrap().iter())
            .filter_map(|row| Some((row["buildrequestid"].as_u64()?, row["claimed"].as_bool()?)))
            .collect();
        self.open.retain(|request, _| rows.contains_key(request));
        let runs = self.running();
        self.cancel(&rows);
        self.kill_containers(&runs);
        self.kill_latent();
        self.restart_engine();
        if let Some(wave) = self.plan.next_wave(self.open.len()) {
            self.force(wave);
        }
        self.watch_progress(&runs);
    }

    fn force(&mut self, wave: Vec<Order>) {
        for order in wave {
            let params =
                json!({ "builderid": self.builder(order.builder), "seconds": order.seconds.to_string() });
            let forced = self.master.call("forceschedulers/force", "force", &params);
            let request = forced[1].as_object().unwrap().values().next().and_then(Value::as_u64).unwrap();
            self.asked.push(request);
            self.open.insert(request, Asked { order, at: Instant::now() });
        }
    }

    fn builder(&self, name: &str) -> u64 {
        let rows = self.master.get("builders");
        let rows = rows["builders"].as_array().unwrap();
        let row = rows.iter().find(|row| row["name"] == name).unwrap();
        row["builderid"].as_u64().unwrap()
    }

    fn running(&self) -> Vec<Runs> {
        let path = "builds?complete=false&field=complete&field=buildid&field=buildrequestid&field=workerid&limit=100";
        let rows = self.master.get(path);
        let runs = rows["builds"].as_array().unwrap().iter().filter_map(|row| {
            Some(Runs {
                build: row["buildid"].as_u64()?,
                request: row["buildrequestid"].as_u64()?,
                worker: row["workerid"].as_u64()?,
            })
        });
        runs.collect()
    }

    /// Cancels what is to be cancelled at about this age, if nobody has claimed it.
    fn cancel(&mut self, rows: &BTreeMap<u64, bool>) {
        for (request, asked) in &mut self.open {
            let Some(age) = asked.order.cancelled_after else { continue };
            if asked.at.elapsed() < age {
                continue;
            }
            asked.order.cancelled_after = None;
            if rows.get(request) == Some(&false) {
                self.cancelled.insert(*request);
                self.master.call(
                    &format!("buildrequests/{request}"),
                    "cancel",
                    &json!({ "reason": "storm" }),
                );
            }
        }
    }

    /// Kills `latent` when it is due, and starts it again a while later.
    fn kill_latent(&mut self) {
        let done = self.done();
        match &mut self.latent {
            Some(latent) if self.harm.latent_is_due(done, &mut self.random) => {
                latent.kill();
                self.said.push_str(&latent.text());
                self.latent = None;
                let away = Duration::from_millis(self.random.below(2000));
                self.start_again_at = Instant::now() + away;
                self.tell(&format!("latent killed, away for {} ms", away.as_millis()));
            }
            None if Instant::now() >= self.start_again_at => self.latent = Some(self.home.run()),
            _ => {}
        }
    }

    fn restart_engine(&mut self) {
        let Some(how) = self.harm.engine_is_due(self.done()) else { return };
        let from = seconds();
        match how {
            harm::Restart::Stop => self.engine.stop(),
            harm::Restart::Crash => self.engine.crash(),
        }
        thread::sleep(Duration::from_millis(self.random.between(200, 3000)));
        self.engine.start();
        self.harm.engine_was_away(from, seconds());
        self.tell(&format!("engine restarted after {how:?}"));
    }

    /// Kills the container of a build that has run for a second at least.
    fn kill_containers(&mut self, runs: &[Runs]) {
        let Some(victim) = self.harm.container_is_due(self.done(), runs, &self.open, &self.master) else {
            return;
        };
        let worker = &self.workers[&victim.worker];
        let of_it = |container: &Value| {
            container["Labels"]["latent.worker"] == worker.as_str() && container["State"] == "running"
        };
        let found = self.home.containers();
        let Some(id) = found.iter().find(|container| of_it(container)).and_then(|it| it["Id"].as_str())
        else {
            return;
        };
        // One way or the other: both happen.
        let (method, target) = match self.random.below(2) {
            0 => ("POST", format!("/containers/{id}/kill")),
            _ => ("DELETE", format!("/containers/{id}?force=1&v=1")),
        };
        let status = raw::engine(&self.engine.socket, method, &target, None).status;
        if status == 204 {
            self.harm.container_was_killed(victim.build);
            self.tell(&format!("{method} of the container of build {} on {worker}", victim.build));
        }
    }

    /// When nothing comes to an end any more and the master has written down that it lost every build that is open, that
    /// is its own wedge: it is counted and ended in the one way there is, by a restart of the master. Whatever else holds
    /// it up is ours.
    fn watch_progress(&mut self, runs: &[Runs]) {
        let done = self.done();
        if done != self.progress.0 {
            self.progress = (done, Instant::now());
        }
        let quiet = self.progress.1.elapsed();
        if quiet < SUSPICION {
            return;
        }
        let wedges = Wedges::of(&self.master);
        let wedge = |run: &Runs| wedges.of_build(run.build, &self.workers[&run.worker]);
        let wedged: Vec<_> = runs.iter().filter_map(|run| Some((run, wedge(run)?))).collect();
        let others: Vec<_> =
            self.open.keys().filter(|open| !wedged.iter().any(|(run, _)| run.request == **open)).collect();
        assert!(
            others.is_empty() || quiet < PATIENCE,
            "nothing ended for {quiet:?}, and no wedge of the master explains the requests {others:?}: {:?} are open, \
             {runs:?} run, {wedged:?} are wedged",
            self.open,
        );
        if !others.is_empty() || wedged.is_empty() {
            return;
        }
        let told: Vec<_> =
            wedged.iter().map(|(run, wedge)| format!("build {} ({wedge})", run.build)).collect();
        self.tell(&format!("the master is wedged in {}: it is killed and started again", told.join(", ")));
        self.wedged.extend(wedged.iter().map(|(run, wedge)| (run.build, (*wedge).clone())));
        self.master.crash_and_start();
        self.progress.1 = Instant::now();
    }

    fn tell(&self, what: &str) {
        say(&format!("storm: {:4} s, {} ended: {what}", self.began.elapsed().as_secs(), self.done()));
    }

    /// Drains, and judges all that has been.
    fn end(mut self) {
        let took = self.began.elapsed();
        let mut latent = self.latent.take().unwrap_or_else(|| self.home.run());
        latent.drain(2 * MINUTE);
        self.said.push_str(&latent.text());
        let now = raw::everything(&self.engine.socket);
        let left: Vec<_> = now.difference(&self.before).collect();
        let labelled = self.home.leaked();
        let requests = self.master.wait(&self.asked, 60 * SECOND);
        let times = self.master.get("builds?field=buildid&field=started_at&field=complete_at&limit=10000");
        let result = result::Result::new(&requests, &self.cancelled, &self.harm, &self.wedged, &times);
        say(&result.table(took, left.len() + labelled));
        result.judge();
        assert!(left.is_empty() && labelled == 0, "left: {left:?}");
        no_password(&self.home, &self.said);
    }
}

/// With the master's logs, what all processes of `latent` said and kept outlives a storm that fails.
impl Drop for Storm {
    fn drop(&mut self) {
        if !thread::panicking() {
            return;
        }
        let last = self.latent.as_ref().map(Running::text).unwrap_or_default();
        // The failure itself is told whether or not this can be written.
        let _ = fs::write(self.master.dir.join("latent.log"), self.said.clone() + &last);
        for (name, text) in journals(&self.home) {
            let _ = fs::write(self.master.dir.join(name), text);
        }
    }
}

/// The journals of the last processes that ran, by name.
fn journals(home: &Home) -> Vec<(String, String)> {
    let files = fs::read_dir(home.state().join("journal")).into_iter().flatten().flatten();
    let journal = |file: fs::DirEntry| {
        let name = file.file_name().into_string().ok()?;
        Some((name, fs::read_to_string(file.path()).ok()?))
    };
    files.filter_map(journal).collect()
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
