//! What docker-wire costs beside two floors: `cargo bench -p docker-wire --features gzip --bench wire`.
//!
//! ```text
//! [--rounds N] [--only CASE] [--contender raw|hyper|wire] [--scale PERCENT] [--full] [--counts] [--image IMAGE]
//! ```
//!
//! `raw` is blocking system calls without a library; `hyper` is a hyper connection with nothing on top, which counts
//! the bytes of a reply and looks at none; where decoding is the floor, it decodes into the leanest structs that hold
//! everything. Each speaks to a stub engine of its own in a child process, which answers from memory in an engine's own
//! shape: one chunk for each frame of a log and each line of a progress, 32 KiB for an archive. They take turns in one
//! run. Processor time is that of this process, user and system; figures are medians. What these hide follows: the
//! slowest of ten pulls, each of 100,000 lines or with `--full` of a million, and what memory a build takes.
//!
//! With `--counts` instructions (by valgrind), system calls (by strace) and peak memory of a process that does the work
//! alone are counted instead of time.
//!
//! Where an engine answers at the unix socket where the `docker` command would look (`DOCKER_HOST`), pings are sent to
//! that one as well, and with `--image` containers of that image, which needs `sh` and `seq`, live and one's log is
//! read. What is left out for want of a feature, an engine or an image is said in a line. What the crate weighs as a
//! dependency is not measured here.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark reports on a terminal and may die"
)]

mod cases;
mod contender;
mod counts;
mod measure;
mod steady;
mod stub;

use std::{
    collections::BTreeMap,
    future::Future,
    path::{Path, PathBuf},
};

use docker_wire::{Daemon, Host, Resolution, api::container, transport::Unix};

use cases::{Case, Runtime};
use contender::Contender;
use counts::Counts;
use measure::Sample;

const CONTENDERS: [&str; 3] = ["raw", "hyper", "wire"];
/// How many lines the log of an engine's container has.
const LINES: usize = 20_000;

struct Options {
    rounds: usize,
    only: String,
    contender: String,
    scale: usize,
    /// How many lines each of ten pulls has.
    lines: usize,
    counts: bool,
    image: Option<String>,
}

fn main() {
    let mut options = Options {
        rounds: 5,
        only: String::new(),
        contender: String::new(),
        scale: 100,
        lines: 100_000,
        counts: false,
        image: None,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap();
        match argument.as_str() {
            "--stub" => return stub::run(&PathBuf::from(value())),
            "--alone" => return alone(&value(), &value(), value().parse().unwrap(), Path::new(&value())),
            "--rounds" => options.rounds = value().parse().unwrap(),
            "--only" => options.only = value(),
            "--contender" => options.contender = value(),
            "--scale" => options.scale = value().parse().unwrap(),
            "--full" => options.lines = 1_000_000,
            "--counts" => options.counts = true,
            "--image" => options.image = Some(value()),
            _ => {} // What cargo adds.
        }
    }
    report(&options);
}

/// Does one work in a process of its own, and says how much memory that took.
fn alone(case: &str, contender: &str, count: usize, socket: &Path) {
    let mut cases = cases::on_stub(socket.parent().unwrap());
    cases.retain(|known| known.name == case);
    let contender = Contender::named(contender, socket);
    block_on(cases[0].runtime, async move { contender.run(&cases[0].work, cases[0].lanes, count).await });
    println!("{}", measure::peak_memory());
}

fn report(options: &Options) {
    let scratch = tempfile::tempdir().unwrap();
    let sockets = CONTENDERS.map(|name| scratch.path().join(name));
    let _stubs = sockets.each_ref().map(|socket| stub::Child::start(socket));
    let mut cases = cases::on_stub(scratch.path());
    cases.retain(|case| case.name.contains(&options.only));
    if cases.iter().any(|case| case.name.contains("build")) {
        cases::make_contexts(scratch.path());
    }
    if options.counts {
        return counted(&cases, options, &sockets);
    }
    println!(
        "{:<19} {:>10} {:>20} {:>20} {:>20} {:>6} {:>7}  at most",
        "", "", "raw cpu / wall", "hyper cpu / wall", "wire cpu / wall", "÷ raw", "÷ hyper"
    );
    let mut costs = BTreeMap::new();
    for case in &cases {
        costs.insert(case.name, line(case, &sockets, options, true));
    }
    for name in ["logs-tiny-block-on", "logs-tiny-threads"] {
        if let (Some(this), Some(that)) = (costs.get(name), costs.get("logs-tiny")) {
            println!("{name} ÷ logs-tiny: {:.2}", this / that);
        }
    }
    steady::report(&cases, options.lines, &sockets[2]);
    if cfg!(not(feature = "gzip")) && "build-gzip".contains(&options.only) {
        println!("build-gzip: not measured: no `--features gzip`");
    }
    on_engine(options);
}

/// Measures what needs a real engine, where there is one.
fn on_engine(options: &Options) {
    let asked = |name: &str| name.contains(&options.only);
    if !["engine-ping", "engine-ping-64", "engine-lifecycle", "engine-logs"].into_iter().any(asked) {
        return;
    }
    let Some(socket) = engine() else {
        return println!("engine-ping, engine-lifecycle, engine-logs: not measured: no engine");
    };
    if options.image.is_none() {
        println!("engine-lifecycle, engine-logs: not measured: no `--image`");
    }
    let sockets = CONTENDERS.map(|_| socket.clone());
    let log = options.image.as_deref().map(|image| block_on(Runtime::Task, talk(socket, image.to_owned())));
    let mut cases = cases::on_engine(options.image.as_deref(), log.map(|id| (id, LINES)));
    cases.retain(|case| asked(case.name));
    for case in &cases {
        line(case, &sockets, options, false);
    }
}

/// Finds the socket of an engine that answers.
fn engine() -> Option<PathBuf> {
    let Host::Unix(socket) = Resolution::from_environment(None).ok()?.host else { return None };
    std::os::unix::net::UnixStream::connect(&socket).is_ok().then_some(socket)
}

/// Makes a container that has said much, and returns its id.
async fn talk(socket: PathBuf, image: String) -> String {
    let docker = Daemon::over(Unix::new(socket)).pin(docker_wire::ApiVersion::V1_41);
    let words = format!("seq 100000001 {}", 100_000_000 + LINES);
    let created =
        docker.send(container::Create::new(&image).cmd(["sh", "-c", &words])).await.unwrap().into_inner();
    docker.send(container::Start::new(&created.id)).await.unwrap();
    let exit = docker.send(container::Wait::new(&created.id)).await.unwrap().exit().await.unwrap();
    assert!(exit.success());
    created.id
}

fn block_on<T: Send + 'static>(kind: Runtime, work: impl Future<Output = T> + Send + 'static) -> T {
    let mut runtime = match kind {
        Runtime::Threads => tokio::runtime::Builder::new_multi_thread(),
        Runtime::Task | Runtime::BlockOn => tokio::runtime::Builder::new_current_thread(),
    };
    let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
    match kind {
        Runtime::BlockOn => runtime.block_on(work),
        Runtime::Task | Runtime::Threads => runtime.block_on(async { tokio::spawn(work).await.unwrap() }),
    }
}

/// Measures one case, prints its line and returns what it costs us.
fn line(case: &Case, sockets: &[PathBuf; 3], options: &Options, counted: bool) -> f64 {
    let contenders: Vec<_> =
        CONTENDERS.iter().zip(sockets).map(|(name, socket)| Contender::named(name, socket)).collect();
    let asked = |who: usize| CONTENDERS[who].contains(&options.contender) && (who > 0 || case.raw);
    let asked: Vec<_> = (0..CONTENDERS.len()).map(asked).collect();
    let (work, lanes, rounds) = (case.work.clone(), case.lanes, options.rounds);
    let count = (case.count * options.scale / 100).max(case.lanes);
    let (samples, connections) = block_on(case.runtime, async move {
        let mut samples: [Vec<Sample>; 3] = Default::default();
        let mut connections = [0; 3];
        for round in 0..=rounds {
            for turn in 0..contenders.len() {
                let who = (round + turn) % contenders.len();
                if !asked[who] {
                    continue;
                }
                let contender = &contenders[who];
                let before = if counted { contender.connections().await } else { 0 };
                let sample = measure::of(contender.run(&work, lanes, count)).await.per(count);
                let opened = if counted { contender.connections().await - before } else { 0 };
                connections[who] = connections[who].max(opened);
                // The first round connects and warms up.
                if round > 0 || rounds == 0 {
                    samples[who].push(sample);
                }
            }
        }
        (samples, connections)
    });
    let [raw, hyper, wire] = samples.map(|samples| measure::median(&samples));
    let over = |floor: Sample| match wire.cpu / floor.cpu {
        ratio if ratio.is_nan() => "–".to_owned(),
        ratio => format!("{ratio:.2}"),
    };
    let connections = if counted { format!("; {} connections", connections[2]) } else { String::new() };
    println!(
        "{:<19} {:>10} {raw:>20} {hyper:>20} {wire:>20} {:>6} {:>7}  {}{connections}",
        case.name,
        case.unit,
        over(raw),
        over(hyper),
        case.target,
    );
    wire.cpu
}

/// Counts instead of measuring.
fn counted(cases: &[Case], options: &Options, sockets: &[PathBuf; 3]) {
    println!("{:<19} {:>10} {:<6} {:>14} {:>8} {:>8}", "", "", "", "instructions", "calls", "MB");
    for case in cases {
        for (name, socket) in CONTENDERS.iter().zip(sockets) {
            if !name.contains(&options.contender) || (*name == "raw" && !case.raw) {
                continue;
            }
            let Counts { instructions, calls, memory } = Counts::of(case, name, socket);
            let shown = |count: Option<f64>| count.map_or("–".to_owned(), |count| format!("{count:.2}"));
            let (instructions, calls) = (shown(instructions), shown(calls));
            println!(
                "{:<19} {:>10} {name:<6} {instructions:>14} {calls:>8} {memory:>8.1}  {}",
                case.name, case.unit, case.target
            );
        }
    }
}
