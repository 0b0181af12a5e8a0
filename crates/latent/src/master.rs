//! Where work comes from: the implementations of [`port::Master`](crate::port::Master).
//!
//! [`buildbot`] watches a real, unmodified Buildbot master from outside. [`in_process`] is a channel and a handle,
//! for embedding and tests; the rules by which it hands out work are in [`desk`], which does no I/O.

pub mod buildbot;
pub mod desk;
pub mod exec;
pub mod in_process;
mod matching;
