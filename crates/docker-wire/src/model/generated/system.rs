// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `system`.

use std::collections::BTreeMap;

use crate::model::{macros::{reply, words}};

reply! {
    /// The versions of an engine and its parts.
    pub struct SystemVersion {
        /// The product.
        platform: BTreeMap<String, String> = "Platform",
        /// The parts. Since API 1.35.
        components: Vec<SystemComponent> = "Components",
        /// The release of the engine.
        version: String = "Version",
        /// The newest API version that it takes.
        api_version: String = "ApiVersion",
        /// The oldest API version that it takes. Since API 1.25.
        min_api_version: Option<String> = "MinAPIVersion",
        /// The commit that it was built of.
        git_commit: String = "GitCommit",
        /// The version of Go that it was built with.
        go_version: String = "GoVersion",
        /// The operating system.
        os: String = "Os",
        /// The architecture.
        arch: String = "Arch",
        /// The version of the kernel.
        kernel_version: Option<String> = "KernelVersion",
        /// Whether experimental features are on.
        experimental: bool = "Experimental",
        /// When it was built.
        build_time: Option<String> = "BuildTime",
    }
}

reply! {
    /// A part of an engine.
    pub struct SystemComponent {
        /// Its name.
        name: String = "Name",
        /// Its version.
        version: String = "Version",
        /// What else there is to say.
        details: BTreeMap<String, String> = "Details",
    }
}

reply! {
    /// What an engine says about itself and its machine. What is not here is in `extra`.
    pub struct SystemInfo {
        /// The id of the engine.
        id: String = "ID",
        /// The name of the machine.
        name: String = "Name",
        /// How many containers there are.
        containers: Option<i64> = "Containers",
        /// How many of them run.
        containers_running: Option<i64> = "ContainersRunning",
        /// How many of them are paused.
        containers_paused: Option<i64> = "ContainersPaused",
        /// How many of them have stopped.
        containers_stopped: Option<i64> = "ContainersStopped",
        /// How many images there are.
        images: Option<i64> = "Images",
        /// The storage driver.
        driver: String = "Driver",
        /// What the storage driver says: names and values.
        driver_status: Vec<Vec<String>> = "DriverStatus",
        /// Where the engine keeps everything.
        docker_root_dir: String = "DockerRootDir",
        /// Whether memory can be limited.
        memory_limit: bool = "MemoryLimit",
        /// Whether swap can be limited.
        swap_limit: bool = "SwapLimit",
        /// Whether processor time can be limited.
        cpu_cfs_quota: bool = "CpuCfsQuota",
        /// Whether processor shares can be set.
        cpu_shares: bool = "CPUShares",
        /// Whether processors can be chosen.
        cpu_set: bool = "CPUSet",
        /// Whether processes can be limited. Since API 1.40.
        pids_limit: bool = "PidsLimit",
        /// Whether the kernel can be kept from killing for want of memory.
        oom_kill_disable: bool = "OomKillDisable",
        /// Whether IPv4 is forwarded.
        ipv4_forwarding: bool = "IPv4Forwarding",
        /// Whether the engine is in debug mode.
        debug: bool = "Debug",
        /// The time of the engine (RFC 3339).
        system_time: String = "SystemTime",
        /// The logging driver.
        logging_driver: String = "LoggingDriver",
        /// The cgroup driver.
        cgroup_driver: String = "CgroupDriver",
        /// The version of the cgroups. Since API 1.41.
        cgroup_version: Option<String> = "CgroupVersion",
        /// The version of the kernel.
        kernel_version: String = "KernelVersion",
        /// The operating system, for people.
        operating_system: String = "OperatingSystem",
        /// The version of the operating system. Since API 1.41.
        os_version: Option<String> = "OSVersion",
        /// The operating system, such as `linux`.
        os_type: String = "OSType",
        /// The architecture, as the kernel calls it.
        architecture: String = "Architecture",
        /// How many processors there are.
        ncpu: Option<i64> = "NCPU",
        /// Memory in bytes.
        mem_total: Option<i64> = "MemTotal",
        /// The registry of names without one.
        index_server_address: String = "IndexServerAddress",
        /// The proxy for HTTP, which may hold a password. Not shown by `Debug`.
        http_proxy: crate::model::Private<String> = "HttpProxy",
        /// The proxy for HTTPS, which may hold a password. Not shown by `Debug`.
        https_proxy: crate::model::Private<String> = "HttpsProxy",
        /// What is reached without a proxy.
        no_proxy: String = "NoProxy",
        /// Labels of the engine, as `key=value`.
        labels: Vec<String> = "Labels",
        /// Whether experimental features are on.
        experimental_build: bool = "ExperimentalBuild",
        /// The release of the engine.
        server_version: String = "ServerVersion",
        /// The runtimes, by name.
        runtimes: BTreeMap<String, serde_json::Value> = "Runtimes",
        /// The runtime of containers that do not say one.
        default_runtime: String = "DefaultRuntime",
        /// Whether containers live on when the engine stops.
        live_restore_enabled: bool = "LiveRestoreEnabled",
        /// How containers are isolated (Windows).
        isolation: String = "Isolation",
        /// The init process.
        init_binary: String = "InitBinary",
        /// Security systems, as `name=seccomp,profile=default`.
        security_options: Vec<String> = "SecurityOptions",
        /// What the engine has doubts about. Since API 1.39.
        warnings: Vec<String> = "Warnings",
    }
}

reply! {
    /// Something that happened.
    pub struct EventMessage {
        /// To what kind of object.
        r#type: Option<EventType> = "Type",
        /// What, such as `start` or `die`; `exec_create: sh` names the command as well.
        action: String = "Action",
        /// To which object.
        actor: EventActor = "Actor",
        /// `local` or `swarm`. Since API 1.30.
        scope: Option<String> = "scope",
        /// When, in seconds since 1970.
        time: Option<i64> = "time",
        /// When, in nanoseconds since 1970.
        time_nano: Option<i64> = "timeNano",
    }
}

reply! {
    /// The object that something happened to.
    pub struct EventActor {
        /// Its id; of images and volumes, their name.
        id: String = "ID",
        /// What there is to say about it: labels, its image, its name, an exit code.
        attributes: BTreeMap<String, String> = "Attributes",
    }
}

words! {
    /// A kind of object that things happen to.
    pub enum EventType {
        /// The builder.
        Builder = "builder",
        /// A config of a swarm.
        Config = "config",
        /// A container.
        Container = "container",
        /// The engine.
        Daemon = "daemon",
        /// An image.
        Image = "image",
        /// A network.
        Network = "network",
        /// A node of a swarm.
        Node = "node",
        /// A plugin.
        Plugin = "plugin",
        /// A secret of a swarm.
        Secret = "secret",
        /// A service of a swarm.
        Service = "service",
        /// A volume.
        Volume = "volume",
    }
}
