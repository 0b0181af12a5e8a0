//! The tool `docker-wire`: questions to the [catalogue](crate::catalogue), answered for people or as JSON, and
//! recordings of clients in any language, made and played back.
//!
//! # Recordings
//!
//! ```text
//! docker-wire record --listen ADDRESS [--engine ADDRESS] [--to FILE]
//! docker-wire replay --listen ADDRESS [--from FILE]
//! docker-wire record [--to FILE] -- PROGRAM [ARGUMENT...]
//! docker-wire replay [--from FILE] -- PROGRAM [ARGUMENT...]
//! docker-wire compare RECORDING NEWER [--exact] [--json]
//! ```
//!
//! The first two print `DOCKER_HOST=…` as soon as clients can connect; the other two run a program with that variable
//! set. [`serve`](crate::serve) says what passes, [`Replayer`](crate::replay::Replayer) how requests are matched.
//! `--help` of each lists the exit codes. `compare` tells what has changed between two recordings, or two folders of
//! them, as [`drift`](crate::replay::drift) sees it.
//!
//! What is declared beforehand, and never guessed: `record` declares `/_ping` as asked any number of times, and
//! `--repeat` whatever else is asked in a loop; bodies that differ from run to run are named with `--match-target`.
//! Changes of a terminal's size (`POST …/resize`) pass and are no part of a recording; a replay answers them with `200`.
//! Headers a client makes up, such as `User-Agent`, are neither stored nor compared, and BuildKit sessions
//! pass but do not replay: they are encoded anew each time (`DOCKER_BUILDKIT=0` builds without).
//!
//! # Questions
//!
//! ```text
//! docker-wire api versions
//! docker-wire api list [--version 1.41]
//! docker-wire api show "POST /containers/create" [--version 1.41]
//! docker-wire api diff 1.41 1.45
//! docker-wire api check --version 1.41 "POST /containers/create" [--query name=value] [--header NAME=value] [FILE|-]
//! ```
//!
//! `--json` on each gives the same answer for programs. The exit code is 0, 1 if `check` finds something that the
//! version cannot carry or `show` an operation that it does not have, and 2 if the question cannot be understood.
//! It needs no engine.

mod check;
mod compare;
mod diff;
mod find;
mod list;
mod record;
mod replay;
mod resize;
mod serving;
mod show;
mod table;
#[cfg(test)]
mod tests;
mod words;

use std::{
    ffi::OsString,
    io::{self, Read, Write},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

/// The question could not be understood.
const USAGE: u8 = 2;

/// As many as one client and one engine keep busy.
const WORKERS: usize = 2;

/// Record and replay clients of the Docker Engine API, and ask which version of it has what.
#[derive(Debug, Parser)]
#[command(name = "docker-wire", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Ask the catalogue of the Engine API; no engine is needed
    #[command(subcommand)]
    Api(Question),
    /// Pass on what clients ask of an engine, and write it down
    Record(record::Record),
    /// Be the engine of a recording, for clients that ask for just that
    Replay(replay::Replay),
    /// Tell what has changed between two recordings; no engine is needed
    Compare(compare::Compare),
}

#[derive(Debug, Subcommand)]
enum Question {
    /// List the versions that the catalogue knows
    Versions(list::Versions),
    /// List the operations
    List(list::List),
    /// List the parameters and fields of an operation, and which versions have them
    Show(show::Show),
    /// List what appears and what disappears from one version to another
    Diff(diff::Diff),
    /// Tell whether a version can carry a request: exit 0 if it can, 1 if it cannot
    Check(check::Check),
}

/// What is printed, and the exit code.
#[derive(Debug)]
struct Answer {
    text: String,
    code: u8,
}

impl Answer {
    fn good(text: String) -> Self {
        Self { text, code: 0 }
    }
}

/// Answers the question on the command line of this process.
pub fn main() -> ExitCode {
    let (stdout, stderr) = (io::stdout(), io::stderr());
    ExitCode::from(run(std::env::args_os(), &mut io::stdin().lock(), &mut stdout.lock(), &mut stderr.lock()))
}

/// Answers the question in the arguments, of which the first is the program's name, and returns the exit code.
///
/// A reader who goes away is no error: what is left is not written, and the exit code is that of the answer.
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    stdin: &mut dyn Read,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> u8 {
    let answer = match Arguments::try_parse_from(arguments) {
        Ok(Arguments { command: Command::Api(question) }) => question.answer(stdin),
        Ok(Arguments { command: Command::Compare(compare) }) => compare.answer(),
        Ok(Arguments { command: Command::Record(record) }) => {
            return serve(stderr, async |stderr| record.run(stdout, stderr).await);
        }
        Ok(Arguments { command: Command::Replay(replay) }) => {
            return serve(stderr, async |_| replay.run(stdout).await);
        }
        // Help and version come this way, too.
        Err(other) if !other.use_stderr() => Ok(Answer::good(other.render().to_string())),
        Err(wrong) => {
            // Who cannot be told is not there.
            let _ = write!(stderr, "{}", wrong.render());
            return USAGE;
        }
    };
    let Answer { text, code } = match answer {
        Ok(answer) => answer,
        Err(wrong) => {
            let _ = writeln!(stderr, "docker-wire: {wrong}");
            return USAGE;
        }
    };
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let _ = writeln!(stderr, "docker-wire: cannot write the answer: {error}");
            USAGE
        }
        _ => code,
    }
}

/// Runs what serves clients, and returns its exit code.
fn serve(
    stderr: &mut dyn Write,
    command: impl AsyncFnOnce(&mut dyn Write) -> Result<u8, serving::Failed>,
) -> u8 {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build();
    let ended = match runtime {
        Ok(runtime) => runtime.block_on(command(stderr)),
        Err(error) => Err(serving::Failed::of(USAGE, &error)),
    };
    ended.unwrap_or_else(|failed| {
        let _ = writeln!(stderr, "docker-wire: {}", failed.message);
        failed.code
    })
}

impl Question {
    fn answer(self, stdin: &mut dyn Read) -> Result<Answer, String> {
        match self {
            Self::Versions(versions) => Ok(versions.answer()),
            Self::List(list) => Ok(list.answer()),
            Self::Show(show) => show.answer(),
            Self::Diff(diff) => Ok(diff.answer()),
            Self::Check(check) => check.answer(stdin),
        }
    }
}

/// Writes an answer for programs.
fn json(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

/// Says an error with what caused it, as far as that says more.
fn chain(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_says = cause.to_string();
        if !message.contains(&cause_says) {
            message = format!("{message}: {cause_says}");
        }
        next = cause.source();
    }
    message
}
