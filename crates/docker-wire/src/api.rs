//! The operations, one per file, grouped as the engine's specification groups them.
//!
//! An operation is a value: it is made, given what it should say by setters named as the API's fields, and sent with
//! [`Client::send`](crate::Client::send). What of it a version of the API cannot say is the
//! [catalogue](crate::catalogue)'s business; nothing here knows versions.

mod contents;
mod filters;
mod seconds;
mod signal;
#[cfg(test)]
mod tests;
mod timestamp;

pub mod build;
pub mod checkpoint;
pub mod config;
pub mod container;
pub mod distribution;
pub mod exec;
pub mod image;
pub mod network;
pub mod node;
pub mod plugin;
pub mod secret;
pub mod service;
pub mod session;
pub mod swarm;
pub mod system;
pub mod task;
pub mod volume;

pub use contents::Contents;
pub(crate) use contents::Source;
pub use filters::Filters;
pub use signal::Signal;
pub use timestamp::Timestamp;

/// Makes the setters of an operation; in brackets stands the field that they lie in, if they lie in one.
macro_rules! setters {
    ($place:tt $($(#[$doc:meta])* $field:ident: $kind:ident $(($of:ty))?,)*) => {
        $(crate::model::macros::setter!($(#[$doc])* $place $field: $kind $(($of))?);)*
    };
}
use setters;

/// Writes a value as the JSON text that some query parameters are.
fn json_text(value: &impl serde::Serialize) -> Result<String, String> {
    serde_json::to_string(value).map_err(|error| error.to_string())
}
