//! A low-level client for the versioned Docker Engine API.
//!
//! Precise about API versions, streaming throughout, and testable offline against recordings of real engines. It
//! speaks the Engine API as it is: one value for each operation, fields named as the API's, nothing retried or
//! guessed behind your back. [`latent`](https://docs.rs/latent), which runs CI workers in containers, is built on it.
//!
//! # Pin a version, create a container
//!
#![cfg_attr(feature = "net", doc = "```no_run")]
#![cfg_attr(not(feature = "net"), doc = "```ignore")]
//! use docker_wire::{ApiVersion, Daemon, Resolution, api::container};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! // The engine that the `docker` command would take: DOCKER_HOST, the current context, the default socket.
//! let docker = Daemon::found(&Resolution::from_environment(None)?)?.pin(ApiVersion::V1_41);
//!
//! let create = container::Create::new("busybox").name("greeter").cmd(["echo", "hello"]);
//! let created = docker.send(create).await?;
//! docker.send(container::Start::new(&created.id)).await?;
//!
//! let mut logs = docker.send(container::Logs::new(&created.id).follow(true)).await?;
//! while let Some(piece) = logs.next().await {
//!     print!("{}", String::from_utf8_lossy(&piece?.bytes));
//! }
//! let exit = docker.send(container::Wait::new(&created.id)).await?.exit().await?;
//! docker.send(container::Remove::new(&created.id)).await?;
//! assert_eq!(exit.code, 0);
//! # Ok(())
//! # }
//! ```
//!
//! # Three promises
//!
//! - **What the pinned version cannot say never leaves the process.** An old engine silently ignores a field that it
//!   does not know; this client refuses to send it, and says which version has it.
//! - **A recorded run replays offline**, attach and exec included, and a request that differs from the recorded one
//!   fails with the difference.
//! - **An error tells whether the engine may have acted.** [`Error::may_have_reached_engine`] is the difference
//!   between trying again and leaking a container.
//!
//! The first two, with an engine of two lines:
//!
#![cfg_attr(feature = "replay", doc = "```")]
#![cfg_attr(not(feature = "replay"), doc = "```ignore")]
//! use docker_wire::{ApiVersion, Daemon, Phase, api::container, replay::Replayer};
//!
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! let replay = Replayer::parse(
//!     r#"{"fixture":3}
//! {"x":0,"t":0,"request":{"method":"POST","target":"/v1.40/containers/create?name=w-1","headers":{"content-type":"application/json"}},"json":{"Image":"alpine"}}
//! {"x":0,"t":9,"reply":{"status":201},"json":{"Id":"8f3a","Warnings":[]}}
//! {"t":9,"end":"recording"}
//! "#,
//!     "inline",
//! )?;
//! let docker = Daemon::over(replay.clone()).pin(ApiVersion::V1_40);
//! let create = container::Create::new("alpine").name("w-1");
//!
//! // `platform` came with 1.41: nothing is sent.
//! let error = docker.send(create.clone().platform("linux/arm64")).await.unwrap_err();
//! assert_eq!(error.phase(), Phase::Prepare);
//! assert_eq!(error.gated().and_then(|gated| gated.since), Some(ApiVersion::V1_41));
//! assert!(!error.may_have_reached_engine());
//!
//! assert_eq!(docker.send(create).await?.id, "8f3a");
//! replay.finish()?; // All that was recorded was asked for.
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! # Versions
//!
//! A [`Daemon`] is an engine of which no version is pinned. [`Daemon::pin`] fixes one without I/O, and
//! [`Daemon::negotiate`] asks the engine and takes the newest that both sides have; the [`Client`] that comes of
//! it keeps its version for life, and the version stands in the path of each request. What each version has, from
//! [`ApiVersion::OLDEST`] to [`ApiVersion::NEWEST`], is the [`catalogue`]. A [`Policy`](catalogue::Policy) other than
//! the default sends all the same, or leaves out, what a version lacks.
//!
//! # Errors
//!
//! [`Error`] is opaque; [`Error::phase`] tells how far the request got:
//!
//! | phase | what happened | may have reached the engine |
//! |---|---|---|
//! | [`Prepare`](Phase::Prepare) | gated, or wrong input | no |
//! | [`Connect`](Phase::Connect) | no connection could be had | no |
//! | [`Exchange`](Phase::Exchange) | the connection failed, or a timer fired | yes |
//! | [`Answer`](Phase::Answer) | the engine says no, in its status or within a stream | yes |
//! | [`Decode`](Phase::Decode) | the engine's answer could not be read | yes |
//!
//! Then there are predicates such as [`Error::is_not_found`] and [`Error::is_conflict`], and the engine's own
//! [`message`](Error::message). A reply does not fail to decode because a field is missing, `null` or new.
//!
//! # Streams
//!
//! [`Client::send`] returns as soon as the head of the reply is there; [`Logs`](reply::Logs),
//! [`Progress`](reply::Progress), [`Lines`](reply::Lines), [`Archive`](reply::Archive) and
//! [`Hijacked`](reply::Hijacked) go on from there, piece by piece, and never hold a whole stream in memory. An error
//! that the engine reports inside a stream is an error, and so is a stream that ends before its end. Attach and exec
//! are raw two-way streams with real half-close.
//!
//! # Your tests, offline
//!
//! With the feature `replay`, code that talks to Docker is tested against a recording of a real engine. The code takes a
//! [`Client`] or a [`Daemon`]; the test names a scenario and runs it:
//!
#![cfg_attr(feature = "replay", doc = "```")]
#![cfg_attr(not(feature = "replay"), doc = "```ignore")]
//! use docker_wire::{ApiVersion, Client, Error, api::container, replay::Session};
//!
//! async fn exit_code(docker: &Client, line: &str) -> Result<i64, Error> {
//!     let created = docker.send(container::Create::new("busybox").cmd(["sh", "-c", line])).await?;
//!     docker.send(container::Start::new(&created.id)).await?;
//!     let exit = docker.send(container::Wait::new(&created.id)).await?.exit().await?;
//! #   let mut logs = docker.send(container::Logs::new(&created.id)).await?;
//! #   while logs.next().await.transpose()?.is_some() {}
//!     docker.send(container::Remove::new(&created.id)).await?;
//!     Ok(exit.code)
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! # let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/fixtures");
//! let code = Session::scenario("greeting") // fixtures/greeting.jsonl
//! #   .fixture_dir(fixtures)
//!     .run(|docker| async move { exit_code(&docker.pin(ApiVersion::V1_41), "echo hello, world; exit 3").await })
//!     .await??;
//! assert_eq!(code, 3);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! `DOCKER_WIRE_MODE=record cargo test` writes the fixture from the engine that the `docker` command would take, and
//! says what was redacted; plain `cargo test` needs no engine; `DOCKER_WIRE_MODE=verify cargo test` asks an engine whether
//! it still behaves as recorded. A request that differs from the recorded one fails with the difference, and so does a
//! test that stops asking early. With `Replayer::open` the transport is in your hands, and with `Edit` every recorded
//! success becomes a failure: a stream cut at a byte, a reset, another status. All of it is in the module `replay`.
//!
//! # Cancel safety
//!
//! Dropping a future or a stream closes its connection at once; the engine may have acted on what was sent. No other
//! exchange is touched, and no connection is used again unless its last reply was read to the end. Each method that
//! reads a stream says whether a piece can be lost; `next` never loses one.
//!
//! # Time
//!
//! Four timers, which [`Timeouts`](transport::Timeouts) sets for a client, a daemon or one request: `connect`, `head`,
//! `idle` and `total`. [`Error::timer`] says which one fired. They need a runtime of tokio whose time is enabled.
//!
//! # Traces
//!
//! Each request is a span `exchange` of the target `docker_wire` at the level `debug`, with the operation, the version,
//! the endpoint, the status, the bytes of the reply, how it ended and after how many microseconds. Neither paths nor
//! bodies are in it, and while nobody listens it costs nothing that can be measured.
//!
//! # Features
//!
//! | feature | default | what |
//! |---|---|---|
//! | `net` | yes | real transports: unix sockets and TCP, on hyper and tokio |
//! | `tls` | no | TLS on TCP, by rustls with its provider `ring`, or with a configuration of the caller's |
//! | `native-certs` | no | with `tls`, the system's certificates where no CA is named |
//! | `ssh` | no | engines of other machines, by the programs `ssh` here and `docker` there |
//! | `credentials` | no | credentials for registries from where `docker login` keeps them, helpers included |
//! | `replay` | no | recorder and replayer |
//! | `gzip`, `zstd` | no | build contexts that are compressed as they are sent |
//! | `serve` | no | a transport served as an engine, for clients in any language |
//! | `cli` | no | the tool `docker-wire`: questions to the catalogue, a recording proxy and a replaying engine |
//!
//! Without any, requests can be made and replies be decoded over a transport of your own.

pub mod api;
pub mod auth;
pub mod body;
pub mod catalogue;
#[cfg(feature = "cli")]
pub mod cli;
pub mod client;
pub mod codec;
pub mod context;
pub mod copy;
pub mod error;
pub mod follow;
pub mod model;
mod nearest;
pub mod operation;
#[cfg(feature = "replay")]
pub mod replay;
pub mod reply;
pub mod run;
#[cfg(feature = "serve")]
pub mod serve;
pub mod transport;
mod version;

pub use body::{Body, Duplex};
pub use client::{
    Client, Daemon,
    host::{Host, HostError},
    resolution::Resolution,
};
pub use error::{Error, Phase, TransportError};
pub use operation::Operation;
pub use transport::Transport;
pub use version::{ApiVersion, ParseVersionError};
