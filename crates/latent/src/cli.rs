//! The command line: `latent run|check|explain|drain|resume|retry|replay|…`.
//!
//! Exit codes: 0 done; 1 what was asked for is not so; 2 the command line is wrong; 3 the configuration is; 4 an engine is;
//! 5 the master is.
//! `latent exec` exits with the code of its command, and with 125 where it could not be run.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program speaks to its terminal")]

mod asked;
mod attempt;
mod check;
mod completions;
mod demo;
mod doctor;
mod drain;
mod exec;
mod explain;
mod failure;
mod gc;
mod image;
mod import;
mod log;
mod notify;
mod ps;
mod reap;
mod reload;
mod replay;
mod run;
mod signal;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use failure::Failure;

/// What `--help` says of them.
const EXIT_CODES: &str = "Exit codes:
  0  done
  1  what was asked for is not so: no latent runs, a worker does not stay, a journal differs
  2  the command line is wrong
  3  the configuration, or the state folder, is
  4  an engine is
  5  the master is
`latent exec` exits with the code of its command, and with 125 where it could not be run.";

/// Latent CI workers: containers that exist only while a Buildbot master has work for them.
#[derive(Debug, Parser)]
#[command(name = "latent", version, about, propagate_version = true, after_help = EXIT_CODES)]
struct Arguments {
    /// How the log is written to standard error
    #[arg(long, global = true, value_enum, default_value_t)]
    log_format: log::Format,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the workers of a configuration until told to end
    ///
    /// SIGTERM or SIGINT: ends and leaves containers running, to be adopted by the next start. SIGQUIT: lets builds finish,
    /// removes everything, and ends. SIGHUP: reads the configuration again; a bad one is not taken, and says why.
    Run(ConfigFile),
    /// Says what is wrong with a configuration, its engines and its master
    Check(ConfigFile),
    /// Says why a worker is not running yet, what it does, and what went wrong last
    Explain(explain::Explain),
    /// Checks everything that has to be right, and says what to do where it is not
    Doctor(doctor::Doctor),
    /// Lets what builds finish, removes everything and ends latent; or does so with one worker
    Drain(drain::Drain),
    /// Lets a drained worker take work again
    Resume(drain::OfWorker),
    /// Tries a worker that backs off at once
    Retry(drain::OfWorker),
    /// Steps through a journal
    Replay(replay::Replay),
    /// Runs one command in a fresh container and removes it
    Exec(exec::Exec),
    /// Shows one latent worker's whole life, on the engine that is there or replayed
    Demo(demo::Demo),
    /// Lists the containers that are there, on the engines of a configuration or on one that is named
    Ps(ps::Ps),
    /// Lists the containers that no configured worker accounts for, which `latent run` removes
    Reap(reap::Reap),
    /// Removes images that latent built and nothing needs any more
    Gc(gc::Gc),
    /// Builds an image from a lone Dockerfile
    Image(image::Image),
    /// Says whether an image's worker starts, stays, and ends when it is told to
    Try(attempt::Try),
    /// Works on configurations
    Config(import::Configuration),
    /// Prints what a shell needs to complete this command line
    Completions(completions::Completions),
    /// What runs inside the demonstration's container
    #[command(hide = true)]
    DemoWorker,
    /// One build of the demonstration
    #[command(hide = true)]
    DemoBuild {
        /// Which
        number: String,
    },
}

#[derive(Debug, clap::Args)]
struct ConfigFile {
    /// The configuration
    #[arg(long, short, default_value = "latent.toml")]
    config: PathBuf,
}

/// Reads the command line, does what it says, and tells the exit code.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(2).build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("latent: no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    let json = arguments.log_format == log::Format::Json && matches!(arguments.command, Command::Run(_));
    let done = runtime.block_on(dispatch(arguments));
    // What is left in the background belongs to requests that were given up.
    runtime.shutdown_background();
    done.unwrap_or_else(|failure| {
        // Whoever reads a log of JSON lines reads this, too.
        if json {
            tracing::error!("{failure}");
        } else {
            eprintln!("latent: {failure}");
        }
        failure.code()
    })
}

async fn dispatch(arguments: Arguments) -> Result<ExitCode, Failure> {
    let quiet = !matches!(arguments.command, Command::Run(_));
    log::start(arguments.log_format, quiet);
    match arguments.command {
        Command::Run(ConfigFile { config }) => run::run(&config).await,
        Command::Check(ConfigFile { config }) => check::run(&config).await,
        Command::Explain(explain) => explain.run().await,
        Command::Doctor(doctor) => doctor.run().await,
        Command::Drain(drain) => drain.run().await,
        Command::Resume(worker) => worker.resume().await,
        Command::Retry(worker) => worker.retry().await,
        Command::Replay(replay) => replay.run(),
        Command::Completions(completions) => completions.run(),
        Command::Exec(exec) => exec.run().await,
        Command::Demo(demo) => demo.run().await,
        Command::Ps(ps) => ps.run().await,
        Command::Reap(reap) => reap.run().await,
        Command::Gc(gc) => gc.run().await,
        Command::Image(image) => image.run().await,
        Command::Try(attempt) => attempt.run().await,
        Command::Config(configuration) => configuration.run(),
        Command::DemoWorker => {
            crate::demo::worker::wait().await.map_err(Failure::usage)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::DemoBuild { number } => {
            crate::demo::worker::build(&number).map_err(Failure::usage)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
