//! What the master's database says, as far as it concerns us: typed rows of three GETs.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, de::IgnoredAny};
use serde_json::Value;

use super::{
    rest::{Rest, RestError},
    wake::Parts,
};
use crate::fleet::Properties;

/// The text that our pauses carry, to be told apart from a person's.
pub(super) const REASON: &str = "latent: draining";

/// One reading of the master.
#[derive(Debug, Clone, Default)]
pub(super) struct Snapshot {
    pub(super) workers: Vec<WorkerRow>,
    pub(super) builds: Vec<BuildRow>,
    pub(super) requests: Vec<RequestRow>,
}

/// A worker as the master sees it.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct WorkerRow {
    #[serde(rename = "workerid")]
    pub(super) id: u64,
    pub(super) name: String,
    /// The masters that hold a connection of this worker.
    #[serde(default)]
    pub(super) connected_to: Vec<IgnoredAny>,
    #[serde(default, rename = "configured_on", deserialize_with = "builders")]
    pub(super) builders: BTreeSet<u64>,
    #[serde(default)]
    pub(super) paused: bool,
    /// Masters before 4.0 have no reasons, and others forget them when they restart.
    #[serde(default)]
    pub(super) pause_reason: Option<String>,
    /// A stop was asked for; set until the worker attaches again.
    #[serde(default)]
    pub(super) graceful: bool,
}

/// A build that has not ended.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct BuildRow {
    #[serde(default, rename = "workerid")]
    pub(super) worker: Option<u64>,
    #[serde(default, rename = "buildrequestid")]
    pub(super) request: Option<u64>,
}

/// A build request that has not ended.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct RequestRow {
    #[serde(rename = "buildrequestid")]
    pub(super) id: u64,
    #[serde(rename = "builderid")]
    pub(super) builder: u64,
    #[serde(default)]
    pub(super) claimed: bool,
    #[serde(default)]
    pub(super) priority: i64,
    #[serde(default)]
    pub(super) submitted_at: f64,
}

impl WorkerRow {
    pub(super) fn is_connected(&self) -> bool {
        !self.connected_to.is_empty()
    }

    /// Tells whether the master has no use for it: no builder has it, and it is not connected, so no build can reach it,
    /// and what is asked about it is done by nobody.
    pub(super) fn is_forgotten(&self) -> bool {
        self.builders.is_empty() && !self.is_connected()
    }

    /// Tells whether the pause carries our mark.
    pub(super) fn carries_our_reason(&self) -> bool {
        self.paused && self.pause_reason.as_deref() == Some(REASON)
    }

    /// Tells whether somebody else has paused the worker. Where the master has no reason, `held` decides: that we
    /// have an intent for it.
    pub(super) fn is_paused_by_others(&self, held: bool) -> bool {
        let reason = self.pause_reason.as_deref().filter(|reason| !reason.is_empty());
        self.paused && reason.map_or(!held, |reason| reason != REASON)
    }
}

impl Snapshot {
    /// Reads some of workers, builds and requests anew, in this order.
    pub(super) async fn read(&mut self, rest: &Rest, parts: Parts) -> Result<(), RestError> {
        if parts.workers {
            self.workers = workers(rest).await?;
        }
        if parts.builds {
            self.builds = builds(rest).await?;
        }
        if parts.requests {
            self.requests = requests(rest).await?;
        }
        Ok(())
    }
}

pub(super) async fn workers(rest: &Rest) -> Result<Vec<WorkerRow>, RestError> {
    #[derive(Deserialize)]
    struct Page {
        workers: Vec<WorkerRow>,
    }
    // No selection of fields: a master before 4.0 refuses to select `pause_reason`.
    Ok(rest.get::<Page>("workers").await?.workers)
}

/// Reads one worker by its id; `None` if the master has forgotten it.
pub(super) async fn worker(rest: &Rest, id: u64) -> Result<Option<WorkerRow>, RestError> {
    #[derive(Deserialize)]
    struct Page {
        workers: Vec<WorkerRow>,
    }
    match rest.get::<Page>(&format!("workers/{id}")).await {
        Ok(page) => Ok(page.workers.into_iter().next()),
        Err(RestError::Answered { status: 404, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) async fn builds(rest: &Rest) -> Result<Vec<BuildRow>, RestError> {
    #[derive(Deserialize)]
    struct Page {
        builds: Vec<BuildRow>,
    }
    // A field that is filtered by must be selected.
    let path = "builds?complete=false&field=complete&field=workerid&field=buildrequestid";
    Ok(rest.get::<Page>(path).await?.builds)
}

/// Reads the requests, without their properties: with those of all of them the master looks each up, at every
/// reading, and most of them want nobody yet.
pub(super) async fn requests(rest: &Rest) -> Result<Vec<RequestRow>, RestError> {
    #[derive(Deserialize)]
    struct Page {
        buildrequests: Vec<RequestRow>,
    }
    let path = "buildrequests?complete=false&field=complete&field=buildrequestid&field=builderid&field=claimed\
                &field=priority&field=submitted_at";
    Ok(rest.get::<Page>(path).await?.buildrequests)
}

/// Reads the properties of one request, which never change; `None` if the master has forgotten it.
pub(super) async fn properties(rest: &Rest, request: u64) -> Result<Option<Properties>, RestError> {
    #[derive(Deserialize)]
    struct Page {
        buildrequests: Vec<Row>,
    }
    #[derive(Deserialize)]
    struct Row {
        #[serde(default, deserialize_with = "values")]
        properties: Properties,
    }
    match rest.get::<Page>(&format!("buildrequests/{request}?property=*")).await {
        Ok(page) => Ok(page.buildrequests.into_iter().next().map(|row| row.properties)),
        Err(RestError::Answered { status: 404, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn builders<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<u64>, D::Error> {
    #[derive(Deserialize)]
    struct Pair {
        builderid: u64,
    }
    let pairs = Vec::<Pair>::deserialize(deserializer)?;
    Ok(pairs.into_iter().map(|pair| pair.builderid).collect())
}

/// A property is a pair of value and source; the source is of no use to us.
fn values<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Properties, D::Error> {
    let Some(raw) = Option::<Properties>::deserialize(deserializer)? else {
        return Ok(Properties::new());
    };
    let value = |value| match value {
        Value::Array(mut pair) if pair.len() == 2 => pair.swap_remove(0),
        other => other,
    };
    Ok(raw.into_iter().map(|(name, pair)| (name, value(pair))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_is_read_from_either_master_generation() {
        let row: WorkerRow = serde_json::from_str(
            r#"{"workerid":2,"name":"w1","connected_to":[{"masterid":1}],"paused":true,
                "pause_reason":"latent: draining","graceful":false,"workerinfo":{"admin":"x"},
                "configured_on":[{"builderid":1,"masterid":1},{"builderid":3,"masterid":1}]}"#,
        )
        .unwrap();
        assert!(row.is_connected() && row.carries_our_reason());
        assert_eq!(row.builders, BTreeSet::from([1, 3]));
        let old: WorkerRow = serde_json::from_str(r#"{"workerid":2,"name":"w1","paused":true}"#).unwrap();
        assert!(!old.is_connected() && !old.carries_our_reason());
    }

    #[test]
    fn a_pause_is_a_persons_by_its_reason_or_for_want_of_an_intent() {
        let row = |reason: Option<&str>| WorkerRow {
            paused: true,
            pause_reason: reason.map(str::to_owned),
            ..WorkerRow::default()
        };
        assert!(row(Some("broken disk")).is_paused_by_others(true));
        assert!(!row(Some(REASON)).is_paused_by_others(false));
        assert!(row(None).is_paused_by_others(false) && !row(None).is_paused_by_others(true));
        assert!(!WorkerRow::default().is_paused_by_others(false));
    }

    #[test]
    fn properties_lose_their_source() {
        let pairs = serde_json::json!({"image": ["img:x", "Force"], "list": [["a", "b"], "S"]});
        let properties = values(pairs).unwrap();
        assert_eq!(properties["image"], "img:x");
        assert_eq!(properties["list"], serde_json::json!(["a", "b"]));
        assert!(values(Value::Null).unwrap().is_empty());
    }
}
