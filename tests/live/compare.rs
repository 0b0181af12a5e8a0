//! `latent` beside Buildbot's own Docker latent worker: the same engine, release of the master, image and builder, one
//! build at a time, in turns.
//!
//! `cargo xtask compare-buildbot` is the whole of it. Times are shown and not judged: only what does not depend on the
//! machine is, the number of requests.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use acceptance::{
    events::Events,
    latent::{Home, Running},
    live::{self, say},
    master::{Login, Master, MasterOptions},
    own_engine::repository,
    proxy::Proxy,
};
use serde_json::{Value, json};

use crate::{MINUTE, SECOND};

/// What is measured of each build, in its order.
const PHASES: [&str; 6] = [
    "container created",
    "container started",
    "worker attached",
    "build's step started",
    "request complete",
    "container gone",
];

#[test]
fn latent_beside_the_docker_latent_worker_of_buildbot() {
    let rounds = live::times(20).max(3);
    let mut sides = [Side::latent(), Side::buildbot()];
    for side in &mut sides {
        // The first of anything is another matter.
        side.build();
        side.begin();
    }
    for round in 0..rounds {
        for turn in 0..2 {
            sides[(round + turn) % 2].round();
        }
    }
    let [latent, buildbot] = &mut sides;
    latent.end();
    buildbot.end();
    say(&table(latent, buildbot, rounds));
    let asked = [&latent, &buildbot].map(|side| side.requests);
    assert!(asked[0] > 0 && asked[1] > 0, "{asked:?}");
    assert!(asked[0] <= asked[1], "latent asks more of the engine than Buildbot: {asked:?}");
    if let Some((home, running)) = &mut latent.latent {
        running.drain(MINUTE);
        assert_eq!(home.leaked(), 0);
    }
}

/// One of the two, with a master and a view of the engine of its own.
struct Side {
    master: Master,
    builder: u64,
    proxy: Proxy,
    events: Events,
    latent: Option<(Home, Running)>,
    times: BTreeMap<&'static str, Vec<Duration>>,
    /// Requests and ticks of processor time before the first round, and then what the rounds took.
    requests: usize,
    ticks: Vec<(&'static str, u64)>,
}

impl Side {
    fn latent() -> Self {
        let (master, proxy) = (Master::up(&options("", "")), Proxy::to(live::engine().socket()));
        let keys = format!("image = {:?}\nbuild_wait_timeout = \"0s\"", live::engine().worker_image);
        let home = Home::new(&master, &proxy.host(), &["linux-1"], &keys);
        let running = home.run();
        running.wait_for("running", None, 0, MINUTE);
        Self::new(master, proxy, Some((home, running)))
    }

    fn buildbot() -> Self {
        let (engine, proxy) = (live::engine(), Proxy::to(live::engine().socket()));
        let worker = format!(
            "c['workers'] = [worker.DockerLatentWorker('linux-1', S['password'], docker_host='{}', image='{}', \
             masterFQDN='{}', build_wait_timeout=0, max_builds=1)]\n",
            proxy.host(),
            engine.worker_image,
            engine.host_ip
        );
        let master = Master::up(&options(&worker, &docker_py()));
        Self::new(master, proxy, None)
    }

    fn new(master: Master, proxy: Proxy, latent: Option<(Home, Running)>) -> Self {
        let events = Events::default();
        events.of_engine(live::engine().socket());
        for path in ["buildrequests/*/*", "workers/*/*", "steps/*/*"] {
            events.of_master(&master, path);
        }
        let rows = master.get("builders?name=echo");
        let builder = rows["builders"][0]["builderid"].as_u64().unwrap();
        Self {
            master,
            builder,
            proxy,
            events,
            latent,
            times: BTreeMap::new(),
            requests: 0,
            ticks: Vec::new(),
        }
    }

    fn begin(&mut self) {
        self.times.clear();
        (self.requests, self.ticks) = (self.proxy.targets().len(), self.processor());
    }

    fn end(&mut self) {
        self.requests = self.proxy.targets().len() - self.requests;
        let now = self.processor();
        for ((_, before), (_, now)) in self.ticks.iter_mut().zip(now) {
            *before = now - *before;
        }
    }

    fn round(&mut self) {
        self.build();
        // Nothing of it is under way any more when the other's turn comes.
        thread::sleep(Duration::from_millis(500));
    }

    /// One build, from the request to the end of its container.
    fn build(&mut self) {
        let (events, from, began) = (self.events.clone(), self.events.heard(), Instant::now());
        let forced =
            self.master.call("forceschedulers/force", "force", &json!({ "builderid": self.builder }));
        let request = forced[1].as_object().unwrap().values().next().unwrap().to_string();
        let mut wait = |phase: &'static str, wanted: &dyn Fn(&Value) -> bool| {
            let at = events.wait(phase, from, MINUTE, wanted);
            self.times.entry(phase).or_default().push(at.saturating_duration_since(began));
        };
        let ours = self.latent.as_ref().map(|(home, _)| home.label().unwrap());
        let container = |event: &Value, status: &str| {
            let about = &event["Actor"]["Attributes"];
            let of_it = match &ours {
                Some(label) => label.split_once('=').is_some_and(|(key, value)| about[key] == value),
                None => about["name"].as_str().is_some_and(|name| name.starts_with("buildbot-linux-1-")),
            };
            event["Action"] == status && of_it
        };
        let key = |event: &Value, of: &str, what: &str| event["key"][0] == of && event["key"][2] == what;
        wait(PHASES[0], &|event| container(event, "create"));
        wait(PHASES[1], &|event| container(event, "start"));
        wait(PHASES[2], &|event| key(event, "workers", "connected"));
        wait(PHASES[3], &|event| key(event, "steps", "started") && event["message"]["name"] == "echo");
        wait(PHASES[4], &|event| {
            key(event, "buildrequests", "complete") && event["key"][1] == request.as_str()
        });
        wait(PHASES[5], &|event| container(event, "destroy"));
        if let Some((_, latent)) = &self.latent {
            self.master.wait_connected("linux-1", false, MINUTE);
            let idle = || self.master.get("workers/linux-1")["workers"][0]["paused"] == false;
            let give_up = Instant::now() + 30 * SECOND;
            while !idle() {
                assert!(Instant::now() < give_up, "linux-1 stays paused\n{}", latent.text());
                thread::sleep(Duration::from_millis(20));
            }
        }
    }

    /// Processor time of all that this side is made of, in ticks.
    fn processor(&self) -> Vec<(&'static str, u64)> {
        let mut all = vec![("master", ticks(self.master.pid()))];
        all.extend(self.latent.as_ref().map(|(_, running)| ("latent", ticks(running.pid()))));
        all
    }

    fn median(&self, phase: &str) -> f64 {
        let mut times = self.times.get(phase).cloned().unwrap_or_default();
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64() * 1000.0
    }
}

fn options(local: &str, python_path: &str) -> MasterOptions {
    MasterOptions {
        login: Login::Nobody,
        local: local.to_owned(),
        python_path: python_path.to_owned(),
        ..MasterOptions::default()
    }
}

/// The folder of docker-py, which Buildbot's worker speaks to the engine with.
fn docker_py() -> String {
    let made = Command::new(repository().join("tests/clients/venv")).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let folder = String::from_utf8(made.stdout).unwrap();
    let found = fs::read_dir(format!("{}/lib", folder.trim())).unwrap().next().unwrap().unwrap();
    found.path().join("site-packages").display().to_string()
}

/// User and system time of a process, in hundredths of a second.
fn ticks(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

fn table(latent: &Side, buildbot: &Side, rounds: usize) -> String {
    let mut table = format!(
        "\nOf {rounds} builds each, in turns; medians since the request, in ms:\n\n\
         | | latent | Buildbot | ratio |\n|---|---|---|---|\n"
    );
    let mut row = |what: &str, ours: f64, theirs: f64, digits: usize| {
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {what} | {ours:.digits$} | {theirs:.digits$} | {:.2} |", ours / theirs);
    };
    for phase in PHASES {
        row(phase, latent.median(phase), buildbot.median(phase), 0);
    }
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let each = |number: u64| number as f64 / rounds as f64;
    let requests = |side: &Side| each(u64::try_from(side.requests).unwrap_or_default());
    row("requests to the engine for each build", requests(latent), requests(buildbot), 1);
    let all = |side: &Side| each(10 * side.ticks.iter().map(|(_, ticks)| ticks).sum::<u64>());
    row("processor time for each build, master included", all(latent), all(buildbot), 0);
    for (name, ticks) in &latent.ticks {
        let _ =
            writeln!(table, "\nOf the processor time beside `latent`, {name}: {:.0} ms", each(10 * ticks));
    }
    table
}
