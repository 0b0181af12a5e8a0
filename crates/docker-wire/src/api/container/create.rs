//! `POST /containers/create`

use serde::Serialize;

use crate::{
    catalogue::{Row, rows},
    model::{ContainerConfig, ContainerCreated, HostConfig, NetworkingConfig, Private},
    operation::{Operation, Parts},
    reply::Json,
};

/// Creates a container, which does not run yet.
///
/// # Examples
///
/// ```
/// use docker_wire::{api::container, model::HostConfig};
///
/// let create = container::Create::new("busybox")
///     .name("greeter")
///     .cmd(["echo", "hello"])
///     .env("GREETING", "hello")
///     .host_config(HostConfig::default().memory(64 << 20));
/// ```
///
/// # Errors
///
/// 404 where the image is missing, 409 where the name is taken, 400 where the configuration is wrong.
///
/// # Cancel safety
///
/// A container may exist after the future was dropped; give it a [`name`](Self::name) to find it again.
///
/// # API version
///
/// Since 1.24. `platform` since 1.41, which older engines silently ignore; each field of the configuration has its
/// own range.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Create {
    name: Option<String>,
    platform: Option<String>,
    config: ContainerConfig,
    host_config: Option<HostConfig>,
    networking_config: Option<NetworkingConfig>,
}

impl Create {
    /// Names the image.
    pub fn new(image: impl Into<String>) -> Self {
        let config = ContainerConfig::default().image(image);
        Self { name: None, platform: None, config, host_config: None, networking_config: None }
    }

    super::super::setters! {
        /// Sets the container's name; the engine makes one up otherwise.
        name: String,
        /// Sets the platform of the image, such as `linux/arm64`. Since API 1.41.
        platform: String,
    }

    /// Sets the command, or the arguments of the entry point.
    #[must_use]
    pub fn cmd<T: Into<String>>(mut self, cmd: impl IntoIterator<Item = T>) -> Self {
        self.config.cmd = Some(cmd.into_iter().map(Into::into).collect());
        self
    }

    /// Adds an environment variable.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let variable = format!("{}={}", name.as_ref(), value.as_ref());
        let mut variables = self.config.env.take().map(Private::into_inner).unwrap_or_default();
        variables.push(variable);
        self.config.env = Some(variables.into());
        self
    }

    /// Adds a label.
    #[must_use]
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.config.labels.get_or_insert_default().insert(name.into(), value.into());
        self
    }

    /// Sets what of the host the container may use.
    #[must_use]
    pub fn host_config(mut self, host_config: HostConfig) -> Self {
        self.host_config = Some(host_config);
        self
    }

    /// Sets the networks that the container joins.
    #[must_use]
    pub fn networking_config(mut self, networking_config: NetworkingConfig) -> Self {
        self.networking_config = Some(networking_config);
        self
    }

    /// Changes any other part of the configuration.
    ///
    /// ```
    /// # use docker_wire::api::container;
    /// let create = container::Create::new("busybox").with(|config| config.user("nobody").tty(true));
    /// ```
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(ContainerConfig) -> ContainerConfig) -> Self {
        self.config = change(self.config);
        self
    }
}

/// The engine wants one object: the configuration with the two others in it.
#[derive(Serialize)]
struct Body {
    #[serde(flatten)]
    config: ContainerConfig,
    #[serde(rename = "HostConfig", skip_serializing_if = "Option::is_none")]
    host_config: Option<HostConfig>,
    #[serde(rename = "NetworkingConfig", skip_serializing_if = "Option::is_none")]
    networking_config: Option<NetworkingConfig>,
}

impl Operation for Create {
    type Reply = Json<ContainerCreated>;
    const ROW: &'static Row = &rows::CONTAINER_CREATE;

    fn into_parts(self) -> Result<Parts, String> {
        if self.config.image.as_deref().unwrap_or_default().is_empty() {
            return Err("the image has no name".to_owned());
        }
        let body = Body {
            config: self.config,
            host_config: self.host_config,
            networking_config: self.networking_config,
        };
        Parts::default().query("name", self.name).query("platform", self.platform).json(&body)
    }
}
