//! `latent config import`: workers of a `master.cfg` as `latent.toml`.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};

use super::failure::Failure;
use crate::config;

/// Works on configurations.
#[derive(Debug, Args)]
pub(super) struct Configuration {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Prints the Docker latent workers of a master.cfg as tables of latent.toml
    Import {
        /// The master.cfg, or - for standard input
        file: PathBuf,
    },
}

impl Configuration {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let Action::Import { file } = self.action;
        let shown = file.display();
        let text = if file.as_os_str() == "-" {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map(|_| text)
        } else {
            fs::read_to_string(&file)
        };
        let text = text.map_err(|error| Failure::config(format!("{shown} cannot be read: {error}")))?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let toml =
            config::import(&text, folder).map_err(|error| Failure::config(format!("{shown}: {error}")))?;
        print!("{toml}");
        let left = toml.lines().filter(|line| line.starts_with("# not imported: ")).count();
        if left > 0 {
            eprintln!("{left} arguments were not taken over; the comments say which and why");
        }
        Ok(ExitCode::SUCCESS)
    }
}
