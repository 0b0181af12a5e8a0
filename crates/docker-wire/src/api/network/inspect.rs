//! `GET /networks/{id}`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::NetworkInspect,
    operation::{Operation, Parts},
    reply::Json,
};

/// Asks for everything that the engine knows about a network.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version; `verbose` since 1.28, `scope` since 1.31.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Inspect {
    id: String,
    verbose: Option<bool>,
    scope: Option<String>,
}

impl Inspect {
    /// Makes the operation for a network by id or name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), verbose: None, scope: None }
    }

    setters! { []
        /// Sets whether services of a swarm come along. Since API 1.28.
        verbose: flag,
        /// Sets the scope, where several networks have the name. Since API 1.31.
        scope: text,
    }
}

impl Operation for Inspect {
    type Reply = Json<NetworkInspect>;
    const ROW: &'static Row = &rows::NETWORK_INSPECT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).query("verbose", self.verbose).query("scope", self.scope))
    }
}
