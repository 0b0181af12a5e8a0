//! Aims build requests at the moment a worker is taken out of service, and counts what becomes of them.
//!
//! Needs a real master and a command that runs one of its workers:
//!
//! ```text
//! BB_URL=127.0.0.1:8010 BB_WORKER=w1 BB_RUN='worker-local DIR w1' cargo run --example drain_trials -- 20 idle
//! ```
//!
//! Each trial starts the worker, waits until it is idle, and then forces a build at a random offset around the
//! release. Every request must get exactly one build, and that build must succeed. The second argument is `idle`, or
//! `after`: then a first build runs, the worker is held at its start and released when it has ended.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a program for a person"
)]

use std::{
    env,
    process::{Child, Command},
    sync::Arc,
    time::Duration,
};

use docker_wire::{Body, Transport, transport::Tcp};
use http::Request;
use latent::{
    fleet::{Drain, InstanceId, Link, MasterEvent, WorkerName},
    master::buildbot::{Buildbot, Credentials, InMemoryIntents, Options, Timings},
    port::{Master, Release, Reporter},
};
use serde_json::{Value, json};
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout},
};

type Facts = (Link, bool);

struct Trials {
    tcp: Arc<Tcp>,
    master: Arc<Buildbot>,
    worker: WorkerName,
    facts: watch::Receiver<Facts>,
    seed: u64,
}

#[derive(Default, Debug)]
struct Tally {
    released: u32,
    busy: u32,
    good: u32,
    retried: u32,
    failed: u32,
    stuck: u32,
}

#[tokio::main]
async fn main() {
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).init();
    let count: u32 = env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(20);
    let drain = match env::args().nth(2).as_deref() {
        Some("after") => Drain::AfterBuild,
        _ => Drain::Idle,
    };
    let mut trials = Trials::new().await;
    let mut tally = Tally::default();
    for number in 0..count {
        trials.trial(number, drain, &mut tally).await;
    }
    println!("{count} trials, {drain:?}: {tally:?}");
    assert!(tally.retried + tally.failed + tally.stuck == 0, "a build was lost");
}

impl Trials {
    async fn new() -> Self {
        let url = env::var("BB_URL").expect("BB_URL=host:port");
        let (host, port) = url.rsplit_once(':').expect("host:port");
        let tcp = Arc::new(Tcp::new(host, port.parse().expect("a port")).expect("an address"));
        let worker = WorkerName(env::var("BB_WORKER").expect("BB_WORKER"));
        let credentials = env::var("BB_USER").ok().map(|pair| {
            let (user, password) = pair.split_once(':').expect("user:password");
            Credentials::new(user, password)
        });
        let options = Options {
            prefix: String::new(),
            credentials,
            workers: vec![worker.clone()],
            seed: 1,
            intents: Arc::new(InMemoryIntents::default()),
            timings: Timings::default(),
        };
        let master = Arc::new(Buildbot::new(tcp.clone(), options));
        println!("{:?}", master.check().await.expect("the master is as configured"));
        let facts = watch_facts(master.clone());
        let seed = env::var("BB_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(42);
        Self { tcp, master, worker, facts, seed }
    }

    async fn trial(&mut self, number: u32, drain: Drain, tally: &mut Tally) {
        let mut child = self.up(number).await;
        let mut requests = Vec::new();
        if drain == Drain::AfterBuild {
            requests.push(self.force().await);
            self.until(|(link, _)| link == Link::Building).await;
            self.master.hold(self.worker.clone()).await.expect("hold");
            self.until(|(link, _)| link != Link::Building).await;
        }
        let offset = i64::try_from(self.random() % 700).unwrap() - 350;
        let (released, request) = tokio::join!(
            async {
                sleep(Duration::from_millis(u64::try_from(-offset).unwrap_or(0))).await;
                self.master.release(self.worker.clone(), drain).await.expect("release")
            },
            async {
                sleep(Duration::from_millis(u64::try_from(offset).unwrap_or(0))).await;
                self.force().await
            }
        );
        requests.push(request);
        let mut released = released;
        let mut before = 0;
        if released == Release::Released {
            tally.released += 1;
        } else {
            tally.busy += 1;
        }
        // What found the worker busy runs to its end, and then the worker goes for good.
        while released == Release::Busy {
            before += 1;
            sleep(Duration::from_millis(100)).await;
            released = self.master.release(self.worker.clone(), drain).await.expect("release");
        }
        self.down(&mut child).await;
        // What came too late for this instance must still be there for the next.
        let mut child = self.up(number).await;
        let mut outcomes = Vec::new();
        for request in requests {
            outcomes.push(self.outcome(request).await);
        }
        while self.master.release(self.worker.clone(), Drain::Idle).await.expect("release") == Release::Busy {
        }
        self.down(&mut child).await;
        println!("{number:3} offset {offset:4} ms, {before:2} times busy: {outcomes:?}");
        for outcome in outcomes {
            match outcome[..] {
                [0] => tally.good += 1,
                [] => tally.stuck += 1,
                [_] => tally.failed += 1,
                [..] => tally.retried += 1,
            }
        }
    }

    async fn up(&mut self, number: u32) -> Child {
        let command = env::var("BB_RUN").expect("BB_RUN");
        let child = Command::new("sh")
            .args(["-c", &format!("exec {command} >>{}/drain-trials.log 2>&1", env::temp_dir().display())])
            .spawn()
            .expect("the worker runs");
        self.master.started(self.worker.clone(), InstanceId(number.to_string()));
        self.until(|(link, _)| link != Link::Detached).await;
        child
    }

    async fn down(&mut self, child: &mut Child) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while child.try_wait().expect("wait").is_none() {
            if Instant::now() > deadline {
                println!("the worker did not leave by itself");
                child.kill().expect("kill");
            }
            sleep(Duration::from_millis(10)).await;
        }
        self.master.ended(self.worker.clone());
        self.master.resume(self.worker.clone()).await.expect("resume");
    }

    async fn until(&mut self, wanted: impl Fn(Facts) -> bool) {
        let seen = timeout(Duration::from_secs(30), self.facts.wait_for(|facts| wanted(*facts))).await;
        seen.expect("the master shows it in time").expect("the watch goes on");
    }

    /// Forces a build of `echo` and returns the request's id.
    async fn force(&self) -> u64 {
        let builders = self.call("builders?field=name&field=builderid", None).await;
        let echo = builders["builders"].as_array().unwrap().iter().find(|row| row["name"] == "echo").unwrap();
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "force",
            "params": {"builderid": echo["builderid"]}});
        let answer = self.call("forceschedulers/force", Some(call)).await;
        let requests = answer["result"][1].as_object().unwrap_or_else(|| panic!("forced: {answer}"));
        requests.values().next().and_then(Value::as_u64).unwrap()
    }

    /// Waits for a request's end and returns the results of its builds; none if it never ends.
    async fn outcome(&self, request: u64) -> Vec<i64> {
        let deadline = Instant::now() + Duration::from_secs(30);
        while Instant::now() < deadline {
            let row = self.call(&format!("buildrequests/{request}"), None).await;
            if row["buildrequests"][0]["complete"] == true {
                let builds = self.call(&format!("buildrequests/{request}/builds"), None).await;
                return builds["builds"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|b| b["results"].as_i64().unwrap())
                    .collect();
            }
            sleep(Duration::from_millis(50)).await;
        }
        Vec::new()
    }

    async fn call(&self, path: &str, call: Option<Value>) -> Value {
        let target = format!("/api/v2/{path}");
        let request = match call {
            None => Request::get(target).body(Body::empty()),
            Some(call) => Request::post(target)
                .header("content-type", "application/json")
                .body(Body::from(call.to_string())),
        };
        let mut request = request.unwrap();
        request.headers_mut().insert("accept", "application/json".parse().unwrap());
        let reply = self.tcp.call(request).await.expect("an answer");
        let body = reply.into_body().collect(1 << 24).await.expect("a body");
        serde_json::from_slice(&body).expect("JSON")
    }

    /// An offset for the next trial: a linear congruence is random enough.
    fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.seed >> 33
    }
}

fn watch_facts(master: Arc<Buildbot>) -> watch::Receiver<Facts> {
    let (reporter, mut events) = Reporter::channel();
    let (sender, receiver) = watch::channel((Link::Detached, false));
    tokio::spawn(async move { master.watch(reporter).await });
    tokio::spawn(async move {
        while let Some((_, event)) = events.recv().await {
            sender.send_modify(|facts| match event {
                MasterEvent::Link(link) => facts.0 = link,
                MasterEvent::Wanted(_) => facts.1 = true,
                MasterEvent::Unwanted => facts.1 = false,
            });
        }
    });
    receiver
}
