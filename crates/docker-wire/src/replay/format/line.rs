//! One line of a fixture as it stands in the file.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// Everything that any event can say; which event it is shows in the keys that are there.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) c: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) x: Option<u64>,
    pub(crate) t: u64,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) repeat: bool,
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub(crate) compare: Option<Compare>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<RequestHead>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reply: Option<ReplyHead>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<Side>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end: Option<End>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fail: Option<Failure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) timer: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) redacted: bool,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub(crate) json: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) utf8: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) base64: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bytes: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) multiplex: Vec<(Channel, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tar: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) bound: BTreeMap<String, String>,
    /// These bytes are an archive's, which is another one in every recording.
    #[serde(skip)]
    pub(crate) archive: bool,
}

/// The head of a request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestHead {
    pub(crate) method: String,
    pub(crate) target: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) headers: BTreeMap<String, String>,
}

/// The head of a reply.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplyHead {
    pub(crate) status: u16,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) hijacked: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) headers: BTreeMap<String, String>,
}

/// Who sent a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Side {
    Client,
    Engine,
}

/// Which stream of a container a piece of multiplexed output belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Channel {
    Stdin,
    Stdout,
    Stderr,
}

/// What has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum End {
    Client,
    Engine,
    Recording,
}

/// How an exchange failed below HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Failure {
    Refused,
    Reset,
    Timeout,
    Dropped,
}

/// How a request is compared, where not in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Compare {
    Target,
}

impl Channel {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stdin => "stdin",
            Self::Stdout => "stdout",
            Self::Stderr => "stderr",
        }
    }
}

impl ReplyHead {
    /// Tells whether the connection became a raw stream.
    pub(crate) fn is_hijacked(&self) -> bool {
        self.hijacked || self.status == 101
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

/// Keeps `"json":null`, which is a body, apart from no `json`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
