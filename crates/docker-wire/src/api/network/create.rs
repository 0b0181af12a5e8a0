//! `POST /networks/create`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::{ConfigReference, Ipam, NetworkCreateBody, NetworkCreated},
    operation::{Operation, Parts},
    reply::Json,
};

/// Makes a network.
///
/// # Examples
///
/// ```no_run
/// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
/// use docker_wire::{api::network, model::{Ipam, IpamConfig}};
///
/// let range = IpamConfig::new().subnet("172.28.0.0/16");
/// let made = docker.send(network::Create::new("workers").ipam(Ipam::new().config([range]))).await?;
/// println!("{}", made.id);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::is_conflict`](crate::Error::is_conflict) if the name is taken.
///
/// # Cancel safety
///
/// The engine may have made it: look for it by its name or a label.
///
/// # API version
///
/// In every version. The docs of the fields say which are younger.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Create {
    body: NetworkCreateBody,
}

impl Create {
    /// Makes the operation for a network of a name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { body: NetworkCreateBody::new().name(name) }
    }

    setters! { [body]
        /// Sets whether a second network of the name is refused; later engines always do. Until API 1.45.
        check_duplicate: flag,
        /// Sets the driver.
        driver: text,
        /// Sets the scope: `local` or `swarm`. Since API 1.30.
        scope: text,
        /// Sets whether nothing outside can be reached.
        internal: flag,
        /// Sets whether containers may connect to this network of a swarm. Since API 1.25.
        attachable: flag,
        /// Sets whether it carries the published ports of a swarm. Since API 1.29.
        ingress: flag,
        /// Sets whether it is only settings for others. Since API 1.30.
        config_only: flag,
        /// Sets the network that its settings come from. Since API 1.30.
        config_from: one(ConfigReference),
        /// Sets how addresses are given.
        ipam: one(Ipam),
        /// Sets whether it has IPv4. Since API 1.48.
        enable_ipv4: flag,
        /// Sets whether it has IPv6.
        enable_ipv6: flag,
        /// Sets options of the driver.
        options: secret_options,
        /// Sets labels.
        labels: options,
    }

    /// Sets a field of the body that this crate does not know.
    #[must_use]
    pub fn extra(mut self, key: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.body = self.body.extra(key, value);
        self
    }
}

impl Operation for Create {
    type Reply = Json<NetworkCreated>;
    const ROW: &'static Row = &rows::NETWORK_CREATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().json(&self.body)
    }
}
