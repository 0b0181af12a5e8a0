//! Services of a swarm. A manager answers; other engines refuse.

mod create;
mod inspect;
mod list;
mod logs;
mod remove;
mod update;

pub use create::Create;
pub use inspect::Inspect;
pub use list::List;
pub use logs::Logs;
pub use remove::Remove;
pub use update::{RegistryAuthFrom, Update};
