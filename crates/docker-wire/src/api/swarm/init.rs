//! `POST /swarm/init`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::{NodeAvailability, SwarmInitBody, SwarmSpec},
    operation::{Operation, Parts},
    reply::Json,
};

/// Begins a swarm with the engine as its first manager. The reply is the id of its node.
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::api::swarm;
///
/// let node = docker.send(swarm::Init::new("0.0.0.0:2377").advertise_addr("192.0.2.1")).await?;
/// let tokens = docker.send(swarm::Inspect::new()).await?.into_inner().join_tokens;
/// println!("node {}", *node);
/// # let _ = tokens;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Status 503 if the engine is in a swarm already, 400 if it has several addresses and none was advertised.
///
/// # Cancel safety
///
/// The engine goes on, and is in a swarm then.
///
/// # API version
///
/// In every version; the docs of the setters say which are younger.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Init {
    body: SwarmInitBody,
}

impl Init {
    /// Makes the operation for where managers listen: an address or interface, and perhaps a port.
    pub fn new(listen_addr: impl Into<String>) -> Self {
        Self { body: SwarmInitBody::new().listen_addr(listen_addr) }
    }

    setters! { [body]
        /// Sets where other nodes reach this one: an address or interface, and perhaps a port.
        advertise_addr: text,
        /// Sets the address or interface of data between containers. Since API 1.30.
        data_path_addr: text,
        /// Sets the UDP port of data between containers. Since API 1.40.
        data_path_port: int,
        /// Sets networks that subnets of overlay networks are cut from. Since API 1.39.
        default_addr_pool: texts,
        /// Sets whether a new swarm is made of this manager's state, with it alone.
        force_new_cluster: flag,
        /// Sets the length of the mask of those subnets. Since API 1.39.
        subnet_size: int,
        /// Sets how the swarm is run.
        spec: one(SwarmSpec),
        /// Sets whether managers need a key after a restart; engines heed the one in `spec`. Since API 1.25.
        auto_lock_managers: flag,
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

impl Operation for Init {
    type Reply = Json<String>;
    const ROW: &'static Row = &rows::SWARM_INIT;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().json(&self.body)
    }
}
