//! Commands in running containers.

mod create;
mod inspect;
mod resize;
mod start;

pub use create::Create;
pub use inspect::Inspect;
pub use resize::Resize;
pub use start::{Start, StartDetached};
