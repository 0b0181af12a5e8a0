//! What stands between a client and an engine costs: `cargo bench -p docker-wire --features cli --bench proxy`.
//!
//! ```text
//! [--pings N] [--mebibytes N] [--engine SOCKET [--image NAME]]
//! ```
//!
//! One client of few words asks a stub engine, which answers from memory: directly, through this crate's server alone,
//! and through `docker-wire record`. Each is a process of its own. With `--engine` a real one is asked instead, whose
//! log is that of a container which wrote so much; the image needs a shell (`busybox:latest`).

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark reports on a terminal and may die"
)]

#[path = "../wire/stub.rs"]
mod stub;

mod real;

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::{fs::symlink, net::UnixStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use docker_wire::{serve::Server, transport::Unix};

/// The mean length of the stub's frames, with their headers and those of their chunks.
const FRAME: u64 = 6_560;

/// Rounds of pings; the fastest counts, since everything else only adds.
const ROUNDS: usize = 5;

fn main() {
    let (mut pings, mut mebibytes) = (5_000, 2_048_u32);
    let (mut engine, mut image) = (None, "busybox:latest".to_owned());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap();
        match argument.as_str() {
            "--stub" => return stub::run(&PathBuf::from(value())),
            "--serve" => return serve(&value(), &value()),
            "--pings" => pings = value().parse().unwrap(),
            "--mebibytes" => mebibytes = value().parse().unwrap(),
            "--engine" => engine = Some(PathBuf::from(value())),
            "--image" => image = value(),
            _ => {} // What cargo adds.
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    // Dropped at the end: the stub, or the container of the real engine.
    let (_stub, talker);
    let log = match &engine {
        None => {
            _stub = stub::Child::start(&at("engine"));
            format!("mixed-{}", u64::from(mebibytes) * (1 << 20) / FRAME)
        }
        Some(socket) => {
            symlink(socket, at("engine")).unwrap();
            talker = real::Talker::run(socket, &image, u64::from(mebibytes) << 20);
            talker.id.clone()
        }
    };
    let served = Between::start(
        Command::new(std::env::current_exe().unwrap()).arg("--serve").arg(at("served")).arg(at("engine")),
    );
    let recorded = Between::start(
        Command::new(env!("CARGO_BIN_EXE_docker-wire"))
            .args(["record", "--listen"])
            .arg(at("recorded"))
            .arg("--engine")
            .arg(at("engine"))
            .arg("--to")
            .arg(at("fixture.jsonl")),
    );
    let ways = [
        ("direct", "engine", None),
        ("served", "served", Some(&served)),
        ("recorded", "recorded", Some(&recorded)),
    ];

    println!("{:<10} {:>14} {:>7} {:>14} {:>7} {:>12}", "", "ping", "", "log stream", "", "memory");
    let mut first = None;
    for (name, socket, between) in ways {
        let ping = (0..ROUNDS).map(|_| timed(|| ask_pings(&at(socket), pings))).min().unwrap() / pings;
        let mut bytes = 0;
        let stream = timed(|| bytes = ask_logs(&at(socket), &log));
        let (first_ping, first_stream) = *first.get_or_insert((ping, stream));
        println!(
            "{name:<10} {:>11.1} µs {:>6.2}x {:>8.0} MiB/s {:>6.2}x {:>12}",
            ping.as_secs_f64() * 1e6,
            ping.as_secs_f64() / first_ping.as_secs_f64(),
            bytes as f64 / (1 << 20) as f64 / stream.as_secs_f64(),
            stream.as_secs_f64() / first_stream.as_secs_f64(),
            between.map(Between::most_memory).unwrap_or_default(),
        );
    }
}

/// Serves an engine as it is, with nobody who writes it down.
fn serve(socket: &str, engine: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let server = Server::bind(&socket.parse().unwrap()).unwrap();
        println!("DOCKER_HOST={}", server.address());
        server.run(Unix::new(engine), std::future::pending()).await;
    });
}

/// A process between the client and the engine.
struct Between(Child);

impl Between {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("DOCKER_HOST="), "{line}");
        Self(child)
    }

    /// Tells the most memory that was ever resident.
    fn most_memory(&self) -> String {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default().trim().to_owned()
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn timed(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

fn ask_pings(socket: &Path, count: u32) {
    let mut engine = UnixStream::connect(socket).unwrap();
    let mut answer = [0; 4096];
    for _ in 0..count {
        engine.write_all(b"GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n").unwrap();
        let mut read = 0;
        while !answer[..read].ends_with(b"\r\n\r\nOK") {
            read += engine.read(&mut answer[read..]).unwrap();
        }
    }
}

/// Reads the log of a container to its end, and returns its length.
fn ask_logs(socket: &Path, container: &str) -> u64 {
    let mut engine = UnixStream::connect(socket).unwrap();
    write!(engine, "GET /v1.41/containers/{container}/logs?stdout=true HTTP/1.1\r\nHost: d\r\n\r\n").unwrap();
    let mut piece = vec![0; 256 << 10];
    let (mut bytes, mut last) = (0, [0; 5]);
    while last != *b"0\r\n\r\n" {
        let read = engine.read(&mut piece).unwrap();
        assert!(read > 0, "the stream ended after {bytes} bytes");
        bytes += read as u64;
        for byte in &piece[read.saturating_sub(5)..read] {
            last.rotate_left(1);
            last[4] = *byte;
        }
    }
    bytes
}
