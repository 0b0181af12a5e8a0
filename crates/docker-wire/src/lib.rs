//! A low-level client for the versioned Docker Engine API.

pub mod api;
pub mod auth;
pub mod body;
pub mod catalogue;
pub mod client;
pub mod codec;
pub mod error;
pub mod model;
pub mod operation;
#[cfg(feature = "replay")]
pub mod replay;
pub mod reply;
pub mod transport;
mod version;

pub use body::{Body, Duplex};
pub use client::{
    Client, Daemon,
    host::{Host, HostError, Resolution},
};
pub use error::{Error, Phase, TransportError};
pub use operation::Operation;
pub use transport::Transport;
pub use version::{ApiVersion, ParseVersionError};
