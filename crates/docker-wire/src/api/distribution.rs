//! Registries, seen through the engine.

mod inspect;

pub use inspect::Inspect;
