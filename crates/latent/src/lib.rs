//! Latent CI workers.

pub mod fleet;
pub mod port;
