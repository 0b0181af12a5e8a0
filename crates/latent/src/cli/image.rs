//! `latent image build`: an image from a lone Dockerfile, as `docker build -t NAME - < Dockerfile`.

use std::{fs, io::Read, path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use docker_wire::{ApiVersion, Daemon, Error, Resolution, api::image, client::credentials::Credentials};

use super::failure::Failure;

/// Works on images.
#[derive(Debug, Args)]
pub(super) struct Image {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Builds an image from a lone Dockerfile, without any other file
    Build(Build),
}

#[derive(Debug, Args)]
struct Build {
    /// The name of the image, with a tag or not
    #[arg(long, short)]
    tag: String,
    /// The engine, as unix:///path, tcp://host:port or ssh://user@host; by default as the docker command finds it
    #[arg(long, short = 'H')]
    host: Option<String>,
    /// The stage to build; by default the last
    #[arg(long)]
    target: Option<String>,
    /// A value for an ARG of the Dockerfile
    #[arg(long, value_name = "NAME=VALUE")]
    build_arg: Vec<String>,
    /// The Dockerfile, or - for standard input
    file: PathBuf,
}

impl Image {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let Action::Build(build) = self.action;
        build.run().await
    }
}

impl Build {
    /// Prints what the builder says; exits 4 where a step fails or there is no engine.
    async fn run(self) -> Result<ExitCode, Failure> {
        let shown = self.file.display();
        let text = if self.file.as_os_str() == "-" {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map(|_| text)
        } else {
            fs::read_to_string(&self.file)
        };
        let text = text.map_err(|error| Failure::usage(format!("{shown} cannot be read: {error}")))?;
        let mut args = std::collections::BTreeMap::new();
        for arg in &self.build_arg {
            let pair = arg.split_once('=').ok_or_else(|| {
                // The value may be a secret, so nothing of it is said.
                Failure::usage("a --build-arg has no `=`; write NAME=VALUE")
            })?;
            args.insert(pair.0.to_owned(), pair.1.to_owned());
        }
        let mut build = image::Build::from_dockerfile(text).t([&self.tag]);
        if !args.is_empty() {
            build = build.buildargs(args);
        }
        if let Some(target) = &self.target {
            build = build.target(target);
        }
        let all = Credentials::from_environment().all().await;
        if !all.is_empty() {
            build = build.registry_config(all);
        }
        let found = Resolution::from_environment(self.host.as_deref()).map_err(Failure::engine)?;
        let daemon = Daemon::found(&found).map_err(Failure::engine)?;
        let built = async {
            let client = daemon.negotiate(ApiVersion::OLDEST..=ApiVersion::NEWEST).await?;
            let mut progress = client.send(build).await?;
            while let Some(line) = progress.next().await.transpose()? {
                if let Some(text) = line.stream.as_deref() {
                    print!("{text}");
                }
            }
            progress.finish().await
        };
        built.await.map_err(|error: Error| Failure::engine(format!("{error:#}")))?;
        println!("{}", self.tag);
        Ok(ExitCode::SUCCESS)
    }
}
