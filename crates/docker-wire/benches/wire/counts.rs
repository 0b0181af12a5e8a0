//! What does not depend on how busy the machine is: instructions, system calls and memory of a process that does one
//! work alone.

use std::{path::Path, process::Command};

use crate::cases::Case;

/// How many times as many units the second run does; what both share is subtracted.
const MORE: usize = 6;

/// What one unit takes.
pub(crate) struct Counts {
    pub(crate) instructions: Option<f64>,
    pub(crate) calls: Option<f64>,
    /// The most memory of a process that did a whole round, in MB.
    pub(crate) memory: f64,
}

impl Counts {
    pub(crate) fn of(case: &Case, contender: &str, socket: &Path) -> Self {
        let per_unit = |count: fn(&[String]) -> Option<f64>| {
            if case.few == 0 {
                return None;
            }
            let alone = |count: usize| arguments(case, contender, count, socket);
            let few = count(&alone(case.few))?;
            Some((count(&alone(case.few * MORE))? - few) / (case.few * (MORE - 1)) as f64)
        };
        let memory = memory(case, contender, socket);
        Self { instructions: per_unit(instructions), calls: per_unit(calls), memory }
    }
}

/// Tells the most memory of a process that does a whole round, in MB.
pub(crate) fn memory(case: &Case, contender: &str, socket: &Path) -> f64 {
    let output = command(&[], &arguments(case, contender, case.count, socket)).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let kilobytes: f64 = String::from_utf8(output.stdout).unwrap().trim().parse().unwrap();
    kilobytes * 1024.0 / 1e6
}

fn arguments(case: &Case, contender: &str, count: usize, socket: &Path) -> Vec<String> {
    let socket = socket.to_str().unwrap();
    ["--alone", case.name, contender, &count.to_string(), socket].map(str::to_owned).into()
}

/// This program, below another one.
fn command(below: &[&str], arguments: &[String]) -> Command {
    let this = std::env::current_exe().unwrap();
    let mut command = match below.split_first() {
        None => Command::new(&this),
        Some((program, options)) => {
            let mut command = Command::new(program);
            command.args(options).arg(&this);
            command
        }
    };
    command.args(arguments);
    command
}

/// Counts by valgrind, where that is installed.
fn instructions(arguments: &[String]) -> Option<f64> {
    let options = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"];
    let output = command(&options, arguments).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    said.split("Collected : ").nth(1)?.split_whitespace().next()?.parse().ok()
}

/// Counts by strace, where that is installed.
fn calls(arguments: &[String]) -> Option<f64> {
    let output = command(&["strace", "-f", "-c", "-S", "calls"], arguments).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let total = said.lines().rev().find(|line| line.ends_with(" total"))?;
    total.split_whitespace().nth(3)?.parse().ok()
}
