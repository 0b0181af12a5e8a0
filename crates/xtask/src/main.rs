//! What a developer of this repository runs, and what its CI runs: `cargo xtask COMMAND`.
//!
//! One file per command. Whatever starts a process does so through `sh`.

#![expect(clippy::print_stdout, reason = "a program for people: it says what it does")]

mod ci;
mod codegen;
mod engines;
mod fuzz;
mod live;
mod mutants;
mod sh;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(about, version, bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Everything that must hold before a change lands, in order; or only the named steps
    Ci {
        /// The steps to run, instead of all
        #[arg(value_enum)]
        steps: Vec<ci::Step>,
        /// Steps to leave out
        #[arg(long, value_enum, conflicts_with = "steps")]
        except: Vec<ci::Step>,
    },
    /// Makes generated code anew from the committed facts
    Codegen {
        /// Changes nothing, and fails if something would change
        #[arg(long)]
        check: bool,
    },
    /// Measures latent beside Buildbot's own Docker latent worker, on one engine, in turns
    CompareBuildbot,
    /// Engines for trying things by hand (see tests/engines)
    Engines {
        #[arg(value_enum)]
        action: engines::Action,
    },
    /// Runs the fuzz targets of docker-wire by libFuzzer; needs cargo-fuzz and a C++ compiler
    Fuzz {
        /// The targets to run, instead of all
        targets: Vec<String>,
        /// How long each is run
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
    /// Runs the live suite on a real engine and a real Buildbot, and the scenarios on each engine; starts and takes down
    /// what is needed
    Live {
        /// Only tests that run on this engine; may be repeated
        #[arg(long, value_enum, value_name = "NAME")]
        engine: Vec<engines::Engine>,
        /// Whole length for what is otherwise done a tenth of
        #[arg(long)]
        long: bool,
        /// What the random moments of tests are made of
        #[arg(long)]
        seed: Option<u64>,
        /// Only tests whose name contains this, or one of these
        filters: Vec<String>,
    },
    /// Changes the core of latent in every way that cargo-mutants knows, and tells which changes no test notices; takes an
    /// hour or two, and needs cargo-mutants
    Mutants {
        /// Only changes whose description one of these regular expressions matches
        expressions: Vec<String>,
    },
    /// Plays the scenarios on real engines, and tells in what they differ from what was recorded: field by field
    Verify {
        /// Only recordings of this engine; may be repeated
        #[arg(long, value_enum, value_name = "NAME")]
        engine: Vec<engines::Engine>,
        /// Another engine to hold them against: what it would change for a client
        #[arg(long, value_enum, value_name = "NAME", requires = "engine")]
        against: Option<engines::Engine>,
        /// Only scenarios whose name contains this
        scenario: Option<String>,
    },
    /// Records the scenarios anew from real engines and a real Buildbot
    Record {
        /// Changes nothing: records into a folder of its own, and tells in what that differs from what is committed
        #[arg(long)]
        check: bool,
        /// Only scenarios that run on this engine; may be repeated
        #[arg(long, value_enum, value_name = "NAME")]
        engine: Vec<engines::Engine>,
        /// Only scenarios whose name contains this
        scenario: Option<String>,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Ci { steps, except } => ci::run(&steps, &except),
        Command::Codegen { check } => codegen::codegen(check),
        Command::CompareBuildbot => live::run(live::Length { long: true, seed: None }, &[], &["compare::"]),
        Command::Engines { action } => engines::run(action),
        Command::Fuzz { targets, seconds } => fuzz::run(&targets, seconds),
        Command::Live { long, engine, seed, filters } => {
            let filters: Vec<&str> = filters.iter().map(String::as_str).collect();
            live::run(live::Length { long, seed }, &engine, &filters)
        }
        Command::Mutants { expressions } => mutants::run(&expressions),
        Command::Verify { engine, against, scenario } => live::verify(&engine, against, scenario.as_deref()),
        Command::Record { check: false, engine, scenario } => live::record(&engine, scenario.as_deref()),
        Command::Record { check: true, engine, scenario } => live::check(&engine, scenario.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            println!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}
