//! What runs in a container, independent of the machine.

use super::{EndpointSettings, macros::request};

request! {
    /// What runs in a container, independent of the machine that runs it.
    pub struct ContainerConfig {
        /// The host name inside.
        hostname: text = "Hostname",
        /// The domain name inside.
        domainname: text = "Domainname",
        /// The user, and after a colon the group, that commands run as.
        user: text = "User",
        /// Whether standard input is attached.
        attach_stdin: flag = "AttachStdin",
        /// Whether standard output is attached.
        attach_stdout: flag = "AttachStdout",
        /// Whether standard error is attached.
        attach_stderr: flag = "AttachStderr",
        /// Ports that the image listens on, such as `80/tcp`.
        exposed_ports: names = "ExposedPorts",
        /// Whether there is a terminal; output and error are then one stream.
        tty: flag = "Tty",
        /// Whether standard input stays open without anybody attached.
        open_stdin: flag = "OpenStdin",
        /// Whether standard input is closed after the first who attached has gone.
        stdin_once: flag = "StdinOnce",
        /// The environment, as `NAME=value`. Not shown by `Debug`.
        env: secrets = "Env",
        /// The command, or the arguments of the entry point.
        cmd: texts = "Cmd",
        /// How the engine finds out whether the container is healthy.
        healthcheck: one(Healthcheck) = "Healthcheck",
        /// Whether the command is escaped already (Windows).
        args_escaped: flag = "ArgsEscaped",
        /// The image that the container is made of.
        image: text = "Image",
        /// Paths at which anonymous volumes are made.
        volumes: names = "Volumes",
        /// The directory that commands run in.
        working_dir: text = "WorkingDir",
        /// What runs before the command; an empty text in the list resets the image's.
        entrypoint: texts = "Entrypoint",
        /// Whether the container has no network at all.
        network_disabled: flag = "NetworkDisabled",
        /// The MAC address. Until API 1.51; it moved to the endpoint in 1.44.
        mac_address: text = "MacAddress",
        /// Instructions for images that are built on the image.
        on_build: texts = "OnBuild",
        /// Labels.
        labels: options = "Labels",
        /// The signal that stops it.
        stop_signal: text = "StopSignal",
        /// Seconds between that signal and SIGKILL. Since API 1.25.
        stop_timeout: int = "StopTimeout",
        /// The shell of commands that are a text.
        shell: texts = "Shell",
    }
}

request! {
    /// How the engine finds out whether a container is healthy.
    pub struct Healthcheck {
        /// The test: empty to inherit, `NONE`, `CMD` and arguments, or `CMD-SHELL` and a text.
        test: texts = "Test",
        /// The time between two tests.
        interval: nanos = "Interval",
        /// The time that a test may take.
        timeout: nanos = "Timeout",
        /// Failures in a row that make it unhealthy.
        retries: int = "Retries",
        /// The time after the start in which failures do not count. Since API 1.29.
        start_period: nanos = "StartPeriod",
        /// The time between two tests in that period. Since API 1.44.
        start_interval: nanos = "StartInterval",
    }
}

request! {
    /// The networks that a container is connected to when it is created.
    pub struct NetworkingConfig {
        /// The endpoints, by the name of the network. More than one needs API 1.44.
        endpoints_config: map(EndpointSettings) = "EndpointsConfig",
    }
}
