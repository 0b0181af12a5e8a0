//! The demonstration: one latent worker's whole life, on whatever engine is there.
//!
//! It needs no registry and no network: the worker's image is made from this very executable and the shared
//! objects that it has loaded.

pub mod files;
pub mod worker;
