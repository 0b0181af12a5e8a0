//! `POST /swarm/join`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::{NodeAvailability, SwarmJoinBody},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Makes the engine a node of a swarm: a worker or a manager, as the token says.
///
/// # Errors
///
/// Status 503 if the engine is in a swarm already, 500 if the token cannot be one or no manager was reached within 20
/// seconds; in the latter case the engine goes on trying.
///
/// # Cancel safety
///
/// The engine goes on trying to join.
///
/// # API version
///
/// In every version; the docs of the setters say which are younger.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Join {
    body: SwarmJoinBody,
}

impl Join {
    /// Makes the operation for managers of the swarm by address, and a token of theirs, which is never shown.
    pub fn new(remote_addrs: impl IntoIterator<Item: Into<String>>, join_token: impl Into<String>) -> Self {
        let body = SwarmJoinBody::new().remote_addrs(remote_addrs).join_token(join_token);
        // An engine refuses to join without, even as a worker, which listens to nobody.
        Self { body: body.listen_addr("0.0.0.0:2377") }
    }

    setters! { [body]
        /// Sets where managers listen to each other: an address or interface, and perhaps a port. `0.0.0.0:2377` unless
        /// set.
        listen_addr: text,
        /// Sets where other nodes reach this one: an address or interface, and perhaps a port.
        advertise_addr: text,
        /// Sets the address or interface of data between containers. Since API 1.30.
        data_path_addr: text,
        /// Sets whether this node gets tasks. Since API 1.28.
        availability: one(NodeAvailability),
    }

    /// Sets a field of the body that this crate does not know.
    #[must_use]
    pub fn extra(mut self, key: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.body = self.body.extra(key, value);
        self
    }
}

impl Operation for Join {
    type Reply = Empty;
    const ROW: &'static Row = &rows::SWARM_JOIN;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().json(&self.body)
    }
}
