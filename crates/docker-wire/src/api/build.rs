//! The build cache.

mod prune;

pub use prune::Prune;
