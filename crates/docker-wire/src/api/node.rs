//! Nodes of a swarm. A manager answers; other engines refuse.

mod inspect;
mod list;
mod remove;
mod update;

pub use inspect::Inspect;
pub use list::List;
pub use remove::Remove;
pub use update::Update;
