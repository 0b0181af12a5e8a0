//! Tasks of a swarm. A manager answers; other engines refuse.

mod inspect;
mod list;
mod logs;

pub use inspect::Inspect;
pub use list::List;
pub use logs::Logs;
