//! docker-wire against recordings of a real engine, and against servers of a few lines.
//!
//! - [`scenarios`]: written once, run in replay (default), record and live mode.
//! - [`corpus`]: the recordings as a whole.
//! - [`faults`]: the recorded streams, cut and broken.
//! - [`gates`]: what is refused before anything is sent.
//! - [`observed`]: what engines did with what their version has not.
//! - [`pool`]: how many connections are made.
//! - [`trouble`]: engines that are dead, hang, stop in the middle or come back.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stop the test, as tests do")]

mod corpus;
mod faults;
mod gates;
mod observed;
mod pool;
mod scenarios;
mod server;
mod trouble;
