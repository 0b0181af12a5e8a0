//! Volumes.

mod create;
mod inspect;
mod list;
mod prune;
mod remove;
mod update;

pub use create::Create;
pub use inspect::Inspect;
pub use list::List;
pub use prune::Prune;
pub use remove::Remove;
pub use update::Update;
