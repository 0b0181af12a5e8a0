//! The fixture: one scenario in one file of JSON Lines, format number 1.
//!
//! The unit is the exchange with its frames, so that a diff shows the frame that changed. This page is the whole
//! format; another implementation can be written from it.
//!
//! ```text
//! {"fixture":1,"engine":{"version":"20.10.24","api":"1.41","min":"1.12","os":"linux"},"pinned":"1.41","redaction":"standard/1","scenario":"attach","seed":7}
//! {"x":0,"t":0,"request":{"method":"POST","target":"/v1.41/containers/create?name=w-1","headers":{"content-type":"application/json"}},"json":{"Image":"busybox"}}
//! {"x":0,"t":9,"reply":{"status":201,"headers":{"content-type":"application/json"}},"json":{"Id":"4b1d","Warnings":[]}}
//! {"x":1,"t":20,"request":{"method":"POST","target":"/v1.41/containers/4b1d/attach?stream=1"}}
//! {"x":1,"t":22,"reply":{"status":101}}
//! {"x":1,"t":25,"from":"engine","base64":"AQAAAAAAAAZoZWxsbwo="}
//! {"x":1,"t":26,"from":"client","utf8":"exit\n"}
//! {"x":1,"t":26,"end":"client"}
//! {"x":1,"t":30,"end":"engine"}
//! {"t":31,"end":"recording"}
//! ```
//!
//! # The header
//!
//! The first line. `fixture` is the format's number: a reader refuses a newer one, and any new field is a new
//! number. `redaction` names the rules that were in force, `seed` is where the client's own ids come from, and
//! everything but `fixture` may be missing.
//!
//! # Events
//!
//! Every other line is one event, in the order in which the recorder saw it; the last is `"end":"recording"`, without
//! which the file was cut.
//!
//! | key | meaning |
//! |---|---|
//! | `c` | the lane: which connection, where one file holds several, such as `engine` and `master` |
//! | `x` | the exchange; numbers are unique in the file |
//! | `t` | milliseconds since the start of the recording |
//! | `request` | a request: `method`, `target` (path and query), `headers` |
//! | `reply` | the head of its reply: `status`, `headers`; `"hijacked":true` where the connection became a raw stream with another status than 101 |
//! | `from` | a frame from the `client` or the `engine`: a piece of a body or of a raw stream, as it arrived |
//! | `end` | the `client` or the `engine` has ended its side, or the `recording` is complete |
//! | `fail` | `refused`: nothing was sent; `reset`: the connection broke; `timeout`, with the `timer`'s name; `dropped`: the client lost interest |
//! | `repeat` | on a request: asked in a loop, so any number of times at replay |
//! | `match` | on a request: `"target"` says that nothing of its body is compared |
//! | `redacted` | beside bytes: some of them were overwritten, the length is right |
//!
//! A header that was there several times is one value with line feeds between.
//!
//! # Bodies
//!
//! A body beside a head is complete; a reply without one has frames and an end, a request without one has either
//! frames and an end or no body. Beside a head or in a frame there is one of
//!
//! | key | meaning |
//! |---|---|
//! | `json` | one JSON value; spacing and the order of keys do not matter. Beside a head only |
//! | `utf8` | text without control characters other than tab, line feed, carriage return and escape |
//! | `base64` | anything else |
//! | `digest`, `bytes` | not stored: `fnv1a64:` and sixteen hexadecimal digits, and the length. Requests only |
//!
//! `<redacted>` inside a string of a request stands for any text; a replayer hands it back as `redacted`, which is
//! valid in a header, in JSON and as base64.
//!
//! # Order at replay
//!
//! Requests, client frames and client ends are causes, unless their exchange is a `repeat`; client frames and ends
//! of a `"match":"target"` exchange are none either. An event of the engine is handed out only after every cause
//! above it in the file was seen, whichever exchange or lane it belongs to. See
//! [`Replayer`](super::Replayer) for the rest.

mod content;
mod digest;
mod error;
mod fixture;
mod line;
mod read;

use serde::{Deserialize, Serialize};

use crate::version::ApiVersion;

pub use error::FixtureError;
pub use fixture::Fixture;

pub(crate) use content::{Content, is_json};
pub(crate) use digest::Fnv;
pub(crate) use fixture::{Event, Exchange, Happening};
pub(crate) use line::{Compare, End, Failure, Line, ReplyHead, RequestHead, Side};

/// The number of the format that this crate writes, and the newest that it reads.
pub const FORMAT: u32 = 1;

/// What stands where a secret was.
pub const REDACTED: &str = "<redacted>";

/// The largest body that is stored beside its head: 64 KiB.
pub(crate) const BESIDE_HEAD: usize = 64 << 10;

/// The first line of a fixture: what was recorded, and against what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Header {
    /// The number of the format.
    pub fixture: u32,
    /// The engine that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<Engine>,
    /// The API version that the client pinned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<String>,
    /// The redaction rules that were in force.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub redaction: String,
    /// The name of the scenario.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scenario: String,
    /// The seed of what the client made up itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

impl Header {
    /// Makes the header of a scenario.
    pub fn new(scenario: impl Into<String>) -> Self {
        Self { fixture: FORMAT, scenario: scenario.into(), ..Self::default() }
    }

    /// Sets the engine that answers.
    #[must_use]
    pub fn engine(mut self, engine: Engine) -> Self {
        self.engine = Some(engine);
        self
    }

    /// Sets the API version that the client pins.
    #[must_use]
    pub fn pinned(mut self, version: ApiVersion) -> Self {
        self.pinned = Some(version.to_string());
        self
    }

    /// Sets the seed of what the client makes up itself.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }
}

/// The engine that was recorded, in its own words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engine {
    /// Its release, such as `20.10.24`.
    #[serde(default)]
    pub version: String,
    /// The newest API version that it takes.
    #[serde(default)]
    pub api: String,
    /// The oldest API version that it takes.
    #[serde(default)]
    pub min: String,
    /// Its operating system.
    #[serde(default)]
    pub os: String,
}
