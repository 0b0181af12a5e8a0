//! `cargo xtask live` and `cargo xtask record`: real engines, a real master, and the tests that need them.
//!
//! What the tests are told, and through which variables, is in `tests/support/live.rs`.

use std::{
    env,
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    process::{Command, Stdio},
    thread,
};

use clap::ValueEnum;

use crate::{
    engines::Engine,
    sh::{self, Done},
};

mod ground;
mod select;
mod up;
mod verify;

use ground::Ground;
use select::{SCENARIOS, SUITE, Selection};
pub(crate) use verify::{check, verify};

/// Minutes after which a run of tests is ended, short or long.
const LIMITS: (u32, u32) = (30, 90);

/// How much of what takes long is done, and at which moments.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Length {
    /// All of it instead of a tenth.
    pub(crate) long: bool,
    /// What random moments are made of; the tests' own where there is none.
    pub(crate) seed: Option<u64>,
}

/// Runs the live suite, and the scenarios in live mode, on some engines or all.
pub(crate) fn run(length: Length, engines: &[Engine], parts: &[&str]) -> Done {
    let selection = Selection::of(true, engines, parts)?;
    let ground = Ground::up(&needed(&selection, false)?, selection.needs_master())?;
    let ran = run_on(&ground, &selection, length);
    let tally = ground.down_after(ran)?;
    println!("{} passed, {} failed", tally.passed, tally.failed);
    tally.judge()
}

/// Records scenarios anew, on some engines or all.
pub(crate) fn record(engines: &[Engine], scenario: Option<&str>) -> Done {
    if env::var_os("CI").is_some() {
        return Err("recordings are made by people and reviewed, not by CI".into());
    }
    let selection = Selection::of(false, engines, scenario.as_slice())?;
    let demo = (engines.is_empty() || engines.contains(&Engine::MAIN))
        && scenario.is_none_or(|part| "demo".contains(part));
    let mut ground = Ground::up(&needed(&selection, demo)?, false)?;
    let ran = record_on(&mut ground, &selection, demo);
    let tally = ground.down_after(ran)?;
    println!("{} recorded, {} failed", tally.passed, tally.failed);
    tally.judge()
}

/// Records what is selected. What needs further images comes last, or these would be in the lists of the others.
fn record_on(ground: &mut Ground, selection: &Selection, demo: bool) -> Done<Tally> {
    let mut tally = run_scenarios(ground, &selection.without_master(), "record", LIMITS.1)?;
    if selection.needs_master() {
        ground.prepare_master()?;
        tally = tally.and(run_scenarios(ground, &selection.with_master(), "record", LIMITS.1)?);
    }
    Ok(if demo { tally.and(record_demo(ground)?) } else { tally })
}

/// Returns the engines to start, of which there is at least one.
fn needed(selection: &Selection, demo: bool) -> Done<Vec<Engine>> {
    let mut engines = selection.engines();
    if demo && !engines.contains(&Engine::MAIN) {
        engines.push(Engine::MAIN);
    }
    if engines.is_empty() { Err(NO_TEST.into()) } else { Ok(engines) }
}

const NO_TEST: &str = "no test is selected, which proves nothing: is the filter right?";

/// Records what `latent demo` replays where there is no engine.
fn record_demo(ground: &Ground) -> Done<Tally> {
    let file = sh::root().join(format!("fixtures/engine/{}/demo.jsonl", Engine::MAIN.release()));
    let mut demo = Command::new(ground.told("LATENT_LIVE_LATENT_BIN")?);
    demo.args(["demo", "--host", ground.told("LATENT_LIVE_DOCKER_HOST")?, "--record"]).arg(file);
    sh::run(&mut demo)?;
    Ok(Tally { passed: 1, ..Tally::default() })
}

fn run_on(ground: &Ground, selection: &Selection, length: Length) -> Done<Tally> {
    let minutes = if length.long { LIMITS.1 } else { LIMITS.0 };
    let names = selection.tests(SUITE);
    let mut tally = Tally::default();
    if !names.is_empty() {
        let mut suite = ground.tests(SUITE, minutes)?;
        if length.long {
            suite.env("LATENT_LIVE_LONG", "1");
        }
        if let Some(seed) = length.seed {
            suite.env("LATENT_LIVE_SEED", seed.to_string());
        }
        tally = count(ground, &mut suite, names)?;
    }
    Ok(tally.and(run_scenarios(ground, selection, "live", minutes)?))
}

/// Runs the selected scenarios in a mode.
fn run_scenarios(ground: &Ground, selection: &Selection, mode: &str, minutes: u32) -> Done<Tally> {
    SCENARIOS
        .iter()
        .map(|(target, _)| (target, selection.tests(target)))
        .filter(|(_, names)| !names.is_empty())
        .try_fold(Tally::default(), |tally, (target, names)| {
            let mut tests = ground.tests(target, minutes)?;
            // One for each engine: on the same engine, scenarios take turns.
            let threads = Engine::value_variants().len().to_string();
            tests.env("DOCKER_WIRE_MODE", mode).args(["--test-threads", &threads]);
            Ok(tally.and(count(ground, &mut tests, names)?))
        })
}

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    passed: usize,
    failed: usize,
    /// Whether the run itself failed, which it also does without a failed test: by not compiling, for one.
    broken: bool,
}

impl Tally {
    fn and(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            broken: self.broken || other.broken,
        }
    }

    /// Adds what a line of the test harness says, if it is one with a result.
    fn read(&mut self, line: &str) {
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|l| l.split_once(". ")) else {
            return;
        };
        for part in counts.split("; ") {
            match part.split_once(' ').map(|(number, word)| (number.parse::<usize>(), word)) {
                Some((Ok(number), "passed")) => self.passed += number,
                Some((Ok(number), "failed")) => self.failed += number,
                _ => {}
            }
        }
    }

    fn judge(self) -> Done {
        match self.passed + self.failed {
            0 if self.broken => Err("the live suite did not run".into()),
            0 => Err(NO_TEST.into()),
            _ if self.broken || self.failed > 0 => Err("the live suite failed".into()),
            _ => Ok(()),
        }
    }

    /// Fails if another number of tests ran than was selected, and nothing else is known to have gone wrong.
    fn judge_number(self, selected: usize) -> Done {
        match self.passed + self.failed {
            ran if ran == selected || self.broken => Ok(()),
            ran => Err(format!("{selected} tests were selected, and {ran} ran")),
        }
    }
}

/// Runs the tests of these names, passing on what they print, and counts them.
fn count(ground: &Ground, tests: &mut Command, names: &[String]) -> Done<Tally> {
    println!("$ {} --exact ({} tests)", sh::shown(tests), names.len());
    tests.arg("--exact").args(names);
    // A group of its own, so that the end of this program, however it comes, can end all of it.
    let mut child = tests
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(|error| format!("cannot run the tests: {error}"))?;
    let group = child.id();
    ground.note_tests(group)?;
    let out = child.stdout.take();
    let reader = thread::spawn(move || {
        let mut tally = Tally::default();
        for line in out.into_iter().flat_map(|out| BufReader::new(out).lines().map_while(Result::ok)) {
            println!("{line}");
            tally.read(&line);
        }
        tally
    });
    let status = child.wait().map_err(|error| format!("waiting for the tests: {error}"))?;
    // What a test left running would keep the output open.
    drop(Command::new("kill").args(["-KILL", "--", &format!("-{group}")]).stderr(Stdio::null()).status());
    ground.note_tests_ended()?;
    let mut tally = reader.join().map_err(|_| "reading the tests' output failed".to_owned())?;
    if status.code() == Some(124) {
        println!("the tests took too long and were ended");
    }
    tally.broken = !status.success();
    tally.judge_number(names.len())?;
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_several_binaries_add_up() {
        let mut tally = Tally::default();
        tally.read("test a ... ok");
        tally.read(
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        );
        tally.read("test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 5 filtered out; finished in 0.00s");
        assert_eq!((tally.passed, tally.failed), (4, 2));
        assert!(tally.judge().is_err());
    }

    #[test]
    fn a_run_without_a_test_is_a_failure() {
        let mut tally = Tally::default();
        tally.read(
            "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 7 filtered out; finished in 0.00s",
        );
        assert!(tally.judge().is_err());
        tally.passed = 1;
        assert_eq!(tally.judge(), Ok(()));
    }

    #[test]
    fn a_selected_test_that_does_not_run_is_a_failure() {
        let tally = Tally { passed: 1, ..Tally::default() };
        assert!(tally.judge_number(2).is_err());
        assert_eq!(tally.judge_number(1), Ok(()));
    }
}
