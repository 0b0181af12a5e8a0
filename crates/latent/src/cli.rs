//! The command line: `latent run|check|exec|demo|ps|reap|gc|image|try|config`.
//!
//! Exit codes: 0 done; 2 the command line is wrong; 3 the configuration is; 4 an engine is; 5 the master is.
//! `latent exec` exits with the code of its command, and with 125 where it could not be run.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program speaks to its terminal")]

mod attempt;
mod check;
mod demo;
mod exec;
mod failure;
mod gc;
mod image;
mod import;
mod log;
mod ps;
mod reap;
mod reload;
mod run;
mod signal;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use failure::Failure;

/// Latent CI workers: containers that exist only while a Buildbot master has work for them.
#[derive(Debug, Parser)]
#[command(name = "latent", version, about, propagate_version = true)]
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
    /// Runs one command in a fresh container and removes it
    Exec(exec::Exec),
    /// Shows one latent worker's whole life, on the engine that is there or replayed
    Demo(demo::Demo),
    /// Lists the containers that are there
    Ps(ConfigFile),
    /// Lists, and removes, containers that no configured worker accounts for
    Reap(reap::Reap),
    /// Removes images that latent built and nothing needs any more
    Gc(gc::Gc),
    /// Builds an image from a lone Dockerfile
    Image(image::Image),
    /// Says whether an image's worker starts, stays, and ends when it is told to
    Try(attempt::Try),
    /// Works on configurations
    Config(import::Configuration),
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
    let done = runtime.block_on(dispatch(arguments));
    // What is left in the background belongs to requests that were given up.
    runtime.shutdown_background();
    done.unwrap_or_else(|failure| {
        eprintln!("latent: {failure}");
        failure.code()
    })
}

async fn dispatch(arguments: Arguments) -> Result<ExitCode, Failure> {
    let quiet = !matches!(arguments.command, Command::Run(_));
    log::start(arguments.log_format, quiet);
    match arguments.command {
        Command::Run(ConfigFile { config }) => run::run(&config).await,
        Command::Check(ConfigFile { config }) => check::run(&config).await,
        Command::Exec(exec) => exec.run().await,
        Command::Demo(demo) => demo.run().await,
        Command::Ps(ConfigFile { config }) => ps::run(&config).await,
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
