//! The parts of a host configuration that are objects of their own.

use super::macros::{request, words};

request! {
    /// A port of the host that leads to one of the container.
    pub struct PortBinding {
        /// The address of the host; empty is all.
        host_ip: text = "HostIp",
        /// The port of the host; empty is any.
        host_port: text = "HostPort",
    }
}

impl PortBinding {
    /// Makes a binding to a port on one address of the host; port 0 is any.
    pub fn at(host_ip: impl Into<String>, host_port: u16) -> Self {
        Self::new().host_ip(host_ip).host_port(host_port.to_string())
    }
}

request! {
    /// When the engine starts a container again.
    pub struct RestartPolicy {
        /// When.
        name: one(RestartName) = "Name",
        /// How often, for on-failure.
        maximum_retry_count: int = "MaximumRetryCount",
    }
}

words! {
    /// The name of a restart policy.
    pub enum RestartName {
        /// Never.
        No = "no",
        /// Whenever it stops.
        Always = "always",
        /// Whenever it stops, unless somebody stopped it.
        UnlessStopped = "unless-stopped",
        /// When its exit code is not zero.
        OnFailure = "on-failure",
    }
}

request! {
    /// A limit of a kind that a shell's `ulimit` sets.
    pub struct Ulimit {
        /// Which, such as `nofile`.
        name: text = "Name",
        /// The soft limit.
        soft: int = "Soft",
        /// The hard limit.
        hard: int = "Hard",
    }
}

impl Ulimit {
    /// Makes a limit that is soft and hard at once.
    pub fn both(name: impl Into<String>, limit: i64) -> Self {
        Self::new().name(name).soft(limit).hard(limit)
    }
}

request! {
    /// A device of the host in a container.
    pub struct DeviceMapping {
        /// The path on the host.
        path_on_host: text = "PathOnHost",
        /// The path in the container.
        path_in_container: text = "PathInContainer",
        /// What the container may do: letters of `rwm`.
        cgroup_permissions: text = "CgroupPermissions",
    }
}

request! {
    /// Devices that a driver gives to a container. Since API 1.40.
    pub struct DeviceRequest {
        /// The driver's name.
        driver: text = "Driver",
        /// How many; -1 is all.
        count: int = "Count",
        /// Which.
        device_ids: texts = "DeviceIDs",
        /// What they must be able to do: a list of alternatives, each a list.
        capabilities: list(Vec<String>) = "Capabilities",
        /// Options of the driver.
        options: secret_options = "Options",
    }
}

request! {
    /// Where the output of a container is kept.
    pub struct LogConfig {
        /// The logging driver, such as `json-file`.
        r#type: text = "Type",
        /// Its options, which may hold tokens. Not shown by `Debug`.
        config: secret_options = "Config",
    }
}

request! {
    /// A device's share of a container's I/O.
    pub struct DeviceWeight {
        /// The path of the device.
        path: text = "Path",
        /// The weight, 10 to 1000.
        weight: int = "Weight",
    }
}

request! {
    /// A limit of a container's I/O on a device.
    pub struct DeviceRate {
        /// The path of the device.
        path: text = "Path",
        /// Bytes or operations a second.
        rate: int = "Rate",
    }
}
