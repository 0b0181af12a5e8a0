//! `latent completions`: what a shell needs to complete the command line.

use std::{io::Write, process::ExitCode};

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::{Arguments, failure::Failure};

/// Prints the completions of a shell.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_parser = shells())]
    shell: Shell,
}

/// Those that are tried.
fn shells() -> impl clap::builder::TypedValueParser<Value = Shell> {
    use clap::builder::TypedValueParser;
    clap::builder::PossibleValuesParser::new(["bash", "zsh", "fish"]).map(|name| match name.as_str() {
        "zsh" => Shell::Zsh,
        "fish" => Shell::Fish,
        _ => Shell::Bash,
    })
}

impl Completions {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let mut text = Vec::new();
        generate(self.shell, &mut Arguments::command(), "latent", &mut text);
        match std::io::stdout().write_all(&text) {
            Ok(()) => Ok(ExitCode::SUCCESS),
            Err(error) => Err(Failure::undone(error)),
        }
    }
}
