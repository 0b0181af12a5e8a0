//! What an engine's error means for the caller: whether anything happened, and whose fault it is.

use std::{fmt, time::Duration};

use docker_wire::{Error, Phase};

use crate::{fleet::Class, port::CallError};

/// What was asked when the engine answered with an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// For an image: 404 is a wrong name.
    Image,
    /// To create a container: 404 is a missing image, 400 a wrong request.
    Create,
    /// To start a container: 400 and 404 are a command that cannot run.
    Start,
    /// Anything else: whatever goes wrong is the engine's fault.
    Other,
}

/// How long a short call may take before its outcome counts as unknown.
const SHORT_CALL: Duration = Duration::from_secs(30);

/// Why a call did not succeed, before it is known what that means.
#[derive(Debug)]
pub(super) enum Failed {
    /// The client says so.
    Error(Error),
    /// There was no answer in time.
    Slow(Duration),
}

/// Bounds a short call in time.
pub(super) async fn within<T>(call: impl Future<Output = Result<T, Error>>) -> Result<T, Failed> {
    within_for(SHORT_CALL, call).await
}

/// Bounds a call in time.
pub(super) async fn within_for<T>(
    time: Duration,
    call: impl Future<Output = Result<T, Error>>,
) -> Result<T, Failed> {
    match tokio::time::timeout(time, call).await {
        Ok(answered) => answered.map_err(Failed::Error),
        Err(_) => Err(Failed::Slow(time)),
    }
}

impl Failed {
    /// Says what it means for the caller.
    pub(super) fn classify(&self, asked: Asked) -> CallError {
        match self {
            Self::Error(error) => classify(error, asked),
            Self::Slow(_) => CallError::Lost { reason: self.to_string() },
        }
    }

    pub(super) fn is_not_found(&self) -> bool {
        matches!(self, Self::Error(error) if error.is_not_found())
    }

    pub(super) fn is_conflict(&self) -> bool {
        matches!(self, Self::Error(error) if error.is_conflict())
    }

    pub(super) fn is_not_modified(&self) -> bool {
        matches!(self, Self::Error(error) if error.is_not_modified())
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(error) => write!(f, "{error:#}"),
            Self::Slow(time) => write!(f, "no answer within {} s", time.as_secs()),
        }
    }
}

/// Turns an error of the client into what the core needs to know.
pub(super) fn classify(error: &Error, asked: Asked) -> CallError {
    let reason = format!("{error:#}");
    match error.phase() {
        Phase::Prepare => CallError::Refused { class: Class::Rejected, reason },
        Phase::Connect => CallError::Refused { class: Class::Infra, reason },
        Phase::Answer => CallError::Refused { class: class(error, asked), reason },
        // The request may have been carried out.
        _ => CallError::Lost { reason },
    }
}

fn class(error: &Error, asked: Asked) -> Class {
    let status = error.status().map(|status| status.as_u16());
    let wrong = match (asked, status) {
        (Asked::Image, Some(status)) => matches!(status, 400 | 404),
        // An error inside a successful stream is the build's or the registry's own word.
        (Asked::Image, None) => error.in_band().is_some(),
        (Asked::Create, _) => matches!(status, Some(400 | 404)),
        (Asked::Start, _) => matches!(status, Some(400 | 404)) || error.message().is_some_and(cannot_run),
        (Asked::Other, _) => false,
    };
    if wrong { Class::Rejected } else { Class::Infra }
}

/// Engines answer 500 to some commands that no image can run.
fn cannot_run(message: &str) -> bool {
    const WORDS: [&str; 4] =
        ["executable file not found", "no such file or directory", "exec format error", "OS does not match"];
    WORDS.iter().any(|words| message.contains(words))
}
