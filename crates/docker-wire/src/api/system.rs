//! The engine itself.

mod auth;
mod data_usage;
mod events;
mod info;
mod ping;
mod ping_head;
mod version;

pub use auth::Auth;
pub use data_usage::DataUsage;
pub use events::Events;
pub use info::Info;
pub use ping::Ping;
pub use ping_head::PingHead;
pub use version::Version;
