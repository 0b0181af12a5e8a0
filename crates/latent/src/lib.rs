//! Latent CI workers.

pub mod config;
pub mod fleet;
pub mod master;
pub mod port;
pub mod state;
