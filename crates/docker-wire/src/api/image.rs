//! Images.

mod build;
mod import;
mod inspect;
mod list;
mod pull;
mod reference;
mod remove;
mod tag;
#[cfg(test)]
pub(super) mod tests;

pub use build::{Build, BuilderVersion};
pub use import::Import;
pub use inspect::Inspect;
pub use list::List;
pub use pull::Pull;
pub use remove::Remove;
pub use tag::Tag;
