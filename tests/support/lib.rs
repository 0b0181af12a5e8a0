//! What the test targets of this repository share.
//!
//! - [`events`]: what a master and an engine tell of by themselves.
//! - [`front`]: a web server with TLS before a master.
//! - [`gate`]: a socket before an engine's that holds up one request or its answer.
//! - [`latent`]: the program `latent` as a process, and a folder for its configuration and state.
//! - [`live`]: the real engines that `cargo xtask live` started, and the folder for what a test leaves while it runs.
//! - [`master`]: a real Buildbot master for as long as a test holds it.
//! - [`own_engine`]: an engine that one test alone may restart, kill and freeze.
//! - [`proxy`]: a socket before an engine's that notes what is asked.
//! - [`random`]: numbers from a seed.
//! - [`reach`]: engines behind TLS and behind SSH.
//! - [`raw`]: HTTP by hand, so that what is left on an engine is counted by code that shares nothing with ours.

#![expect(clippy::panic, reason = "a helper that cannot do its work fails the test that called it")]

pub mod events;
pub mod front;
pub mod gate;
pub mod latent;
pub mod live;
pub mod master;
pub mod own_engine;
pub mod proxy;
pub mod random;
pub mod raw;
pub mod reach;

/// The examples of the README, which compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
