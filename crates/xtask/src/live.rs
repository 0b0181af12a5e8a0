//! `cargo xtask live` and `cargo xtask record`: real engine, real master, and the tests that need them.
//!
//! What the tests are told, and through which variables, is in `tests/support/live.rs`.

use std::{
    env,
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    process::{Command, Stdio},
    thread,
};

use crate::{
    engines::ENGINE_VERSION,
    sh::{self, Done},
};

mod ground;

use ground::Ground;

/// Test targets with scenarios that are written once and run in replay, record and live mode: target, and the
/// part of the test's name that only scenarios have. The mode is told by `DOCKER_WIRE_MODE`.
const SCENARIOS: &[(&str, &str)] = &[("wire", "scenarios::"), ("latent", "recorded_run::")];

/// Minutes after which a run of tests is ended, short or long.
const LIMITS: (u32, u32) = (30, 90);

/// Runs the live suite, and the scenarios in live mode.
pub(crate) fn run(long: bool, filter: Option<&str>) -> Done {
    let ground = Ground::up()?;
    let ran = run_on(&ground, long, filter);
    let tally = ground.down_after(ran)?;
    println!("{} passed, {} failed", tally.passed, tally.failed);
    tally.judge()
}

/// Records scenarios anew.
pub(crate) fn record(scenario: Option<&str>) -> Done {
    if env::var_os("CI").is_some() {
        return Err("recordings are made by people and reviewed, not by CI".into());
    }
    let ground = Ground::up()?;
    let demo = if scenario.is_none_or(|part| "demo".contains(part)) {
        record_demo(&ground)
    } else {
        Ok(Tally::default())
    };
    let ran = demo.and_then(|demo| {
        SCENARIOS.iter().try_fold(demo, |tally, (target, part)| {
            let mut tests = ground.tests(target, LIMITS.1)?;
            tests.env("DOCKER_WIRE_MODE", "record").arg(scenario.unwrap_or(part));
            Ok(tally.and(count(&ground, &mut tests)?))
        })
    });
    let tally = ground.down_after(ran)?;
    println!("{} recorded, {} failed", tally.passed, tally.failed);
    tally.judge()
}

/// Records what `latent demo` replays where there is no engine.
fn record_demo(ground: &Ground) -> Done<Tally> {
    let file = sh::root().join(format!("fixtures/engine/{ENGINE_VERSION}/demo.jsonl"));
    let mut demo = Command::new(ground.told("LATENT_LIVE_LATENT_BIN")?);
    demo.args(["demo", "--host", ground.told("LATENT_LIVE_DOCKER_HOST")?, "--record"]).arg(file);
    sh::run(&mut demo)?;
    Ok(Tally { passed: 1, ..Tally::default() })
}

fn run_on(ground: &Ground, long: bool, filter: Option<&str>) -> Done<Tally> {
    let minutes = if long { LIMITS.1 } else { LIMITS.0 };
    let mut suite = ground.tests("live", minutes)?;
    suite.args(filter);
    if long {
        suite.env("LATENT_LIVE_LONG", "1");
    }
    let mut tally = count(ground, &mut suite)?;
    for (target, part) in SCENARIOS {
        let mut tests = ground.tests(target, minutes)?;
        tests.env("DOCKER_WIRE_MODE", "live").arg(filter.unwrap_or(part));
        let scenarios = count(ground, &mut tests)?;
        if filter.is_none() {
            scenarios.judge_number()?;
        }
        tally = tally.and(scenarios);
    }
    Ok(tally)
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
        self.judge_number()?;
        if self.broken || self.failed > 0 {
            return Err("the live suite failed".into());
        }
        Ok(())
    }

    fn judge_number(self) -> Done {
        match self.passed + self.failed {
            0 if self.broken => Err("the live suite did not run".into()),
            0 => Err("no test ran, which proves nothing: is the filter right?".into()),
            _ => Ok(()),
        }
    }
}

/// Runs tests, passing on what they print, and counts them.
fn count(ground: &Ground, tests: &mut Command) -> Done<Tally> {
    println!("$ {}", sh::shown(tests));
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
}
