//! Secrets of a swarm: what containers see and nobody is told. A manager answers; other engines refuse.

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
