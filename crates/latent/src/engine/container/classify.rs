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
        (Asked::Image, status) => wrong_image(status, error.in_band().is_some(), error.message()),
        (Asked::Create, _) => matches!(status, Some(400 | 404)),
        (Asked::Start, _) => matches!(status, Some(400 | 404)) || error.message().is_some_and(cannot_run),
        (Asked::Other, _) => false,
    };
    if wrong { Class::Rejected } else { Class::Infra }
}

/// Whether an image cannot be had however often it is asked for.
///
/// Engines pass on in the same way what a registry says and that it could not be reached; only the words differ.
fn wrong_image(status: Option<u16>, in_band: bool, message: Option<&str>) -> bool {
    let message = message.unwrap_or_default().to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if has(&UNREACHABLE) {
        return false;
    }
    matches!(status, Some(400 | 401 | 403 | 404)) || in_band || has(&REFUSES)
}

/// What engines say when a registry, or what a build context is fetched from, is away or has had enough.
const UNREACHABLE: [&str; 18] = [
    "invalid response status 429",
    "dial tcp",
    "could not resolve host",
    "could not connect to server",
    "unable to look up",
    "no such host",
    "connection refused",
    "connection reset",
    "i/o timeout",
    "tls handshake timeout",
    "client.timeout exceeded",
    "context deadline exceeded",
    "unexpected eof",
    "toomanyrequests",
    "too many requests",
    "service unavailable",
    "bad gateway",
    "no space left on device",
];

/// What engines say when a registry does not have an image, or a repository a branch, or not for us.
const REFUSES: [&str; 8] = [
    "invalid response status 4",
    "couldn't find remote ref",
    "could not read from remote repository",
    "manifest unknown",
    "unauthorized",
    "access denied",
    "access to the resource is denied",
    "no basic auth",
];

/// Engines answer 500 to some commands and images that no start can run.
fn cannot_run(message: &str) -> bool {
    const WORDS: [&str; 5] = [
        "executable file not found",
        "no such file or directory",
        "exec format error",
        // Engines on Windows say it in either way.
        "container operating system does not match",
        "operating system of the container does not match",
    ];
    WORDS.iter().any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_registry_refuses_is_not_tried_again_and_what_passes_is() {
        let table = [
            (Some(404), false, "manifest for a:1 not found: manifest unknown", true),
            (Some(404), false, "pull access denied for a, repository does not exist", true),
            (Some(500), false, "Head \"https://r/v2/\": unauthorized: authentication required", true),
            (None, true, "manifest unknown", true),
            (None, true, "The command '/bin/sh -c false' returned a non-zero code: 1", true),
            (Some(500), false, "Get \"https://r/v2/\": dial tcp: lookup r: no such host", false),
            (
                Some(404),
                false,
                "Get \"http://r/v2/\": dial tcp 127.0.0.1:5: connect: connection refused",
                false,
            ),
            (None, true, "error pulling image configuration: unexpected EOF", false),
            (None, true, "toomanyrequests: You have reached your pull rate limit", false),
            (Some(500), false, "write /var/lib/docker: no space left on device", false),
            (Some(500), false, "error fetching: fatal: couldn't find remote ref nowhere", true),
            (Some(500), false, "invalid response status 404", true),
            (Some(500), false, "invalid response status 429", false),
            (Some(404), false, "error downloading remote context http://h/x: failed to GET http://h/x", true),
            (
                Some(500),
                false,
                "error fetching: fatal: unable to access 'https://h/x': Could not resolve host: h",
                false,
            ),
            (
                Some(500),
                false,
                "error fetching: ssh: connect to host h port 22: Connection refused\r\nfatal: Could not read from \
                 remote repository.",
                false,
            ),
            (Some(500), false, "something else", false),
        ];
        for (status, in_band, message, wrong) in table {
            assert_eq!(wrong_image(status, in_band, Some(message)), wrong, "{message}");
        }
    }
}
