//! `POST /containers/create`

use std::fmt::Display;

use serde_json::{Map, Value};

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::{
        ContainerConfig, ContainerCreated, ContainerPort, Healthcheck, HostConfig, NetworkingConfig, Nothing,
        Platform, Publish, take,
    },
    operation::{Operation, Parts},
    reply::Json,
};

/// Creates a container.
///
/// # Examples
///
/// ```
/// use docker_wire::{ApiVersion, api::container, catalogue::Policy, error, model::HostConfig, operation::prepare};
///
/// let create = container::Create::new("alpine:3.19")
///     .name("greeter")
///     .cmd(["echo", "hello"])
///     .labels([("owner", "me")])
///     .host_config(HostConfig::new().memory(64 << 20).auto_remove(false));
/// let mut context = error::Context::default();
/// let request = prepare(create, Some(ApiVersion::V1_41), Policy::Refuse, &mut context)?;
/// assert_eq!(request.uri(), "/v1.41/containers/create?name=greeter");
/// # Ok::<(), docker_wire::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is no such image,
/// [`Error::is_conflict`](crate::Error::is_conflict) if the name is taken.
///
/// # Cancel safety
///
/// The engine may have created it: look for it by its name or a label.
///
/// # API version
///
/// In every version; `platform` since 1.41. The docs of the fields say which are younger.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Create {
    name: Option<String>,
    platform: Option<Platform>,
    config: ContainerConfig,
    host_config: Option<HostConfig>,
    networking_config: Option<NetworkingConfig>,
    published: Vec<Publish>,
    extra: Map<String, Value>,
    /// The first value that is none; it is said when the request is made.
    wrong: Option<String>,
}

impl Create {
    /// Makes the operation for an image.
    pub fn new(image: impl Into<String>) -> Self {
        Self::from_config(ContainerConfig::new().image(image))
    }

    /// Makes the operation of a whole configuration, such as that of another container.
    pub fn from_config(config: ContainerConfig) -> Self {
        Self { config, ..Self::default() }
    }

    setters! { []
        /// Sets the name of the container.
        name: text,
        /// Sets how the machine runs it.
        host_config: one(HostConfig),
        /// Sets the networks that it is connected to.
        networking_config: one(NetworkingConfig),
    }

    setters! { [config]
        /// Sets the host name inside.
        hostname: text,
        /// Sets the domain name inside.
        domainname: text,
        /// Sets the user, and after a colon the group, that commands run as.
        user: text,
        /// Sets whether standard input is attached.
        attach_stdin: flag,
        /// Sets whether standard output is attached.
        attach_stdout: flag,
        /// Sets whether standard error is attached.
        attach_stderr: flag,
        /// Sets whether there is a terminal; output and error are then one stream.
        tty: flag,
        /// Sets whether standard input stays open without anybody attached.
        open_stdin: flag,
        /// Sets whether standard input is closed after the first who attached has gone.
        stdin_once: flag,
        /// Sets the environment, as `NAME=value`. Not shown by `Debug`.
        env: secrets,
        /// Sets the command, or the arguments of the entry point.
        cmd: texts,
        /// Sets how the engine finds out whether it is healthy.
        healthcheck: one(Healthcheck),
        /// Sets whether the command is escaped already (Windows).
        args_escaped: flag,
        /// Sets the image.
        image: text,
        /// Sets paths at which anonymous volumes are made.
        volumes: names,
        /// Sets the directory that commands run in.
        working_dir: text,
        /// Sets what runs before the command; an empty text in the list resets the image's.
        entrypoint: texts,
        /// Sets whether it has no network at all.
        network_disabled: flag,
        /// Sets the MAC address. Until API 1.51.
        mac_address: text,
        /// Sets instructions for images that are built on an image of it.
        on_build: texts,
        /// Sets labels.
        labels: options,
        /// Sets the signal that stops it.
        stop_signal: text,
        /// Sets the seconds between that signal and SIGKILL. Since API 1.25.
        stop_timeout: int,
        /// Sets the shell of commands that are a text.
        shell: texts,
    }

    /// Sets the platform, such as `linux/arm64`. Since API 1.41.
    #[must_use]
    pub fn platform(mut self, platform: impl TryInto<Platform, Error: Display>) -> Self {
        self.platform = take(platform, &mut self.wrong);
        self
    }

    /// Sets ports that it listens on, such as `80/tcp`.
    #[must_use]
    pub fn exposed_ports(
        mut self,
        ports: impl IntoIterator<Item: TryInto<ContainerPort, Error: Display>>,
    ) -> Self {
        let ports = ports.into_iter().filter_map(|port| take::<ContainerPort>(port, &mut self.wrong));
        self.config.exposed_ports = Some(ports.map(|port| (port.to_string(), Nothing {})).collect());
        self
    }

    /// Adds ports that can be reached from outside, such as `8080:80` or `127.0.0.1:8080:80/tcp`; they are added to
    /// those that it listens on and to the port bindings of its [`host_config`](Self::host_config).
    #[must_use]
    pub fn publish(mut self, ports: impl TryInto<Publish, Error: Display>) -> Self {
        self.published.extend(take::<Publish>(ports, &mut self.wrong));
        self
    }

    /// Puts what is published where the engine looks for it.
    fn bind(&mut self) {
        for (port, binding) in self.published.drain(..).flat_map(Publish::bindings) {
            let exposed = self.config.exposed_ports.get_or_insert_default();
            exposed.insert(port.to_string(), Nothing {});
            let bindings = self.host_config.get_or_insert_default().port_bindings.get_or_insert_default();
            bindings.entry(port.to_string()).or_default().push(binding);
        }
    }

    /// Makes it one whose container somebody else removes and attaches to; tells whether there is a terminal.
    pub(crate) fn prepare_run(&mut self, stdin: bool) -> bool {
        if let Some(host_config) = &mut self.host_config {
            host_config.auto_remove = None;
        }
        if stdin {
            let yes = Some(true);
            (self.config.attach_stdin, self.config.open_stdin, self.config.stdin_once) = (yes, yes, yes);
        }
        self.config.tty.unwrap_or_default()
    }

    /// Sets a field of the body that this crate does not know.
    #[must_use]
    pub fn extra(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extra.insert(key.into(), value.into());
        self
    }
}

impl Operation for Create {
    type Reply = Json<ContainerCreated>;
    const ROW: &'static Row = &rows::CONTAINER_CREATE;

    #[inline]
    fn into_parts(mut self) -> Result<Parts, String> {
        if let Some(wrong) = self.wrong {
            return Err(wrong);
        }
        if let Some(wrong) = self.host_config.as_ref().and_then(HostConfig::mistake) {
            return Err(wrong);
        }
        self.bind();
        let text = |error: serde_json::Error| error.to_string();
        let mut body = serde_json::to_value(&self.config).map_err(text)?;
        if let Value::Object(fields) = &mut body {
            if let Some(host_config) = &self.host_config {
                fields.insert("HostConfig".to_owned(), serde_json::to_value(host_config).map_err(text)?);
            }
            if let Some(networking) = &self.networking_config {
                fields.insert("NetworkingConfig".to_owned(), serde_json::to_value(networking).map_err(text)?);
            }
            fields.extend(self.extra);
        }
        Parts::default().query("name", self.name).query("platform", self.platform).json(&body)
    }
}
