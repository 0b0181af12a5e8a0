//! Configs of a swarm: files for containers that are not secret. A manager answers; other engines refuse.

mod create;
mod inspect;
mod list;
mod remove;
mod update;

pub use create::Create;
pub use inspect::Inspect;
pub use list::List;
pub use remove::Remove;
pub use update::Update;
