//! The fixture: one scenario in one file of JSON Lines, format number 3.
//!
//! The unit is the exchange with its frames, so that a diff shows the frame that changed. This page is the whole
//! format; another implementation can be written from it.
//!
//! ```text
//! {"fixture":3,"engine":{"version":"20.10.24","api":"1.41","min":"1.12","os":"linux"},"pinned":"1.41","redaction":"standard/2","scenario":"attach","seed":7}
//! {"x":0,"t":0,"request":{"method":"POST","target":"/v1.41/containers/create?name=w-1","headers":{"content-type":"application/json"}},"json":{"Image":"busybox"}}
//! {"x":0,"t":9,"reply":{"status":201,"headers":{"content-type":"application/json"}},"json":{"Id":"<container:1>","Warnings":[]},"bound":{"container:1":"4b1d…"}}
//! {"x":1,"t":20,"request":{"method":"POST","target":"/v1.41/containers/<container:1>/attach?stream=1"}}
//! {"x":1,"t":22,"reply":{"status":101}}
//! {"x":1,"t":25,"from":"engine","multiplex":[["stdout","hello\n"]]}
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
//! Format 1 is read, too: it has no symbols, so that `<container:1>` is text like any other, and none of the keys
//! `bound`, `multiplex`, `file` and `tar`. So is format 2, in which `tar` holds no symbol.
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
//! | `repeat` | on a `GET` or `HEAD` request: asked in a loop, so any number of times at replay |
//! | `match` | on a request: `"target"` says that nothing of its body is compared |
//! | `redacted` | beside bytes: some of them were overwritten, the length is right |
//! | `bound` | the values of the symbols that this line is the first to name |
//!
//! Where a connection became a raw stream, the client may end twice: the body of its request, above the reply, and the
//! stream. A header that was there several times is one value with line feeds between.
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
//! | `multiplex` | whole frames of a container's output: `stdin`, `stdout` or `stderr`, and the text. Each stands for eight bytes (the number of the stream, three zeros, the length of the text as 32 bits, big-endian) and the text |
//! | `base64` | anything else |
//! | `file` | the name of a file beside the fixture, which holds the bytes. Frames of the engine only |
//! | `digest`, `bytes` | not stored: `sha256:` and 64 hexadecimal digits, and the length. Requests only; format 1 has `fnv1a64:` and 16 digits |
//! | `tar` | an archive that is not stored: `sha256:` and the digest of its entries. Requests only |
//!
//! `<redacted>` inside a string of a request stands for any text; a replayer hands it back as `redacted`, which is
//! valid in a header, in JSON and as base64.
//!
//! ## Long bodies
//!
//! What the engine sends goes to a file as soon as it is more than 64 KiB, or from the start, where the length or a media
//! type such as `application/x-tar` says what comes. Its name is that of the fixture without `.jsonl`, `.sha256-` and the
//! SHA-256 of its bytes, so that a reader knows when others are there. A run of bytes ends where the client does
//! something, so that the order of what led to what stays; how a run was cut into pieces is not kept, and symbols do not
//! reach into it.
//!
//! A client's bytes are stored if they are JSON, a raw stream or at most 4 KiB, and otherwise digested. Bytes that are
//! an archive, whatever the media type says, are always digested by entry, so that times, owners and the order do not
//! matter. The digest of an entry is the SHA-256 of these fields, a zero byte after each, and of its data:
//!
//! - its type: the byte in its header, where every form of a regular file is `0`
//! - its path without `./` and `/` in front and `/` at the end
//! - its permission bits (the lowest twelve) in octal, without zeros in front
//! - the path that a link leads to, or nothing
//! - its size in decimal
//!
//! Long names and sizes in extended headers are in force; nothing else of these is. The digest of the archive is the
//! SHA-256 of the digests of its entries, as bytes, sorted. Two archives in which one path comes twice, in another order,
//! are not told apart.
//!
//! # Symbols
//!
//! What the engine chooses is written as `<kind:number>`, numbered from 1 within its kind, so that two recordings of
//! one scenario differ in `t` and `bound` only. The first line that names a symbol says in `bound` what it stands for,
//! and a reader puts that back wherever the symbol stands: in targets, header values, strings and keys of JSON,
//! `utf8`, `multiplex`, `base64`, `file` and `tar`. So a replay hands out what the engine really said, and a request has to use it.
//!
//! | form | stands for |
//! |---|---|
//! | `<container:1>` | the whole value |
//! | `<container:1:12>` | its first 12 characters. If the short form was met first, a later line may bind a longer value that begins with it; the longest counts everywhere |
//! | `"<pid:1:number>"` | as a whole string of `json`: the value as a JSON number |
//!
//! | kind | what is one |
//! |---|---|
//! | `container` `image` `exec` `network` `volume` `endpoint` `sandbox` `plugin` `id` | 64 hexadecimal digits, or 12, or the 11 that Podman says as `Hostname` of an image and after `-->`. Which of them, its key or the request's path tells; it says nothing more |
//! | `id` | also what an engine's language made up: the digits at the end of the name of a file in `/tmp/`, and an address in memory |
//! | `node` `service` `task` `secret` `config` `swarm` | 25 lowercase letters and digits |
//! | `uuid`, `engine` | a UUID; twelve groups of four capitals and digits |
//! | `time` | a time as RFC 3339 or Go write it, to the precision that the engine gave; a number that can be a Unix time from 2020 to 2039, in seconds, milli-, micro- or nanoseconds |
//! | `age` | in `Status`: `2 seconds`, `Less than a second` |
//! | `port` | `HostPort`, `PublicPort`, `PublishedPort` that no request named |
//! | `address`, `mac` | an IPv4 address but those of the loopback, `0.0.0.0` and broadcast; IPv6 by its key; a hardware address |
//! | `name` | under `Name`, `Names`, `name`: two words with `_` between, which no request named |
//! | `version` | `Index`, which an update of a Swarm object must state |
//! | `pid`, `measure` | `Pid`; every number of `stats`, its pids too, `top` and `system/df`, and those of `info` that count; its `Uptime` |
//! | `certificate` | the root of trust of a Swarm |
//! | `body` | all of `base64` if it is an archive of the engine, and every `file`; and `tar` where the client hands an archive back that stands in this file |
//! | `stat` | the header `x-docker-container-path-stat`, which has a time in it |
//! | `text` | text that only looks like a symbol |
//!
//! Equal values of one kind are one symbol, except `age`, `pid`, `measure`, `body`, `stat` and a `time` in whole
//! seconds, where they are equal by chance; a request then names the newest.
//! What a request said first is the client's own and stays as it is; the one exception are `since` and `until`, which
//! clients make of times that the engine told. Sizes of images, layers and files are not symbols: the same content has
//! the same size. Bytes that are not readable stay as they are, and so does an id that is cut by two frames.
//!
//! A person may use a symbol that no line binds. Then a reader makes its value up: the lowercase hexadecimal SHA-256
//! of `kind:number` for ids, and something plausible for the rest. A symbol in a request that nothing above has named
//! on the engine's side, and that its own line does not bind, is an error.
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
mod recorded;

use serde::{Deserialize, Serialize};

use crate::version::ApiVersion;

pub use error::FixtureError;
pub use fixture::Fixture;
pub use recorded::Recorded;

pub(crate) use content::{Content, is_json};
pub(crate) use digest::{Digesting, Sha, TarDigest, hex};
pub(crate) use fixture::{Event, Exchange, Happening};
pub(crate) use line::{Channel, Compare, End, Failure, Line, ReplyHead, RequestHead, Side};

/// The number of the format that this crate writes, and the newest that it reads.
pub const FORMAT: u32 = 3;

/// What stands where a secret was.
pub const REDACTED: &str = "<redacted>";

/// The largest body that is stored beside its head: 64 KiB.
pub(crate) const BESIDE_HEAD: usize = 64 << 10;

/// Reads the lines of a fixture as they stand there, symbols and all, with their numbers.
pub(crate) fn lines(text: &str, name: &str) -> Result<Vec<(usize, Line)>, FixtureError> {
    read::lines(text, name)
}

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
