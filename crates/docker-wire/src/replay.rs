//! Record what passes between a client and an engine, and replay it without the engine.
//!
//! Both are transports, below HTTP upgrade: attach, exec and bodies that stream are recorded frame by frame. The
//! first thing to do is to choose the fake:
//!
//! | to test | use |
//! |---|---|
//! | code that talks to Docker, as a whole, offline | [`Session`]: the scenario is written once, recorded with `DOCKER_WIRE_MODE=record`, replayed ever after |
//! | the same, with the transport in your hands | [`Recorder`] and [`Replayer`] |
//! | several connections in one file: an engine and something else | [`Recording::wrap`] and [`Replayer::lane`] |
//! | what your code does when the engine fails: a stream cut, a reset, a status | [`Replayer::edit`] with an [`Edit`] |
//! | whether a fixture still tells the truth | the mode `verify`, or [`Alike`] and [`Drift`] of two recordings |
//! | one answer that no engine gives at will | [`Replayer::parse`] with a fixture of three lines |
//! | how a request is assembled | no fake: [`prepare`](crate::operation::prepare) is a pure function |
//! | your own reaction to your own trait | your own fake; this module is about the wire |
//!
//! # Examples
//!
//! ```
//! use docker_wire::{ApiVersion, Daemon, replay::Replayer};
//!
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! let fixture = r#"{"fixture":3}
//! {"x":0,"t":0,"request":{"method":"GET","target":"/version"}}
//! {"x":0,"t":2,"reply":{"status":200},"json":{"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12"}}
//! {"t":2,"end":"recording"}
//! "#;
//! let replay = Replayer::parse(fixture, "inline")?;
//! let docker = Daemon::over(replay.clone());
//! assert_eq!(docker.versions().await?.max, "1.41".parse::<ApiVersion>()?);
//! replay.finish()?;
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! # The modes of a session
//!
//! | mode | engine | fixture |
//! |---|---|---|
//! | `replay` | none | read; every request must be as recorded, and all of them must come |
//! | `record` | live | written |
//! | `once` | live, if there is no fixture | written, if there is none |
//! | `live` | live | not looked at |
//! | `verify` | live | compared, and left as it is |
//!
//! [`MODE_VARIABLE`] or [`Session::mode`] says which. Where `CI` is set, `record` and `once` are refused.
//!
//! # What is written
//!
//! [`format`](mod@format) describes the file, [`redact`] what never gets into it. Nothing here knows an operation or
//! a model of the API.

pub mod drift;
pub mod format;
pub mod redact;

mod recorder;
mod replayer;
mod route;
mod session;
mod symbols;
#[cfg(test)]
mod tests;

pub use drift::{Alike, Drift};
pub use format::{Engine, Fixture, FixtureError, Header, Recorded};
pub use recorder::{Options, Recorder, Recording, Report};
pub use replayer::{Edit, Lane, NoSuchExchange, Replayer, Target, Timing, Unfinished};
pub use session::{MODE_VARIABLE, Mode, Session, SessionError};
