//! How fast a fixture is read and played: `cargo bench -p docker-wire --features replay --bench replay`.
//!
//! The fixture is made here: containers that are created, inspected, asked for their log and removed, four exchanges
//! each, with ids and times as symbols. Everything runs in one thread, without an engine; the rates are of its processor
//! time, so that what else runs does not count.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark reports on a terminal and may die"
)]

use std::{fmt::Write as _, fs};

use docker_wire::{Body, Transport, replay::Replayer};
use http::{Method, Request};

const ROUNDS: usize = 7;

/// As many exchanges are timed together at least, since the kernel counts a thread's time in ticks.
const TIMED: usize = 20_000;

fn fixture(containers: usize) -> String {
    let mut text = "{\"fixture\":2}\n".to_owned();
    for n in 0..containers {
        let (x, c) = (n * 4, n + 1);
        let env: Vec<String> = (0..40).map(|n| format!("\"VARIABLE_{n}=some value or other\"")).collect();
        let env = env.join(",");
        write!(
            text,
            r#"{{"x":{x},"t":1,"request":{{"method":"POST","target":"/v1.41/containers/create?name=c-{n}","headers":{{"content-type":"application/json"}}}},"json":{{"Image":"busybox","Env":[{env}]}}}}
{{"x":{x},"t":2,"reply":{{"status":201,"headers":{{"content-type":"application/json"}}}},"json":{{"Id":"<container:{c}>","Warnings":[]}}}}
{{"x":{x1},"t":3,"request":{{"method":"GET","target":"/v1.41/containers/<container:{c}>/json"}}}}
{{"x":{x1},"t":4,"reply":{{"status":200,"headers":{{"content-type":"application/json"}}}},"json":{{"Id":"<container:{c}>","Created":"<time:{c}>","Config":{{"Hostname":"<container:{c}:12>","Env":[{env}]}}}}}}
{{"x":{x2},"t":5,"request":{{"method":"GET","target":"/v1.41/containers/<container:{c}>/logs?stdout=true"}}}}
{{"x":{x2},"t":6,"reply":{{"status":200}}}}
{{"x":{x2},"t":6,"from":"engine","multiplex":[["stdout","a line of output\n"]]}}
{{"x":{x2},"t":6,"end":"engine"}}
{{"x":{x3},"t":7,"request":{{"method":"DELETE","target":"/v1.41/containers/<container:{c}>?force=true"}}}}
{{"x":{x3},"t":8,"reply":{{"status":204}},"utf8":""}}
"#,
            x1 = x + 1,
            x2 = x + 2,
            x3 = x + 3,
        )
        .unwrap();
    }
    text.push_str("{\"t\":9,\"end\":\"recording\"}\n");
    text
}

async fn ask(replay: &Replayer, method: Method, target: &str, json: &str) -> Vec<u8> {
    let mut request = Request::builder().method(method).uri(target);
    if !json.is_empty() {
        request = request.header("content-type", "application/json");
    }
    let request = request.body(Body::from(json.to_owned())).unwrap();
    replay.call(request).await.unwrap().into_body().collect(1 << 20).await.unwrap().to_vec()
}

async fn play(replay: &Replayer, containers: usize, json: &str) {
    for n in 0..containers {
        let created = ask(replay, Method::POST, &format!("/v1.41/containers/create?name=c-{n}"), json).await;
        let created: serde_json::Value = serde_json::from_slice(&created).unwrap();
        let id = created["Id"].as_str().unwrap();
        ask(replay, Method::GET, &format!("/v1.41/containers/{id}/json"), "").await;
        ask(replay, Method::GET, &format!("/v1.41/containers/{id}/logs?stdout=true"), "").await;
        ask(replay, Method::DELETE, &format!("/v1.41/containers/{id}?force=true"), "").await;
    }
    replay.finish().unwrap();
}

/// Tells the time that this thread has run.
fn processor_seconds() -> f64 {
    let nanoseconds = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    nanoseconds.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let env: Vec<String> = (0..40).map(|n| format!("\"VARIABLE_{n}=some value or other\"")).collect();
    let json = format!("{{\"Image\":\"busybox\",\"Env\":[{}]}}", env.join(","));
    for containers in [25, 250, 2500] {
        let text = fixture(containers);
        let (mut read, mut played) = (Vec::new(), Vec::new());
        let exchanges = containers * 4;
        let times = TIMED.div_ceil(exchanges);
        for _ in 0..ROUNDS {
            let began = processor_seconds();
            let replays: Vec<_> = (0..times).map(|_| Replayer::parse(&text, "bench").unwrap()).collect();
            read.push(processor_seconds() - began);
            let began = processor_seconds();
            for replay in &replays {
                runtime.block_on(play(replay, containers, &json));
            }
            played.push(processor_seconds() - began);
        }
        let rate = |mut seconds: Vec<f64>| {
            seconds.sort_by(f64::total_cmp);
            (exchanges * times) as f64 / seconds[ROUNDS / 2]
        };
        println!(
            "{exchanges:>6} exchanges, {:>5} KiB: read {:>8.0}/s, played {:>8.0}/s",
            text.len() >> 10,
            rate(read),
            rate(played)
        );
    }
}
