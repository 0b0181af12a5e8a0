//! The lines that are spoken through the door.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{fleet::WorkerName, report::Explanation};

/// The version of the protocol.
pub const VERSION: u32 = 1;

/// What a process is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub enum Request {
    /// What a worker, or every worker, does and waits for; answered with `explained`.
    Explain {
        /// Which; none is all.
        worker: Option<WorkerName>,
    },
    /// Let what builds finish, and remove everything: of one worker, until it is resumed, also by processes to come, or of all, and then end.
    /// Answered with `progress` whenever something changes, and `done` when nothing is left.
    Drain {
        /// Which; none is all.
        worker: Option<WorkerName>,
    },
    /// Let a drained worker take work again; answered with `done`.
    Resume {
        /// Which.
        worker: WorkerName,
    },
    /// End the wait after a failed start; answered with `done`.
    Retry {
        /// Which.
        worker: WorkerName,
    },
}

/// What a process says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Answer {
    /// What was asked for is told.
    Explained {
        /// The workers that were asked for.
        workers: Vec<Explanation>,
    },
    /// What was asked for is under way.
    Progress {
        /// The workers of which something is left.
        workers: Vec<Explanation>,
    },
    /// What was asked for is done.
    Done,
    /// What was asked for cannot be.
    Failed {
        /// One line for people.
        reason: String,
    },
}

/// A line of either side.
#[derive(Serialize)]
struct Versioned<'a, T> {
    latent: u32,
    #[serde(flatten)]
    said: &'a T,
}

/// Writes a line, with its end.
pub(super) fn encode<T: Serialize>(said: &T) -> serde_json::Result<String> {
    serde_json::to_string(&Versioned { latent: VERSION, said }).map(|line| line + "\n")
}

/// Reads a line; fails with one for people.
pub(super) fn decode<T: DeserializeOwned>(line: &str) -> Result<T, String> {
    // The number is read alone first: the rest of another version's line may look like anything.
    #[derive(Deserialize)]
    struct Head {
        latent: u32,
    }
    let unreadable = |error: serde_json::Error| format!("a line is not what it should be: {error}");
    let Head { latent } = serde_json::from_str(line).map_err(unreadable)?;
    if latent != VERSION {
        return Err(format!(
            "this latent speaks version {VERSION} of the control protocol, and not {latent}; use the program of the \
             release that runs"
        ));
    }
    serde_json::from_str(line).map_err(unreadable)
}
