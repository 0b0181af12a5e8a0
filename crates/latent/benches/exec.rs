//! `latent exec` beside `docker run --rm`: `cargo bench -p latent --bench exec -- IMAGE [--rounds N] [COMMAND…]`.
//!
//! Both run the same command, by default `true`, in a container of an image that is there already, on the engine that
//! the `docker` command finds. They take turns. Almost all of the time is the engine's; processor time is that of the
//! two programs alone.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark reports on a terminal and may die"
)]

use std::{
    fs,
    process::{Command, Stdio},
    time::Instant,
};

/// Ticks a second in which the kernel tells processor time, on every machine that runs Linux.
const TICKS: f64 = 100.0;

fn main() {
    let mut rounds = 15;
    let mut words = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--bench" => {} // What cargo adds.
            "--rounds" if words.len() < 2 => rounds = arguments.next().unwrap().parse().unwrap(),
            _ => words.push(argument),
        }
    }
    let Some((image, command)) = words.split_first() else {
        eprintln!("nothing measured: name an image that has the command `true`");
        return;
    };
    let command = if command.is_empty() { vec!["true".to_owned()] } else { command.to_vec() };
    let mut latent = Command::new(env!("CARGO_BIN_EXE_latent"));
    latent.args(["exec", "--image", image, "--"]).args(&command);
    let mut docker = Command::new("docker");
    docker.args(["run", "--rm", image]).args(&command);

    let mut pair = [("latent exec", latent), ("docker run --rm", docker)];
    let mut walls = [Vec::new(), Vec::new()];
    let mut processor = [0.0; 2];
    for round in 0..=rounds {
        for turn in 0..2 {
            let who = (round + turn) % 2;
            let (before, start) = (processor_time(), Instant::now());
            let ended = pair[who].1.stdin(Stdio::null()).stdout(Stdio::null()).status().unwrap();
            let wall = start.elapsed().as_secs_f64() * 1e3;
            assert!(ended.success(), "{}: {ended}", pair[who].0);
            // The first round warms up.
            if round > 0 {
                walls[who].push(wall);
                processor[who] += processor_time() - before;
            }
        }
    }
    println!("{:<16} {:>22} {:>16}", "", "wall, median (range)", "cpu, mean");
    for who in 0..2 {
        walls[who].sort_by(f64::total_cmp);
        let wall = &walls[who];
        let range = format!("{:.0} ms ({:.0}–{:.0})", wall[wall.len() / 2], wall[0], wall[wall.len() - 1]);
        let cpu = format!("{:.1} ms", processor[who] * 1e3 / rounds as f64);
        println!("{:<16} {range:>22} {cpu:>16}", pair[who].0);
    }
    let [ours, theirs] = walls.map(|wall| wall[wall.len() / 2]);
    println!("{:<16} {:>22.2} {:>16.2}", "docker ÷ latent", theirs / ours, processor[1] / processor[0]);
}

/// The processor time of all children that have ended, in seconds.
fn processor_time() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    // The name before the bracket may hold anything; then the fields are counted from the third.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks = |index: usize| fields[index].parse::<f64>().unwrap();
    (ticks(13) + ticks(14)) / TICKS
}
