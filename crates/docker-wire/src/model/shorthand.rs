//! Short ways to say what is said often.

mod swarm;

use std::net::IpAddr;

use super::{Mount, MountType, PortBinding, RestartName, RestartPolicy, Ulimit};

impl PortBinding {
    /// Makes a binding to a port on one address of the host; port 0 is any.
    pub fn at(host_ip: impl Into<IpAddr>, host_port: u16) -> Self {
        Self::new().host_ip(host_ip.into().to_string()).host_port(host_port.to_string())
    }
}

impl RestartPolicy {
    /// Starts it again whenever it stops.
    pub fn always() -> Self {
        Self::new().name(RestartName::Always)
    }

    /// Starts it again whenever it stops, unless somebody stopped it.
    pub fn unless_stopped() -> Self {
        Self::new().name(RestartName::UnlessStopped)
    }

    /// Starts it again when its exit code is not zero, so many times; 0 is without end.
    pub fn on_failure(times: u32) -> Self {
        Self::new().name(RestartName::OnFailure).maximum_retry_count(times.into())
    }

    /// Never starts it again.
    pub fn never() -> Self {
        Self::new().name(RestartName::No)
    }
}

impl Ulimit {
    /// Makes a limit that is soft and hard at once.
    pub fn both(name: impl Into<String>, limit: i64) -> Self {
        Self::new().name(name).soft(limit).hard(limit)
    }
}

impl Mount {
    /// Makes a mount of a path of the host.
    pub fn bind(source: impl Into<String>, target: impl Into<String>) -> Self {
        Self::new().r#type(MountType::Bind).source(source).target(target)
    }

    /// Makes a mount of a named volume.
    pub fn volume(name: impl Into<String>, target: impl Into<String>) -> Self {
        Self::new().r#type(MountType::Volume).source(name).target(target)
    }

    /// Makes a mount of a file system in memory.
    pub fn tmpfs(target: impl Into<String>) -> Self {
        Self::new().r#type(MountType::Tmpfs).target(target)
    }
}
