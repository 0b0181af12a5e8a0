//! The live suite: needs a real engine and a real Buildbot, and is run by `cargo xtask live` only.

#![expect(clippy::panic, reason = "helpers of tests fail the test that called them")]

mod ground;
