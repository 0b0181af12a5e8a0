//! How the machine runs a container.

use super::{
    DeviceMapping, DeviceRate, DeviceRequest, DeviceWeight, LogConfig, Mount, PortBinding, RestartPolicy,
    Ulimit, macros::request,
};

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
        port_bindings: map(Vec<PortBinding>) = "PortBindings",
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
        shm_size: int = "ShmSize",
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
        memory: int = "Memory",
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
        disk_quota: int = "DiskQuota",
        /// Memory of the kernel in bytes. Until API 1.41.
        kernel_memory: int = "KernelMemory",
        /// Memory of the kernel's TCP buffers in bytes. API 1.40 to 1.51.
        kernel_memory_tcp: int = "KernelMemoryTCP",
        /// Memory in bytes that it shrinks to when memory is short.
        memory_reservation: int = "MemoryReservation",
        /// Memory and swap in bytes; -1 is no limit.
        memory_swap: int = "MemorySwap",
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
