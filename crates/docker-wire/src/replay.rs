//! Record and replay.

pub mod format;
pub mod recorder;
pub mod redact;
pub mod replayer;
