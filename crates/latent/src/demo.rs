//! The demonstration: one latent worker's whole life, on whatever engine is there.
//!
//! It needs no registry and no network: the worker's image is made from this very executable and the shared
//! objects that it has loaded ([`files`]). Without an engine it replays the recording of a real one; the code is the
//! same, only the transport is another.

pub mod files;
pub mod play;
pub mod worker;

/// A recording of the demonstration on a real engine.
pub const RECORDING: &str = include_str!("../demo/recording.jsonl");

/// The lane of the demonstration's recording.
pub const LANE: &str = "engine";
