//! Images.

mod attestations;
mod build;
mod commit;
mod history;
mod import;
mod inspect;
mod list;
mod load;
mod prune;
mod pull;
mod push;
mod remove;
mod save;
mod save_all;
mod search;
mod tag;
#[cfg(test)]
pub(super) mod tests;

pub use attestations::Attestations;
pub use build::{Build, BuilderVersion};
pub use commit::Commit;
pub use history::History;
pub use import::Import;
pub use inspect::Inspect;
pub use list::List;
pub use load::Load;
pub use prune::Prune;
pub use pull::Pull;
pub use push::Push;
pub use remove::Remove;
pub use save::Save;
pub use save_all::SaveAll;
pub use search::Search;
pub use tag::Tag;
