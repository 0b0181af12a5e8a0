//! The engine itself.

mod events;
mod info;
mod ping;
mod version;

pub use events::Events;
pub use info::Info;
pub use ping::Ping;
pub use version::Version;
