// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `container`.

use std::collections::BTreeMap;

use crate::model::{Descriptor, EndpointSettings, Nothing, macros::{reply, request, words}};

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
        /// Where its files are, with the image store of containerd. Since API 1.52.
        storage: Option<ContainerStorage> = "Storage",
        /// The engine that it is on (classic Swarm). Until API 1.38.
        node: Option<ContainerNode> = "Node",
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
        networks: BTreeMap<String, Box<EndpointSettings>> = "Networks",
        /// The address in the default network. Until API 1.51.
        ip_address: Option<String> = "IPAddress",
        /// The gateway of the default network. Until API 1.51.
        gateway: Option<String> = "Gateway",
        /// The name of the bridge. Until API 1.51.
        bridge: Option<String> = "Bridge",
        /// Whether the bridge returns what it was sent. Until API 1.51.
        hairpin_mode: Option<bool> = "HairpinMode",
        /// The id of the endpoint in the default network. Until API 1.51.
        endpoint_id: Option<String> = "EndpointID",
        /// The length of the mask of the default network. Until API 1.51.
        ip_prefix_len: Option<i64> = "IPPrefixLen",
        /// The IPv6 gateway of the default network. Until API 1.51.
        ipv6_gateway: Option<String> = "IPv6Gateway",
        /// The IPv6 address in the default network. Until API 1.51.
        global_ipv6_address: Option<String> = "GlobalIPv6Address",
        /// The length of the IPv6 mask of the default network. Until API 1.51.
        global_ipv6_prefix_len: Option<i64> = "GlobalIPv6PrefixLen",
        /// A link-local address. Until API 1.51.
        link_local_ipv6_address: Option<String> = "LinkLocalIPv6Address",
        /// The length of its mask. Until API 1.51.
        link_local_ipv6_prefix_len: Option<i64> = "LinkLocalIPv6PrefixLen",
        /// The MAC address in the default network. Until API 1.51.
        mac_address: Option<String> = "MacAddress",
        /// Further IPv4 addresses. Until API 1.51.
        secondary_ip_addresses: Vec<NetworkAddress> = "SecondaryIPAddresses",
        /// Further IPv6 addresses. Until API 1.51.
        secondary_ipv6_addresses: Vec<NetworkAddress> = "SecondaryIPv6Addresses",
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
        exposed_ports: open_ports = "ExposedPorts",
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
        /// The MAC address. It moved to the endpoint in 1.44. Until API 1.51.
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
        endpoints_config: map(Box<EndpointSettings>) = "EndpointsConfig",
    }
}

request! {
    /// How the machine runs a container: limits, mounts, network, rights.
    pub struct HostConfig {
        /// Volumes and paths of the host, as `source:target` and perhaps `:ro`.
        binds: texts = "Binds",
        /// A file into which the engine's client wrote the id.
        container_id_file: text = "ContainerIDFile",
        /// Where output is kept.
        log_config: one(LogConfig) = "LogConfig",
        /// The network: `bridge`, `host`, `none`, `container:NAME`, or a name.
        network_mode: text = "NetworkMode",
        /// Ports of the host, by ports of the container such as `80/tcp`.
        port_bindings: ports(Vec<PortBinding>) = "PortBindings",
        /// When the engine starts it again.
        restart_policy: one(RestartPolicy) = "RestartPolicy",
        /// Whether the engine removes it when it stops. Since API 1.25.
        auto_remove: flag = "AutoRemove",
        /// The driver of volumes that are made.
        volume_driver: text = "VolumeDriver",
        /// Containers whose volumes it shares.
        volumes_from: texts = "VolumesFrom",
        /// What is mounted. Since API 1.25.
        mounts: list(Mount) = "Mounts",
        /// The size of the console: height and width.
        console_size: list(i64) = "ConsoleSize",
        /// Annotations for the runtime. Since API 1.43.
        annotations: options = "Annotations",
        /// Kernel capabilities that it gets.
        cap_add: texts = "CapAdd",
        /// Kernel capabilities that it loses.
        cap_drop: texts = "CapDrop",
        /// All kernel capabilities. In API 1.40 only.
        capabilities: texts = "Capabilities",
        /// The cgroup namespace: `private` or `host`. Since API 1.41.
        cgroupns_mode: text = "CgroupnsMode",
        /// Name servers.
        dns: texts = "Dns",
        /// Options of the resolver.
        dns_options: texts = "DnsOptions",
        /// Domains that names are looked up in.
        dns_search: texts = "DnsSearch",
        /// Names and addresses, as `name:address`.
        extra_hosts: texts = "ExtraHosts",
        /// Further groups of the user.
        group_add: texts = "GroupAdd",
        /// The IPC namespace: `none`, `private`, `shareable`, `container:NAME`, `host`.
        ipc_mode: text = "IpcMode",
        /// The cgroup to use.
        cgroup: text = "Cgroup",
        /// Containers that are linked, as `container:alias`.
        links: texts = "Links",
        /// How soon the kernel kills it when memory is short, -1000 to 1000.
        oom_score_adj: int = "OomScoreAdj",
        /// The process namespace: `container:NAME` or `host`.
        pid_mode: text = "PidMode",
        /// Whether it may do what the host may.
        privileged: flag = "Privileged",
        /// Whether each exposed port gets a port of the host.
        publish_all_ports: flag = "PublishAllPorts",
        /// Whether its root file system is read-only.
        readonly_rootfs: flag = "ReadonlyRootfs",
        /// Labels for the security systems.
        security_opt: texts = "SecurityOpt",
        /// Options of the storage driver.
        storage_opt: options = "StorageOpt",
        /// File systems in memory, by path, with their options.
        tmpfs: options = "Tmpfs",
        /// The UTS namespace: `host` or nothing.
        uts_mode: text = "UTSMode",
        /// The user namespace: `host` or nothing.
        userns_mode: text = "UsernsMode",
        /// The size of `/dev/shm` in bytes.
        shm_size: bytes = "ShmSize",
        /// Settings of the kernel.
        sysctls: options = "Sysctls",
        /// The runtime.
        runtime: text = "Runtime",
        /// How it is isolated (Windows): `default`, `process`, `hyperv`.
        isolation: text = "Isolation",
        /// Paths that are hidden; an empty list hides none. Since API 1.38.
        masked_paths: texts = "MaskedPaths",
        /// Paths that are read-only; an empty list is none. Since API 1.38.
        readonly_paths: texts = "ReadonlyPaths",
        /// Share of the processor, relative to other containers.
        cpu_shares: int = "CpuShares",
        /// Memory in bytes.
        memory: bytes = "Memory",
        /// Billionths of a processor. Since API 1.25.
        nano_cpus: int = "NanoCpus",
        /// The cgroup that its own is made in.
        cgroup_parent: text = "CgroupParent",
        /// Share of I/O, 10 to 1000.
        blkio_weight: int = "BlkioWeight",
        /// Share of I/O by device.
        blkio_weight_device: list(DeviceWeight) = "BlkioWeightDevice",
        /// Bytes a second that are read, by device.
        blkio_device_read_bps: list(DeviceRate) = "BlkioDeviceReadBps",
        /// Bytes a second that are written, by device.
        blkio_device_write_bps: list(DeviceRate) = "BlkioDeviceWriteBps",
        /// Reads a second, by device.
        blkio_device_read_iops: list(DeviceRate) = "BlkioDeviceReadIOps",
        /// Writes a second, by device.
        blkio_device_write_iops: list(DeviceRate) = "BlkioDeviceWriteIOps",
        /// Microseconds of a scheduler period.
        cpu_period: int = "CpuPeriod",
        /// Microseconds of processor time in each period.
        cpu_quota: int = "CpuQuota",
        /// Microseconds of a real-time period. Since API 1.25.
        cpu_realtime_period: int = "CpuRealtimePeriod",
        /// Microseconds of real-time in each period. Since API 1.25.
        cpu_realtime_runtime: int = "CpuRealtimeRuntime",
        /// Processors, such as `0-2,4`.
        cpuset_cpus: text = "CpusetCpus",
        /// Memory nodes, such as `0,1`.
        cpuset_mems: text = "CpusetMems",
        /// Devices of the host.
        devices: list(DeviceMapping) = "Devices",
        /// Rules for the devices cgroup. Since API 1.28.
        device_cgroup_rules: texts = "DeviceCgroupRules",
        /// Devices that drivers give. Since API 1.40.
        device_requests: list(DeviceRequest) = "DeviceRequests",
        /// Bytes on disk. Until API 1.39.
        disk_quota: bytes = "DiskQuota",
        /// Memory of the kernel in bytes. Until API 1.41.
        kernel_memory: bytes = "KernelMemory",
        /// Memory of the kernel's TCP buffers in bytes. API 1.40 to 1.51.
        kernel_memory_tcp: bytes = "KernelMemoryTCP",
        /// Memory in bytes that it shrinks to when memory is short.
        memory_reservation: bytes = "MemoryReservation",
        /// Memory and swap in bytes; -1 is no limit.
        memory_swap: bytes = "MemorySwap",
        /// How readily it is swapped out, 0 to 100.
        memory_swappiness: int = "MemorySwappiness",
        /// Whether the kernel may not kill it when memory is short.
        oom_kill_disable: flag = "OomKillDisable",
        /// Whether a small init process forwards signals and reaps. Since API 1.25.
        init: flag = "Init",
        /// The path of that init process. API 1.25 to 1.28.
        init_path: text = "InitPath",
        /// How many processes; -1 is no limit.
        pids_limit: int = "PidsLimit",
        /// Limits of the kind that a shell's `ulimit` sets.
        ulimits: list(Ulimit) = "Ulimits",
        /// Processors (Windows). Since API 1.25.
        cpu_count: int = "CpuCount",
        /// Share of the processors (Windows).
        cpu_percent: int = "CpuPercent",
        /// I/O operations a second (Windows).
        io_maximum_iops: int = "IOMaximumIOps",
        /// I/O bytes a second (Windows).
        io_maximum_bandwidth: int = "IOMaximumBandwidth",
    }
}

request! {
    /// A port of the host that leads to one of the container.
    pub struct PortBinding {
        /// The address of the host; empty is all.
        host_ip: text = "HostIp",
        /// The port of the host; empty is any.
        host_port: text = "HostPort",
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

request! {
    /// Something that is mounted into a container. Since API 1.25.
    pub struct Mount {
        /// Where in the container.
        target: text = "Target",
        /// What: a path of the host, or the name of a volume or image.
        source: text = "Source",
        /// Of which type it is.
        r#type: one(MountType) = "Type",
        /// Whether the container may only read it.
        read_only: flag = "ReadOnly",
        /// How consistent it is (macOS): `default`, `consistent`, `cached`, `delegated`. Since API 1.28.
        consistency: text = "Consistency",
        /// Options of a bind mount.
        bind_options: one(BindOptions) = "BindOptions",
        /// Options of a volume.
        volume_options: one(VolumeOptions) = "VolumeOptions",
        /// Options of an image. Since API 1.48.
        image_options: one(ImageOptions) = "ImageOptions",
        /// Options of a tmpfs. Since API 1.25.
        tmpfs_options: one(TmpfsOptions) = "TmpfsOptions",
        /// Options of a cluster volume; there are none yet. Since API 1.42.
        cluster_options: one(Nothing) = "ClusterOptions",
    }
}

words! {
    /// The type of a mount.
    pub enum MountType {
        /// A path of the host.
        Bind = "bind",
        /// A cluster volume. Since API 1.42.
        Cluster = "cluster",
        /// An image. Since API 1.48.
        Image = "image",
        /// A named pipe of Windows. Since API 1.32.
        Npipe = "npipe",
        /// A file system in memory.
        Tmpfs = "tmpfs",
        /// A volume.
        Volume = "volume",
    }
}

request! {
    /// Options of a bind mount.
    pub struct BindOptions {
        /// How mounts within it spread.
        propagation: one(Propagation) = "Propagation",
        /// Whether mounts below it are left out. Since API 1.40.
        non_recursive: flag = "NonRecursive",
        /// Whether the source is made if it is missing. Since API 1.42.
        create_mountpoint: flag = "CreateMountpoint",
        /// Whether read-only does not hold for mounts below it. Since API 1.44.
        read_only_non_recursive: flag = "ReadOnlyNonRecursive",
        /// Whether it is an error if read-only cannot hold for mounts below it. Since API 1.44.
        read_only_force_recursive: flag = "ReadOnlyForceRecursive",
    }
}

words! {
    /// How mounts within a bind mount spread.
    pub enum Propagation {
        /// Not at all, without mounts below.
        Private = "private",
        /// Not at all.
        Rprivate = "rprivate",
        /// Both ways, without mounts below.
        Shared = "shared",
        /// Both ways.
        Rshared = "rshared",
        /// Into the container, without mounts below.
        Slave = "slave",
        /// Into the container.
        Rslave = "rslave",
    }
}

request! {
    /// Options of a volume.
    pub struct VolumeOptions {
        /// Whether the volume is not filled with what the image has at the target.
        no_copy: flag = "NoCopy",
        /// Labels of a volume that is made.
        labels: options = "Labels",
        /// The driver of a volume that is made.
        driver_config: one(DriverConfig) = "DriverConfig",
        /// The path within the volume that is mounted. Since API 1.45.
        subpath: text = "Subpath",
    }
}

request! {
    /// The driver of a volume, and its options.
    pub struct DriverConfig {
        /// The driver's name.
        name: text = "Name",
        /// Its options. Not shown by `Debug`.
        options: secret_options = "Options",
    }
}

request! {
    /// Options of an image that is mounted.
    pub struct ImageOptions {
        /// The path within the image that is mounted.
        subpath: text = "Subpath",
    }
}

request! {
    /// Options of a file system in memory.
    pub struct TmpfsOptions {
        /// Its size in bytes.
        size_bytes: bytes = "SizeBytes",
        /// Its permission bits.
        mode: int = "Mode",
        /// Mount options: each a name, or a name and a value. Since API 1.46.
        options: list(Vec<String>) = "Options",
    }
}

reply! {
    /// A container in a list.
    pub struct ContainerSummary {
        /// Its id.
        id: String = "Id",
        /// Its names, with a slash before each.
        names: Vec<String> = "Names",
        /// The image, as it was named.
        image: String = "Image",
        /// The id of the image.
        image_id: String = "ImageID",
        /// The manifest of its image. Since API 1.48.
        image_manifest_descriptor: Option<Descriptor> = "ImageManifestDescriptor",
        /// The command.
        command: String = "Command",
        /// When it was created, in seconds since 1970.
        created: Option<i64> = "Created",
        /// Ports that are exposed or bound.
        ports: Vec<Port> = "Ports",
        /// The size of what it changed in bytes, if that was asked for.
        size_rw: Option<i64> = "SizeRw",
        /// The size of all its files in bytes, if that was asked for.
        size_root_fs: Option<i64> = "SizeRootFs",
        /// Labels.
        labels: BTreeMap<String, String> = "Labels",
        /// What it does.
        state: Option<ContainerStatus> = "State",
        /// What it does, in words for people.
        status: String = "Status",
        /// Little of how the machine runs it.
        host_config: SummaryHostConfig = "HostConfig",
        /// Whether it is healthy. Since API 1.52.
        health: Option<Health> = "Health",
        /// Its networks.
        network_settings: SummaryNetworkSettings = "NetworkSettings",
        /// What is mounted into it.
        mounts: Vec<MountPoint> = "Mounts",
    }
}

reply! {
    /// How the machine runs a container, as far as a list tells.
    pub struct SummaryHostConfig {
        /// Its network.
        network_mode: String = "NetworkMode",
        /// Annotations for its runtime. Since API 1.46.
        annotations: BTreeMap<String, String> = "Annotations",
    }
}

reply! {
    /// How a container is reached, as far as a list tells.
    pub struct SummaryNetworkSettings {
        /// Its endpoints, by the name of the network.
        networks: BTreeMap<String, Box<EndpointSettings>> = "Networks",
    }
}

reply! {
    /// A port in a list of containers.
    pub struct Port {
        /// The address of the host.
        ip: Option<String> = "IP",
        /// The port of the container.
        private_port: Option<i64> = "PrivatePort",
        /// The port of the host.
        public_port: Option<i64> = "PublicPort",
        /// `tcp`, `udp` or `sctp`.
        r#type: String = "Type",
    }
}

reply! {
    /// How a container ended.
    pub struct WaitReply {
        /// Its exit code.
        status_code: Option<i64> = "StatusCode",
        /// What went wrong. Since API 1.34.
        error: Option<WaitError> = "Error",
    }
}

reply! {
    /// What went wrong while the engine waited. Since API 1.34.
    pub struct WaitError {
        /// In words.
        message: String = "Message",
    }
}

request! {
    /// How a command in a container is started.
    pub struct ExecStartBody {
        /// Whether the engine does not stay connected to it.
        detach: flag = "Detach",
        /// Whether there is a terminal; as it was created.
        tty: flag = "Tty",
        /// The size of the console: height and width. Since API 1.42.
        console_size: list(i64) = "ConsoleSize",
    }
}

reply! {
    /// What lies at a path in a container.
    pub struct PathStat {
        /// Its name.
        name: String = "name",
        /// Its size in bytes.
        size: Option<i64> = "size",
        /// Its mode, as Go counts it: the high bits say what it is, the low nine who may do what.
        mode: Option<i64> = "mode",
        /// When it was changed (RFC 3339).
        mtime: String = "mtime",
        /// Where it points, if it is a link.
        link_target: String = "linkTarget",
    }
}

request! {
    /// What of a container's limits changes.
    pub struct ContainerUpdateBody {
        /// Share of I/O, 10 to 1000.
        blkio_weight: int = "BlkioWeight",
        /// Share of I/O by device. Since API 1.55.
        blkio_weight_device: list(DeviceWeight) = "BlkioWeightDevice",
        /// Bytes a second that are read, by device. Since API 1.55.
        blkio_device_read_bps: list(DeviceRate) = "BlkioDeviceReadBps",
        /// Bytes a second that are written, by device. Since API 1.55.
        blkio_device_write_bps: list(DeviceRate) = "BlkioDeviceWriteBps",
        /// Reads a second, by device. Since API 1.55.
        blkio_device_read_iops: list(DeviceRate) = "BlkioDeviceReadIOps",
        /// Writes a second, by device. Since API 1.55.
        blkio_device_write_iops: list(DeviceRate) = "BlkioDeviceWriteIOps",
        /// The cgroup that its own is in.
        cgroup_parent: text = "CgroupParent",
        /// Processors (Windows). Since API 1.25.
        cpu_count: int = "CpuCount",
        /// Share of the processors (Windows).
        cpu_percent: int = "CpuPercent",
        /// Microseconds of a scheduler period.
        cpu_period: int = "CpuPeriod",
        /// Microseconds of processor time in each period.
        cpu_quota: int = "CpuQuota",
        /// Microseconds of a real-time period. Since API 1.25.
        cpu_realtime_period: int = "CpuRealtimePeriod",
        /// Microseconds of real-time in each period. Since API 1.25.
        cpu_realtime_runtime: int = "CpuRealtimeRuntime",
        /// Share of the processor, relative to other containers.
        cpu_shares: int = "CpuShares",
        /// Processors, such as `0-2,4`.
        cpuset_cpus: text = "CpusetCpus",
        /// Memory nodes, such as `0,1`.
        cpuset_mems: text = "CpusetMems",
        /// Rules for the devices cgroup. Since API 1.28.
        device_cgroup_rules: texts = "DeviceCgroupRules",
        /// Devices that drivers give. Since API 1.40.
        device_requests: list(DeviceRequest) = "DeviceRequests",
        /// Devices of the host.
        devices: list(DeviceMapping) = "Devices",
        /// Bytes on disk. Until API 1.39.
        disk_quota: bytes = "DiskQuota",
        /// I/O bytes a second (Windows).
        io_maximum_bandwidth: int = "IOMaximumBandwidth",
        /// I/O operations a second (Windows).
        io_maximum_iops: int = "IOMaximumIOps",
        /// Memory of the kernel in bytes. Until API 1.41.
        kernel_memory: bytes = "KernelMemory",
        /// Memory of the kernel's TCP buffers in bytes. API 1.40 to 1.51.
        kernel_memory_tcp: bytes = "KernelMemoryTCP",
        /// Memory in bytes.
        memory: bytes = "Memory",
        /// Memory in bytes that it shrinks to when memory is short.
        memory_reservation: bytes = "MemoryReservation",
        /// Memory and swap in bytes; -1 is no limit.
        memory_swap: bytes = "MemorySwap",
        /// How readily it is swapped out, 0 to 100.
        memory_swappiness: int = "MemorySwappiness",
        /// Billionths of a processor. Since API 1.28.
        nano_cpus: int = "NanoCpus",
        /// Whether the kernel may not kill it when memory is short.
        oom_kill_disable: flag = "OomKillDisable",
        /// How many processes; -1 is no limit. Since API 1.40.
        pids_limit: int = "PidsLimit",
        /// When the engine starts it again.
        restart_policy: one(RestartPolicy) = "RestartPolicy",
        /// Limits of the kind that a shell's `ulimit` sets.
        ulimits: list(Ulimit) = "Ulimits",
    }
}

reply! {
    /// What came of an update.
    pub struct ContainerUpdated {
        /// What the engine had doubts about.
        warnings: Vec<String> = "Warnings",
    }
}

reply! {
    /// The processes in a container, as `ps` lists them.
    pub struct ContainerTop {
        /// The names of the columns.
        titles: Vec<String> = "Titles",
        /// The processes, a cell for each column.
        processes: Vec<Vec<String>> = "Processes",
    }
}

reply! {
    /// Something that a container changed in its files.
    pub struct FilesystemChange {
        /// Where.
        path: String = "Path",
        /// What: 0 is changed, 1 is added, 2 is deleted.
        kind: Option<i64> = "Kind",
    }
}

reply! {
    /// The containers that a prune removed. Since API 1.25.
    pub struct ContainersPruned {
        /// Their ids.
        containers_deleted: Vec<String> = "ContainersDeleted",
        /// Bytes that are free now.
        space_reclaimed: Option<i64> = "SpaceReclaimed",
    }
}

reply! {
    /// What a container uses.
    pub struct ContainerStats {
        /// Its name, with a slash before it. Since API 1.25.
        name: Option<String> = "name",
        /// Its id. Since API 1.25.
        id: Option<String> = "id",
        /// The operating system of the engine. Since API 1.52.
        os_type: Option<String> = "os_type",
        /// When it was measured (RFC 3339).
        read: String = "read",
        /// When it was measured before that (RFC 3339). Since API 1.25.
        preread: String = "preread",
        /// Its processes.
        pids_stats: PidsStats = "pids_stats",
        /// Its I/O on block devices.
        blkio_stats: BlkioStats = "blkio_stats",
        /// How many processors the host has (Windows). Since API 1.25.
        num_procs: Option<i64> = "num_procs",
        /// Its I/O on storage (Windows). Since API 1.25.
        storage_stats: StorageStats = "storage_stats",
        /// Processor time.
        cpu_stats: CpuStats = "cpu_stats",
        /// Processor time as it was measured before.
        precpu_stats: CpuStats = "precpu_stats",
        /// Memory.
        memory_stats: MemoryStats = "memory_stats",
        /// Networks, by interface.
        networks: BTreeMap<String, Box<NetworkStats>> = "networks",
    }
}

reply! {
    /// How many processes a container has.
    pub struct PidsStats {
        /// How many there are.
        current: Option<i64> = "current",
        /// How many there may be.
        limit: Option<i64> = "limit",
    }
}

reply! {
    /// I/O on block devices.
    pub struct BlkioStats {
        /// Bytes.
        io_service_bytes_recursive: Vec<BlkioEntry> = "io_service_bytes_recursive",
        /// Operations.
        io_serviced_recursive: Vec<BlkioEntry> = "io_serviced_recursive",
        /// Operations that wait.
        io_queue_recursive: Vec<BlkioEntry> = "io_queue_recursive",
        /// Time of service.
        io_service_time_recursive: Vec<BlkioEntry> = "io_service_time_recursive",
        /// Time of waiting.
        io_wait_time_recursive: Vec<BlkioEntry> = "io_wait_time_recursive",
        /// Operations that were merged.
        io_merged_recursive: Vec<BlkioEntry> = "io_merged_recursive",
        /// Time.
        io_time_recursive: Vec<BlkioEntry> = "io_time_recursive",
        /// Sectors.
        sectors_recursive: Vec<BlkioEntry> = "sectors_recursive",
    }
}

reply! {
    /// One figure about a block device.
    pub struct BlkioEntry {
        /// The major number of the device.
        major: Option<i64> = "major",
        /// The minor number of the device.
        minor: Option<i64> = "minor",
        /// The operation, such as `read`.
        op: String = "op",
        /// The figure.
        value: Option<i64> = "value",
    }
}

reply! {
    /// I/O on storage (Windows). Since API 1.25.
    pub struct StorageStats {
        /// Reads.
        read_count_normalized: Option<i64> = "read_count_normalized",
        /// Bytes that were read.
        read_size_bytes: Option<i64> = "read_size_bytes",
        /// Writes.
        write_count_normalized: Option<i64> = "write_count_normalized",
        /// Bytes that were written.
        write_size_bytes: Option<i64> = "write_size_bytes",
    }
}

reply! {
    /// Processor time.
    pub struct CpuStats {
        /// What the container used.
        cpu_usage: CpuUsage = "cpu_usage",
        /// What the host used, in nanoseconds.
        system_cpu_usage: Option<i64> = "system_cpu_usage",
        /// How many processors there are. Since API 1.27.
        online_cpus: Option<i64> = "online_cpus",
        /// How often it was held back.
        throttling_data: Throttling = "throttling_data",
    }
}

reply! {
    /// Processor time that a container used.
    pub struct CpuUsage {
        /// In all, in nanoseconds; on Windows in hundreds of them.
        total_usage: Option<i64> = "total_usage",
        /// By processor; with version 2 of the cgroups there is none.
        percpu_usage: Vec<i64> = "percpu_usage",
        /// In the kernel.
        usage_in_kernelmode: Option<i64> = "usage_in_kernelmode",
        /// Outside the kernel.
        usage_in_usermode: Option<i64> = "usage_in_usermode",
    }
}

reply! {
    /// How often a container was held back.
    pub struct Throttling {
        /// Periods in which it had a limit.
        periods: Option<i64> = "periods",
        /// Periods in which it reached the limit.
        throttled_periods: Option<i64> = "throttled_periods",
        /// How long it was held back, in nanoseconds.
        throttled_time: Option<i64> = "throttled_time",
    }
}

reply! {
    /// Memory that a container uses.
    pub struct MemoryStats {
        /// Bytes now.
        usage: Option<i64> = "usage",
        /// Bytes at most; not with version 2 of the cgroups.
        max_usage: Option<i64> = "max_usage",
        /// Figures of the kernel.
        stats: BTreeMap<String, i64> = "stats",
        /// How often it reached the limit; not with version 2 of the cgroups.
        failcnt: Option<i64> = "failcnt",
        /// The limit in bytes.
        limit: Option<i64> = "limit",
        /// Bytes that are committed (Windows). Since API 1.25.
        commitbytes: Option<i64> = "commitbytes",
        /// Bytes that were committed at most (Windows). Since API 1.25.
        commitpeakbytes: Option<i64> = "commitpeakbytes",
        /// Bytes of the private working set (Windows). Since API 1.25.
        privateworkingset: Option<i64> = "privateworkingset",
    }
}

reply! {
    /// What a container sends and receives.
    pub struct NetworkStats {
        /// Bytes received.
        rx_bytes: Option<i64> = "rx_bytes",
        /// Packets received.
        rx_packets: Option<i64> = "rx_packets",
        /// Errors while receiving.
        rx_errors: Option<i64> = "rx_errors",
        /// Packets received and dropped.
        rx_dropped: Option<i64> = "rx_dropped",
        /// Bytes sent.
        tx_bytes: Option<i64> = "tx_bytes",
        /// Packets sent.
        tx_packets: Option<i64> = "tx_packets",
        /// Errors while sending.
        tx_errors: Option<i64> = "tx_errors",
        /// Packets dropped instead of sent.
        tx_dropped: Option<i64> = "tx_dropped",
        /// The id of the endpoint (Windows). Since API 1.25.
        endpoint_id: Option<String> = "endpoint_id",
        /// The id of the instance (Windows). Since API 1.25.
        instance_id: Option<String> = "instance_id",
    }
}

reply! {
    /// An address. Until API 1.51.
    pub struct NetworkAddress {
        /// The address.
        addr: String = "Addr",
        /// The length of its mask.
        prefix_len: Option<i64> = "PrefixLen",
    }
}

reply! {
    /// An engine of a classic Swarm. Until API 1.38.
    pub struct ContainerNode {
        /// Its id.
        id: String = "ID",
        /// Its address.
        ip: String = "IP",
        /// Its address with a port.
        addr: String = "Addr",
        /// Its name.
        name: String = "Name",
        /// How many processors it has.
        cpus: Option<i64> = "Cpus",
        /// Memory in bytes.
        memory: Option<i64> = "Memory",
        /// Labels.
        labels: BTreeMap<String, String> = "Labels",
    }
}

reply! {
    /// Where the files of a container are. Since API 1.52.
    pub struct ContainerStorage {
        /// Its root file system.
        root_fs: Option<RootFsStorage> = "RootFS",
    }
}

reply! {
    /// Where the root file system of a container is. Since API 1.52.
    pub struct RootFsStorage {
        /// As a snapshot.
        snapshot: Option<RootFsSnapshot> = "Snapshot",
    }
}

reply! {
    /// A snapshot. Since API 1.52.
    pub struct RootFsSnapshot {
        /// The snapshotter.
        name: String = "Name",
    }
}
