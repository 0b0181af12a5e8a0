//! Commands in running containers.

mod create;
mod inspect;
mod start;

pub use create::Create;
pub use inspect::Inspect;
pub use start::{Start, StartDetached};
