//! What a container is created from: the request side of `POST /containers/create`.

use std::{collections::BTreeMap, fmt};

use super::{Healthcheck, HostConfig, NetworkingConfig, Nothing, request::request};

request! {
    /// What runs in a container, and how.
    pub struct ContainerConfig {
        /// Whether the command is escaped already (Windows).
        args_escaped "ArgsEscaped": bool,
        /// Whether standard error is attached.
        attach_stderr "AttachStderr": bool,
        /// Whether standard input is attached.
        attach_stdin "AttachStdin": bool,
        /// Whether standard output is attached.
        attach_stdout "AttachStdout": bool,
        /// The command, or the arguments of the entry point.
        cmd "Cmd": Vec<String>,
        /// The domain name.
        domainname "Domainname": String,
        /// The entry point; an empty list clears the image's.
        entrypoint "Entrypoint": Vec<String>,
        /// Environment variables as `NAME=value`; a bare `NAME` removes the image's.
        env "Env": Vec<String>,
        /// Ports that it listens on, such as `80/tcp`.
        exposed_ports "ExposedPorts": BTreeMap<String, Nothing>,
        /// How the engine finds out whether it is well.
        healthcheck "Healthcheck": Healthcheck,
        /// What of the host it may use.
        host_config "HostConfig": HostConfig,
        /// The host name.
        hostname "Hostname": String,
        /// The image's name or id.
        image "Image": String,
        /// Labels.
        labels "Labels": BTreeMap<String, String>,
        /// The MAC address. API 1.24 to 1.51.
        mac_address "MacAddress": String,
        /// Whether it has no network.
        network_disabled "NetworkDisabled": bool,
        /// The networks that it joins.
        networking_config "NetworkingConfig": NetworkingConfig,
        /// Instructions for images built from it.
        on_build "OnBuild": Vec<String>,
        /// Whether standard input stays open while nobody is attached.
        open_stdin "OpenStdin": bool,
        /// The shell for commands written as text.
        shell "Shell": Vec<String>,
        /// Whether standard input closes when the first client detaches.
        stdin_once "StdinOnce": bool,
        /// The signal that stops it.
        stop_signal "StopSignal": String,
        /// Seconds from the stop signal to the kill. Since API 1.25.
        stop_timeout "StopTimeout": i64,
        /// Whether it has a terminal; its output is then one raw stream.
        tty "Tty": bool,
        /// The user, as `user[:group]` by name or number.
        user "User": String,
        /// Paths that get an anonymous volume.
        volumes "Volumes": BTreeMap<String, Nothing>,
        /// The working directory.
        working_dir "WorkingDir": String,
    }
}

/// Shows the names of environment variables and never their values.
impl fmt::Debug for ContainerConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.env.iter().flatten().map(|variable| variable.split('=').next().unwrap_or_default());
        f.debug_struct("ContainerConfig")
            .field("image", &self.image)
            .field("cmd", &self.cmd)
            .field("env", &names.collect::<Vec<_>>())
            .field("host_config", &self.host_config)
            .finish_non_exhaustive()
    }
}
