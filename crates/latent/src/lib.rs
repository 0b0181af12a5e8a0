//! Latent CI workers.

pub mod fleet;
pub mod master;
pub mod port;
