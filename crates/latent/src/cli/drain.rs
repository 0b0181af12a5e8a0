//! `latent drain`, `latent resume` and `latent retry`: what the operator wants of a running process.

use std::{process::ExitCode, time::Duration};

use clap::Args;
use tokio::time::timeout;

use super::{
    ConfigFile,
    asked::{ask, order},
    failure::Failure,
};
use crate::{
    config::Config,
    control::{Answer, Request},
    fleet::WorkerName,
};

/// Lets what builds finish and removes everything, then ends the process; or does so with one worker.
#[derive(Debug, Args)]
pub(super) struct Drain {
    /// The worker; it takes no work until `latent resume`, also after a restart
    worker: Option<String>,
    #[command(flatten)]
    config: ConfigFile,
    /// How many seconds to wait; what was asked for goes on
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<u64>,
}

/// A worker of a running process.
#[derive(Debug, Args)]
pub(super) struct OfWorker {
    /// The worker
    worker: String,
    #[command(flatten)]
    config: ConfigFile,
}

impl Drain {
    /// Waits until nothing is left, and says what is meanwhile.
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let config = Config::load(&self.config.config).map_err(Failure::config)?;
        let worker = self.worker.map(WorkerName);
        let request = Request::Drain { worker: worker.clone() };
        let asked = ask(&config, &request, |answer| {
            if let Answer::Progress { workers } = answer {
                println!("{}", progress(&workers));
            }
        });
        let patience = self.timeout.map_or(Duration::MAX, Duration::from_secs);
        let Ok(answer) = timeout(patience, asked).await else {
            return Err(Failure::undone("not drained yet; it goes on"));
        };
        match answer.map_err(Failure::undone)? {
            Answer::Failed { reason } => Err(Failure::usage(reason)),
            Answer::Done | Answer::Explained { .. } | Answer::Progress { .. } => {
                match worker {
                    Some(worker) => println!("{worker} is drained; `latent resume {worker}` ends that"),
                    None => println!("drained; nothing is left"),
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

/// What is left, in one line.
fn progress(workers: &[crate::report::Explanation]) -> String {
    if workers.is_empty() {
        return "ending".to_owned();
    }
    let left: Vec<_> = workers.iter().map(|it| format!("{} {}", it.worker, it.phase)).collect();
    left.join(", ")
}

impl OfWorker {
    /// Lets a drained worker take work again.
    pub(super) async fn resume(self) -> Result<ExitCode, Failure> {
        let config = Config::load(&self.config.config).map_err(Failure::config)?;
        let done = format!("{} takes work again", self.worker);
        order(&config, &Request::Resume { worker: WorkerName(self.worker) }, &done).await
    }

    /// Ends the wait of a worker after a failed start.
    pub(super) async fn retry(self) -> Result<ExitCode, Failure> {
        let config = Config::load(&self.config.config).map_err(Failure::config)?;
        let done = format!("{} is tried again as soon as it is wanted", self.worker);
        order(&config, &Request::Retry { worker: WorkerName(self.worker) }, &done).await
    }
}
