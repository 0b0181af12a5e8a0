//! What the engine says about one container.

use std::collections::BTreeMap;

use super::{
    ContainerConfig, Descriptor, EndpointSettings, HostConfig, MountType, PortBinding,
    macros::{reply, words},
};

reply! {
    /// A container that was created.
    pub struct ContainerCreated {
        /// Its id.
        id: String = "Id",
        /// What the engine had doubts about.
        warnings: Vec<String> = "Warnings",
    }
}

reply! {
    /// Everything that the engine knows about one container.
    pub struct ContainerInspect {
        /// Its id.
        id: String = "Id",
        /// When it was created (RFC 3339).
        created: String = "Created",
        /// The path of the command that runs.
        path: String = "Path",
        /// The arguments of that command.
        args: Vec<String> = "Args",
        /// What it does now.
        state: ContainerState = "State",
        /// The id of its image.
        image: String = "Image",
        /// Where its resolver is configured, on the host.
        resolv_conf_path: String = "ResolvConfPath",
        /// Where its host name is, on the host.
        hostname_path: String = "HostnamePath",
        /// Where its table of hosts is, on the host.
        hosts_path: String = "HostsPath",
        /// Where its output is kept, on the host.
        log_path: String = "LogPath",
        /// Its name, with a slash before it.
        name: String = "Name",
        /// How often the engine has started it again.
        restart_count: Option<i64> = "RestartCount",
        /// The storage driver.
        driver: String = "Driver",
        /// The operating system. Since API 1.31.
        platform: String = "Platform",
        /// The manifest of its image. Since API 1.48.
        image_manifest_descriptor: Option<Descriptor> = "ImageManifestDescriptor",
        /// The SELinux label of its mounts.
        mount_label: String = "MountLabel",
        /// The SELinux label of its processes.
        process_label: String = "ProcessLabel",
        /// Its AppArmor profile.
        app_armor_profile: String = "AppArmorProfile",
        /// The ids of commands that run in it.
        exec_ids: Vec<String> = "ExecIDs",
        /// How the machine runs it.
        host_config: HostConfig = "HostConfig",
        /// Details of the storage driver.
        graph_driver: Option<GraphDriver> = "GraphDriver",
        /// The size of what it changed in bytes, if that was asked for.
        size_rw: Option<i64> = "SizeRw",
        /// The size of all its files in bytes, if that was asked for.
        size_root_fs: Option<i64> = "SizeRootFs",
        /// What is mounted into it.
        mounts: Vec<MountPoint> = "Mounts",
        /// What runs in it.
        config: ContainerConfig = "Config",
        /// Its networks.
        network_settings: NetworkSettings = "NetworkSettings",
    }
}

reply! {
    /// What a container does.
    pub struct ContainerState {
        /// In one word.
        status: Option<ContainerStatus> = "Status",
        /// Whether it runs; a paused container runs.
        running: bool = "Running",
        /// Whether it is paused.
        paused: bool = "Paused",
        /// Whether the engine is about to start it again.
        restarting: bool = "Restarting",
        /// Whether the kernel killed it for want of memory.
        oom_killed: bool = "OOMKilled",
        /// Whether it could not be removed.
        dead: bool = "Dead",
        /// The id of its first process on the host; 0 if it does not run.
        pid: Option<i64> = "Pid",
        /// The exit code of its last run.
        exit_code: Option<i64> = "ExitCode",
        /// Why it could not be started.
        error: String = "Error",
        /// When it was last started (RFC 3339).
        started_at: String = "StartedAt",
        /// When it last stopped (RFC 3339).
        finished_at: String = "FinishedAt",
        /// Whether it is healthy, if it has a test for that.
        health: Option<Health> = "Health",
    }
}

words! {
    /// What a container does, in one word.
    pub enum ContainerStatus {
        /// Created and never started.
        Created = "created",
        /// Runs.
        Running = "running",
        /// Stands still.
        Paused = "paused",
        /// Is started again.
        Restarting = "restarting",
        /// Is being removed.
        Removing = "removing",
        /// Has stopped.
        Exited = "exited",
        /// Could not be removed.
        Dead = "dead",
    }
}

reply! {
    /// Whether a container is healthy.
    pub struct Health {
        /// In one word.
        status: Option<HealthStatus> = "Status",
        /// Failures in a row.
        failing_streak: Option<i64> = "FailingStreak",
        /// The last tests, oldest first.
        log: Vec<HealthProbe> = "Log",
    }
}

words! {
    /// Whether a container is healthy, in one word.
    pub enum HealthStatus {
        /// There is no test.
        Unknown = "none",
        /// Not known yet.
        Starting = "starting",
        /// It is.
        Healthy = "healthy",
        /// It is not.
        Unhealthy = "unhealthy",
    }
}

reply! {
    /// One test of a container's health.
    pub struct HealthProbe {
        /// When it began (RFC 3339).
        start: String = "Start",
        /// When it ended (RFC 3339).
        end: String = "End",
        /// Its exit code: 0 is healthy.
        exit_code: Option<i64> = "ExitCode",
        /// What it wrote.
        output: String = "Output",
    }
}

reply! {
    /// Something that is mounted into a container.
    pub struct MountPoint {
        /// Of which type it is. Since API 1.25.
        r#type: Option<MountType> = "Type",
        /// The name of the volume.
        name: Option<String> = "Name",
        /// The path on the host.
        source: String = "Source",
        /// The path in the container.
        destination: String = "Destination",
        /// The volume driver.
        driver: Option<String> = "Driver",
        /// Options, as they were written.
        mode: String = "Mode",
        /// Whether the container may write.
        rw: bool = "RW",
        /// How mounts within it spread.
        propagation: String = "Propagation",
    }
}

reply! {
    /// The networks of a container.
    pub struct NetworkSettings {
        /// The id of its network namespace.
        sandbox_id: String = "SandboxID",
        /// The path of its network namespace.
        sandbox_key: String = "SandboxKey",
        /// Ports of the host, by ports of the container; an empty list for a port that is exposed only.
        ports: BTreeMap<String, Vec<PortBinding>> = "Ports",
        /// Its endpoints, by the name of the network.
        networks: BTreeMap<String, EndpointSettings> = "Networks",
        /// The address in the default network. Until API 1.51.
        ip_address: Option<String> = "IPAddress",
        /// The gateway of the default network. Until API 1.51.
        gateway: Option<String> = "Gateway",
    }
}

reply! {
    /// Details of a storage driver.
    pub struct GraphDriver {
        /// The driver.
        name: String = "Name",
        /// What it says.
        data: BTreeMap<String, String> = "Data",
    }
}
