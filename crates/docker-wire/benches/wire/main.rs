//! What docker-wire costs beside a hyper connection with nothing on top: `cargo bench -p docker-wire --bench wire`.
//!
//! ```text
//! [--rounds N] [--only CASE] [--contender hyper|wire] [--scale PERCENT] [--threads]
//! ```
//!
//! Both contenders speak to a stub engine of their own in a child process, which answers from memory, so that the
//! client is what is measured. They take turns in one run. Processor time is that of this process alone. Where an
//! engine answers at the place where the `docker` command would look, the pings are sent to that one as well.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark reports on a terminal and may die"
)]

mod contender;
mod measure;
mod stub;

use std::path::PathBuf;

use docker_wire::{Host, Resolution};

use contender::{Contender, Work};
use measure::Sample;

/// One line of the report.
struct Case {
    name: &'static str,
    work: Work,
    lanes: usize,
    count: usize,
    unit: &'static str,
}

const CASES: &[Case] = &[
    Case { name: "ping", work: Work::Ping, lanes: 1, count: 20_000, unit: "ping" },
    Case { name: "ping-64", work: Work::Ping, lanes: 64, count: 20_000, unit: "ping" },
    Case { name: "inspect", work: Work::Inspect, lanes: 1, count: 10_000, unit: "inspect" },
    Case { name: "inspect-64", work: Work::Inspect, lanes: 64, count: 10_000, unit: "inspect" },
    Case { name: "logs-tiny", work: Work::Logs("tiny"), lanes: 1, count: 200_000, unit: "frame" },
    Case { name: "logs-mixed", work: Work::Logs("mixed"), lanes: 1, count: 20_000, unit: "frame" },
];

const ON_ENGINE: &[Case] = &[
    Case { name: "engine-ping", work: Work::Ping, lanes: 1, count: 2_000, unit: "ping" },
    Case { name: "engine-ping-64", work: Work::Ping, lanes: 64, count: 4_000, unit: "ping" },
];

struct Options {
    rounds: usize,
    only: String,
    contender: String,
    scale: usize,
    threads: bool,
}

fn main() {
    let mut options =
        Options { rounds: 7, only: String::new(), contender: String::new(), scale: 100, threads: false };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap();
        match argument.as_str() {
            "--stub" => return stub::run(&PathBuf::from(value())),
            "--rounds" => options.rounds = value().parse().unwrap(),
            "--only" => options.only = value(),
            "--contender" => options.contender = value(),
            "--scale" => options.scale = value().parse().unwrap(),
            "--threads" => options.threads = true,
            _ => {} // What cargo adds.
        }
    }
    let mut runtime = if options.threads {
        tokio::runtime::Builder::new_multi_thread()
    } else {
        tokio::runtime::Builder::new_current_thread()
    };
    // In a task of its own: the future of `block_on` would pay for the parking of the thread.
    let runtime = runtime.enable_all().build().unwrap();
    runtime.block_on(async { tokio::spawn(report(options)).await.unwrap() });
}

async fn report(options: Options) {
    println!(
        "{:<15} {:>9} {:>22} {:>22} {:>14}",
        "", "", "hyper cpu / wall", "wire cpu / wall", "wire ÷ hyper"
    );
    let folder = tempfile::tempdir().unwrap();
    let sockets = ["hyper", "wire"].map(|name| folder.path().join(name));
    let _stubs = sockets.each_ref().map(|socket| stub::Child::start(socket));
    let [hyper, wire] = &sockets;
    let pair = [Contender::hyper(hyper), Contender::wire(wire)];
    for case in CASES {
        line(case, &pair, &options, true).await;
    }
    if let Some(socket) = engine().await {
        let pair = [Contender::hyper(&socket), Contender::wire(&socket)];
        for case in ON_ENGINE {
            line(case, &pair, &options, false).await;
        }
    }
}

/// Finds the socket of an engine that answers.
async fn engine() -> Option<PathBuf> {
    let Host::Unix(socket) = Resolution::from_environment(None).ok()?.host else { return None };
    tokio::net::UnixStream::connect(&socket).await.is_ok().then_some(socket)
}

async fn line(case: &Case, pair: &[Contender; 2], options: &Options, counted: bool) {
    if !options.only.is_empty() && case.name != options.only {
        return;
    }
    let count = case.count * options.scale / 100;
    let mut samples: [Vec<Sample>; 2] = [Vec::new(), Vec::new()];
    let mut connections = [0; 2];
    for round in 0..=options.rounds {
        for turn in 0..2 {
            let who = (round + turn) % 2;
            if !pair[who].name().contains(&options.contender) {
                continue;
            }
            let before = if counted { pair[who].connections().await } else { 0 };
            let sample = measure::of(pair[who].run(case.work, case.lanes, count)).await.per(count);
            connections[who] =
                connections[who].max(if counted { pair[who].connections().await - before } else { 0 });
            // The first round connects and warms up.
            if round > 0 || options.rounds == 0 {
                samples[who].push(sample);
            }
        }
    }
    let [hyper, wire] = samples.map(|samples| measure::median(&samples));
    let connections = if counted {
        format!("   connections {} / {}", connections[0], connections[1])
    } else {
        String::new()
    };
    println!(
        "{:<15} {:>9} {hyper:>22} {wire:>22} {:>14}{connections}",
        case.name,
        case.unit,
        wire.over(&hyper)
    );
}
