//! `POST /networks/{id}/connect`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::{EndpointSettings, NetworkConnectBody},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Connects a container to a network.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none; if it is connected already.
///
/// # Cancel safety
///
/// The engine may have done it.
///
/// # API version
///
/// In every version. The docs of the fields say which are younger.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Connect {
    id: String,
    body: NetworkConnectBody,
}

impl Connect {
    /// Makes the operation for a network and a container, each by id or name.
    pub fn new(id: impl Into<String>, container: impl Into<String>) -> Self {
        Self { id: id.into(), body: NetworkConnectBody::new().container(container) }
    }

    setters! { [body]
        /// Sets the container's place in the network.
        endpoint_config: one(EndpointSettings),
    }

    /// Sets a field of the body that this crate does not know.
    #[must_use]
    pub fn extra(mut self, key: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.body = self.body.extra(key, value);
        self
    }
}

impl Operation for Connect {
    type Reply = Empty;
    const ROW: &'static Row = &rows::NETWORK_CONNECT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().path("id", self.id).json(&self.body)
    }
}
