//! The rules of `tests/architecture`: what the tree itself must hold, whatever the code does.
//!
//! One file per rule. Each reads the tree through [`source`] and also judges a planted violation, so that a rule
//! that can no longer fail is itself a failure. A finding names file and line, and the rule says what to do.

#![expect(clippy::expect_used, reason = "helpers of tests fail the test that called them")]

mod dependencies;
mod layers;
mod layout;
mod paths;
mod purity;
mod secrets;
mod sizes;
mod source;
