//! `POST /networks/{id}/disconnect`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::NetworkDisconnectBody,
    operation::{Operation, Parts},
    reply::Empty,
};

/// Disconnects a container from a network.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none; if it is not connected.
///
/// # Cancel safety
///
/// The engine may have done it.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Disconnect {
    id: String,
    body: NetworkDisconnectBody,
}

impl Disconnect {
    /// Makes the operation for a network and a container, each by id or name.
    pub fn new(id: impl Into<String>, container: impl Into<String>) -> Self {
        Self { id: id.into(), body: NetworkDisconnectBody::new().container(container) }
    }

    setters! { [body]
        /// Sets whether it is disconnected although it is gone.
        force: flag,
    }

    /// Sets a field of the body that this crate does not know.
    #[must_use]
    pub fn extra(mut self, key: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.body = self.body.extra(key, value);
        self
    }
}

impl Operation for Disconnect {
    type Reply = Empty;
    const ROW: &'static Row = &rows::NETWORK_DISCONNECT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().path("id", self.id).json(&self.body)
    }
}
