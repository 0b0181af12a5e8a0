//! Short ways to say what is said often.

mod swarm;

use super::{Mount, MountType, PortBinding, Ulimit};

impl PortBinding {
    /// Makes a binding to a port on one address of the host; port 0 is any.
    pub fn at(host_ip: impl Into<String>, host_port: u16) -> Self {
        Self::new().host_ip(host_ip).host_port(host_port.to_string())
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
