//! `latent` as a whole, against recordings of a real engine and a real Buildbot master.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stop the test, as tests do")]

mod demo;
mod recorded_run;
