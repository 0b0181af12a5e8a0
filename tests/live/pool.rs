//! A pool of many workers under more work than it can take, of builds that are over at once: the drains of all of them
//! meet the claims of all of them.
//!
//! `cargo xtask live --long pool` is the whole of it. How long drains waited for late claims, and how late any came,
//! is shown and not judged; that no build was lost is.

use std::{
    thread,
    time::{Duration, Instant},
};

use acceptance::{
    events::Events,
    latent::{Home, Running, master_table, worker_table},
    live::{self, say},
    master::{Master, MasterOptions, Request},
    random::Random,
};
use serde_json::{Value, json};

use crate::{MINUTE, no_password};

/// How long idle containers wait, one after the other around the pool.
const IDLE: [&str; 4] = ["0s", "0s", "0s", "300ms"];

/// After how many builds `latent` is started anew. What it adopts counts as used, and is drained without a build that was
/// seen after the pause: only such drains wait for late claims.
const BETWEEN_RESTARTS: usize = 20;

/// Builders whose builds run nothing on the worker beside telling where they are, and half of them not even that.
const BUILDERS: &str = r#"
short = ["short-1", "short-2", "short-3", "short-4"]
for n, name in enumerate(short):
    step = steps.SetProperty(property="done", value="yes") if n % 2 else shell("where", where)
    c["builders"].append(util.BuilderConfig(name=name, workernames=S["workers"], factory=util.BuildFactory([step])))
c["schedulers"].append(schedulers.ForceScheduler(name="short", builderNames=short))
"#;

#[test]
fn a_pool_of_many_workers_loses_no_build_to_its_drains() {
    let (workers, builds) = if live::times(10) == 10 { (14, 160) } else { (6, 24) };
    let mut pool = Pool::up(workers);
    let began = Instant::now();
    let mut random = Random::new(live::seed());
    let (mut from, mut restart_at) = (0, BETWEEN_RESTARTS);
    while pool.asked.len() < builds {
        if pool.asked.len() >= restart_at {
            restart_at += BETWEEN_RESTARTS;
            pool.restart();
        }
        // At a pause a worker may just have been chosen: requests come around it.
        from = pool.next_pause(from);
        thread::sleep(Duration::from_millis(random.below(150)));
        let wave = random.between(1, 5).min((builds - pool.asked.len()) as u64);
        for _ in 0..wave {
            pool.force(random.below(4));
        }
        pool.wait_for_room(2 * workers);
    }
    pool.end(began);
}

struct Pool {
    master: Master,
    home: Home,
    latent: Running,
    said: String,
    events: Events,
    builders: Vec<u64>,
    asked: Vec<u64>,
}

impl Pool {
    fn up(workers: usize) -> Self {
        let names: Vec<String> = (1..=workers).map(|number| format!("linux-{number}")).collect();
        let options =
            MasterOptions { workers: names.clone(), local: BUILDERS.into(), ..MasterOptions::default() };
        let master = Master::up(&options);
        let mut text = master_table(&master);
        for (name, idle) in names.iter().zip(IDLE.iter().cycle()) {
            let keys = format!("image = {:?}\nbuild_wait_timeout = \"{idle}\"", live::engine().worker_image);
            text.push_str(&worker_table(name, &live::engine().host, &keys));
        }
        let home = Home::with(&text);
        let latent = run(&home);
        let rows = master.get("builders");
        let short = |row: &&Value| row["name"].as_str().is_some_and(|name| name.starts_with("short-"));
        let builders = rows["builders"].as_array().unwrap().iter().filter(short);
        let builders = builders.map(|row| row["builderid"].as_u64().unwrap()).collect();
        let events = Events::default();
        events.of_master(&master, "workers/*/state_updated");
        Self { master, home, latent, said: String::new(), events, builders, asked: Vec::new() }
    }

    fn restart(&mut self) {
        self.latent.signal("TERM");
        assert!(self.latent.wait(MINUTE).success());
        self.said.push_str(&(self.latent.text() + "\n"));
        self.latent = run(&self.home);
    }

    /// Waits a while for the next worker to be paused; returns the number of events until then.
    fn next_pause(&self, from: usize) -> usize {
        let patience = Duration::from_millis(400);
        let give_up = Instant::now() + patience;
        while self.events.heard() <= from && Instant::now() < give_up {
            thread::sleep(Duration::from_millis(5));
        }
        self.events.heard()
    }

    fn force(&mut self, builder: u64) {
        let builder = self.builders[usize::try_from(builder).unwrap()];
        let forced = self.master.call("forceschedulers/short", "force", &json!({ "builderid": builder }));
        let request = forced[1].as_object().unwrap().values().next().and_then(Value::as_u64).unwrap();
        self.asked.push(request);
    }

    fn wait_for_room(&self, most: usize) {
        let open = || self.master.get("buildrequests?complete=false&field=complete&field=buildrequestid");
        let give_up = Instant::now() + 2 * MINUTE;
        while open()["buildrequests"].as_array().unwrap().len() > most {
            assert!(Instant::now() < give_up, "nothing is built any more\n{}", self.latent.text());
            thread::sleep(Duration::from_millis(100));
        }
    }

    fn end(mut self, began: Instant) {
        let done = self.master.wait(&self.asked, 5 * MINUTE);
        let took = began.elapsed();
        self.latent.drain(MINUTE);
        let said = self.said + &self.latent.text();
        say(&table(&said, &done, took));
        for request in &done {
            assert_eq!(request.results.as_deref(), Some("SUCCESS"), "{request:?}");
            assert_eq!(request.builds.len(), 1, "tried again: {request:?}");
        }
        assert_eq!(self.home.leaked(), 0);
        no_password(&self.home, &said);
    }
}

fn run(home: &Home) -> Running {
    let mut run = home.command("run");
    run.env("RUST_LOG", "info,latent::master::buildbot::drain=debug");
    let latent = Running::start(run);
    latent.wait_for("running", None, 0, MINUTE);
    latent
}

/// What `latent` said of its drains, as a table.
fn table(said: &str, done: &[Request], took: Duration) -> String {
    let lines: Vec<Value> = said.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let of = |message: &str| -> Vec<&Value> {
        (lines.iter().map(|line| &line["fields"])).filter(|fields| fields["message"] == message).collect()
    };
    let (waits, gone) = (of("waited for late claims"), of("gone"));
    let times = |of: &str, busy: Option<bool>| {
        let those = waits.iter().filter(|wait| busy.is_none_or(|busy| wait["busy"] == busy));
        let mut times: Vec<_> = those.filter_map(|wait| wait[of].as_u64()).collect();
        times.sort_unstable();
        times
    };
    let again = done.iter().filter(|request| request.builds.len() != 1).count();
    format!(
        "\n{} builds, {again} of them not once, in {} containers and {:.1} s: {:.1} containers a minute\n\
         {} waits for late claims, in ms since the pause:\nclaims seen late {:?}\nover, busy {:?}\nover, free {:?}\n",
        done.len(),
        gone.len(),
        took.as_secs_f64(),
        60.0 * gone.len() as f64 / took.as_secs_f64(),
        waits.len(),
        times("claimed_ms", None),
        times("paused_ms", Some(true)),
        times("paused_ms", Some(false)),
    )
}
