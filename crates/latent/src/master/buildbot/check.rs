//! Asks a master whether all is as the configuration says, and tells one clear line where it is not.

use std::sync::Arc;

use serde_json::Value;

use super::{
    Buildbot,
    rest::RestError,
    snapshot::{self, WorkerRow},
};
use crate::fleet::WorkerName;

/// A method that no master has: whoever may control is told so, whoever may not is refused, and nothing happens.
const NO_METHOD: &str = "latent-check";

/// What a master said that is as configured.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// Where the master is.
    pub endpoint: Arc<str>,
    /// Workers that a person has paused, and the reason if the master knows one; they get no builds.
    pub paused: Vec<(WorkerName, Option<String>)>,
    /// Workers that no builder uses; they get no builds either.
    pub unused: Vec<WorkerName>,
}

/// Why a master cannot be used as configured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// Nothing answers there, or not in time.
    #[error("cannot reach the master at {endpoint}: {reason}")]
    Unreachable {
        /// Where the master should be.
        endpoint: Arc<str>,
        /// What happened.
        reason: String,
    },
    /// Something answers, and it is no Buildbot with a web front end.
    #[error("{endpoint} is not a Buildbot master: {found}")]
    NotBuildbot {
        /// Where the master should be.
        endpoint: Arc<str>,
        /// What came instead.
        found: String,
    },
    /// The user or the password is wrong.
    #[error("the master at {endpoint} refuses the password of user `{user}`")]
    WrongPassword {
        /// Where the master is.
        endpoint: Arc<str>,
        /// Who tried to log in.
        user: String,
    },
    /// The user may look and not control.
    #[error("the master at {endpoint} does not let {who} control workers: {reason}")]
    NoControl {
        /// Where the master is.
        endpoint: Arc<str>,
        /// Who asked.
        who: String,
        /// The master's words.
        reason: String,
    },
    /// Workers are configured here and not there.
    #[error("the master at {endpoint} knows no worker {}; it knows {}", list(.unknown), list(.known))]
    UnknownWorkers {
        /// Where the master is.
        endpoint: Arc<str>,
        /// Whom it does not know.
        unknown: Vec<WorkerName>,
        /// Whom it knows.
        known: Vec<WorkerName>,
    },
}

impl Buildbot {
    /// Verifies address, login, the right to control, and the names of the workers. Changes nothing.
    ///
    /// # Errors
    ///
    /// Tells the first thing that is not as configured.
    pub async fn check(&self) -> Result<Checked, CheckError> {
        let endpoint = self.rest.wire.endpoint();
        self.is_buildbot(&endpoint).await?;
        let rows = snapshot::workers(&self.rest).await.map_err(|error| self.explain(&endpoint, error))?;
        let known = |name: &WorkerName| rows.iter().find(|row| row.name == name.0);
        let roster = self.roster();
        let unknown: Vec<_> = roster.named.iter().filter(|name| known(name).is_none()).cloned().collect();
        if !unknown.is_empty() {
            let known = rows.into_iter().map(|row| WorkerName(row.name)).collect();
            return Err(CheckError::UnknownWorkers { endpoint, unknown, known });
        }
        let ours: Vec<_> = roster.named.iter().filter_map(known).collect();
        if let Some(row) = ours.first() {
            self.may_control(&endpoint, row).await?;
        }
        let held = self.intents.held();
        let by_others =
            |row: &&&WorkerRow| row.is_paused_by_others(held.iter().any(|name| name.0 == row.name));
        let name = |row: &&WorkerRow| WorkerName(row.name.clone());
        Ok(Checked {
            endpoint,
            paused: (ours.iter().filter(by_others).map(|row| (name(row), row.pause_reason.clone())))
                .collect(),
            unused: ours.iter().filter(|row| row.builders.is_empty()).map(name).collect(),
        })
    }

    /// Asks, as anybody may, something that only a Buildbot answers; a refusal in its own words will do.
    async fn is_buildbot(&self, endpoint: &Arc<str>) -> Result<(), CheckError> {
        let not = |found: String| CheckError::NotBuildbot { endpoint: endpoint.clone(), found };
        let (head, body) = (self.rest.wire.get_plainly("api/v2/masters").await)
            .map_err(|error| self.explain(endpoint, error))?;
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        match head.status.as_u16() {
            200 if answer["masters"].is_array() => Ok(()),
            403 if answer["error"].is_string() => Ok(()),
            200 => Err(not("it answers something else to `api/v2/masters`".into())),
            status => Err(not(format!("it answers {status} to `api/v2/masters`"))),
        }
    }

    async fn may_control(&self, endpoint: &Arc<str>, row: &WorkerRow) -> Result<(), CheckError> {
        match self.rest.control(&format!("workers/{}", row.id), NO_METHOD, "check").await {
            Ok(()) | Err(RestError::Answered { .. }) => Ok(()),
            Err(RestError::Denied { message: reason, .. }) => {
                let who = self.rest.session.user().map_or("anybody".into(), |user| format!("user `{user}`"));
                Err(CheckError::NoControl { endpoint: endpoint.clone(), who, reason })
            }
            Err(error) => Err(self.explain(endpoint, error)),
        }
    }

    fn explain(&self, endpoint: &Arc<str>, error: RestError) -> CheckError {
        let endpoint = endpoint.clone();
        match error {
            RestError::WrongPassword { user } => CheckError::WrongPassword { endpoint, user },
            RestError::Denied { message: reason, .. } => {
                let who = self.rest.session.user().map_or("anybody".into(), |user| format!("user `{user}`"));
                CheckError::NoControl { endpoint, who, reason }
            }
            RestError::Unreachable { reason, .. }
            | RestError::Broken { reason, .. }
            | RestError::Unready(reason) => CheckError::Unreachable { endpoint, reason },
            error @ (RestError::Answered { .. } | RestError::Unreadable { .. }) => {
                CheckError::NotBuildbot { endpoint, found: error.to_string() }
            }
        }
    }
}

/// Names some workers, and how many more there are.
fn list(workers: &[WorkerName]) -> String {
    const SHOWN: usize = 8;
    if workers.is_empty() {
        return "none".into();
    }
    let shown: Vec<_> = workers.iter().take(SHOWN).map(|worker| format!("`{worker}`")).collect();
    match workers.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_workers_are_one_line() {
        let name = |number: usize| WorkerName(format!("w{number}"));
        let error = CheckError::UnknownWorkers {
            endpoint: "tcp://m:1".into(),
            unknown: vec![name(0)],
            known: (1..12).map(name).collect(),
        };
        assert_eq!(
            error.to_string(),
            "the master at tcp://m:1 knows no worker `w0`; it knows `w1`, `w2`, `w3`, `w4`, `w5`, `w6`, `w7`, \
             `w8` and 3 more"
        );
        assert_eq!(list(&[]), "none");
    }
}
