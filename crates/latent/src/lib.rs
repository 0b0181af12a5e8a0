//! Latent CI workers: containers that exist only while a Buildbot master has work for them.
//!
//! A worker exists in configuration only. When the master has a build for it, a container is created, is told where
//! its master is, attaches, builds, and is discarded when idle. [`service`] puts everything together as the program
//! `latent run` does; [`demo`] shows a whole life without any master.
//!
//! ```text
//! main → cli ─┬→ service ─┬→ config                              ─┐
//!             │           ├→ master/{buildbot,exec,in_process}    ├→ port → fleet → std, serde
//!             │           ├→ engine/container                     │
//!             │           └→ driver ──────────────────────────────┤
//!             └→ control ───→ report ──────────────────────────────┘
//! ```
//!
//! [`fleet`] decides and does no I/O; [`driver`] owns it; [`port`] says what it needs of the outside. [`report`] keeps
//! what people are told of each worker, and [`control`] is the door through which they ask a running process.

pub mod cli;
pub mod config;
pub mod control;
pub mod demo;
pub mod driver;
pub mod engine;
pub mod fleet;
pub mod master;
pub mod port;
pub mod report;
pub mod service;
pub mod state;
