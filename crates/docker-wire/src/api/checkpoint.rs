//! Checkpoints of containers, on engines with experimental features.

mod create;
mod list;
mod remove;

pub use create::Create;
pub use list::List;
pub use remove::Remove;
