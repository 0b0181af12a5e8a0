//! What the commands that ask a running process share: `explain`, `drain`, `resume`, `retry`.

use std::{
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use super::failure::Failure;
use crate::{
    config::Config,
    control::{Answer, AskError, Client, Request},
    fleet::WorkerName,
    state::{IntentKind, State},
};

/// Asks the process that runs a configuration, and hands each answer but the last to `progress`.
pub(super) async fn ask(
    config: &Config,
    request: &Request,
    mut progress: impl FnMut(Answer),
) -> Result<Answer, AskError> {
    let client = Client::new(&config.state_dir)?;
    let mut answers = client.ask(request).await?;
    loop {
        match answers.next().await? {
            told @ Answer::Progress { .. } => progress(told),
            last => return Ok(last),
        }
    }
}

/// Orders something that is done at once.
pub(super) async fn order(config: &Config, request: &Request, done: &str) -> Result<ExitCode, Failure> {
    match ask(config, request, drop).await.map_err(Failure::undone)? {
        Answer::Failed { reason } => Err(Failure::usage(reason)),
        Answer::Done | Answer::Explained { .. } | Answer::Progress { .. } => {
            println!("{done}");
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The workers to which something of a kind is to be done, as the state folder says; it need not be ours.
pub(super) fn intended(config: &Config, kind: IntentKind) -> Vec<WorkerName> {
    let intents = State::intents_at(&config.state_dir).unwrap_or_default();
    intents.into_iter().filter(|intent| intent.kind == kind).map(|intent| intent.worker).collect()
}

/// The time in milliseconds since 1970.
pub(super) fn unix_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
