//! What of the host a container may use: the request side of `HostConfig`.

use std::collections::BTreeMap;

use super::{Nothing, request::request};

request! {
    /// What of the host a container may use, and how.
    #[derive(Debug)]
    pub struct HostConfig {
        /// Annotations for the runtime. Since API 1.43.
        annotations "Annotations": BTreeMap<String, String>,
        /// Whether the engine removes the container when it ends. Since API 1.25.
        auto_remove "AutoRemove": bool,
        /// Mounts as `source:target[:options]`.
        binds "Binds": Vec<String>,
        /// Limits of reading, in bytes per second.
        blkio_device_read_bps "BlkioDeviceReadBps": Vec<ThrottleDevice>,
        /// Limits of reading, in operations per second.
        blkio_device_read_iops "BlkioDeviceReadIOps": Vec<ThrottleDevice>,
        /// Limits of writing, in bytes per second.
        blkio_device_write_bps "BlkioDeviceWriteBps": Vec<ThrottleDevice>,
        /// Limits of writing, in operations per second.
        blkio_device_write_iops "BlkioDeviceWriteIOps": Vec<ThrottleDevice>,
        /// The share of block I/O, 10 to 1000; 0 is the default.
        blkio_weight "BlkioWeight": i64,
        /// Shares of block I/O for single devices.
        blkio_weight_device "BlkioWeightDevice": Vec<WeightDevice>,
        /// Capabilities beyond the default ones.
        cap_add "CapAdd": Vec<String>,
        /// Capabilities to do without.
        cap_drop "CapDrop": Vec<String>,
        /// The exact capabilities. API 1.40 to 1.40.
        capabilities "Capabilities": Vec<String>,
        /// The cgroup to use.
        cgroup "Cgroup": String,
        /// The cgroup above the container's.
        cgroup_parent "CgroupParent": String,
        /// The cgroup namespace: `private` or `host`. One of `private`, `host`. Since API 1.41.
        cgroupns_mode "CgroupnsMode": String,
        /// Height and width of the terminal.
        console_size "ConsoleSize": Vec<i64>,
        /// A file that the command line writes the id to.
        container_id_file "ContainerIDFile": String,
        /// The number of processors (Windows). Since API 1.25.
        cpu_count "CpuCount": i64,
        /// The percentage of all processors (Windows).
        cpu_percent "CpuPercent": i64,
        /// The scheduler's period in microseconds.
        cpu_period "CpuPeriod": i64,
        /// Microseconds of processor time in each period.
        cpu_quota "CpuQuota": i64,
        /// The real-time scheduler's period in microseconds. Since API 1.25.
        cpu_realtime_period "CpuRealtimePeriod": i64,
        /// Microseconds of real-time in each period. Since API 1.25.
        cpu_realtime_runtime "CpuRealtimeRuntime": i64,
        /// The relative share of processor time.
        cpu_shares "CpuShares": i64,
        /// Processors that may be used, such as `0-2,4`.
        cpuset_cpus "CpusetCpus": String,
        /// Memory nodes that may be used, such as `0,1`.
        cpuset_mems "CpusetMems": String,
        /// Rules for the devices cgroup, such as `c 13:* rwm`. Since API 1.28.
        device_cgroup_rules "DeviceCgroupRules": Vec<String>,
        /// Devices asked for by what they can do. Since API 1.40.
        device_requests "DeviceRequests": Vec<DeviceRequest>,
        /// Devices of the host.
        devices "Devices": Vec<DeviceMapping>,
        /// The disk limit in bytes. API 1.24 to 1.39.
        disk_quota "DiskQuota": i64,
        /// Name servers.
        dns "Dns": Vec<String>,
        /// Options of the resolver.
        dns_options "DnsOptions": Vec<String>,
        /// Search domains.
        dns_search "DnsSearch": Vec<String>,
        /// Further host names as `name:address`.
        extra_hosts "ExtraHosts": Vec<String>,
        /// Further groups of the user.
        group_add "GroupAdd": Vec<String>,
        /// The limit of the system drive in bytes per second (Windows).
        io_maximum_bandwidth "IOMaximumBandwidth": i64,
        /// The limit of the system drive in operations per second (Windows).
        io_maximum_iops "IOMaximumIOps": i64,
        /// Whether a small init runs as the first process and reaps others. Since API 1.25.
        init "Init": bool,
        /// The path of that init. API 1.25 to 1.28.
        init_path "InitPath": String,
        /// The IPC namespace: `none`, `private`, `shareable`, `host`, or `container:NAME`.
        ipc_mode "IpcMode": String,
        /// How it is isolated (Windows). One of `default`, `process`, `hyperv`, `""`.
        isolation "Isolation": String,
        /// The limit of kernel memory in bytes. API 1.24 to 1.41.
        kernel_memory "KernelMemory": i64,
        /// The limit of TCP buffers in bytes. API 1.40 to 1.51.
        kernel_memory_tcp "KernelMemoryTCP": i64,
        /// Links to other containers as `name:alias`.
        links "Links": Vec<String>,
        /// Where the output goes.
        log_config "LogConfig": LogConfig,
        /// Paths that are hidden; an empty list hides none. Since API 1.38.
        masked_paths "MaskedPaths": Vec<String>,
        /// The limit of memory in bytes; 0 is none.
        memory "Memory": i64,
        /// The soft limit of memory in bytes.
        memory_reservation "MemoryReservation": i64,
        /// The limit of memory and swap together in bytes; -1 is none.
        memory_swap "MemorySwap": i64,
        /// How readily memory is swapped out, 0 to 100.
        memory_swappiness "MemorySwappiness": i64,
        /// Mounts, each in full. Since API 1.25.
        mounts "Mounts": Vec<Mount>,
        /// Processors in billionths. Since API 1.25.
        nano_cpus "NanoCpus": i64,
        /// The network: `bridge`, `host`, `none`, `container:NAME`, or a network's name.
        network_mode "NetworkMode": String,
        /// Whether the kernel must not kill it for want of memory.
        oom_kill_disable "OomKillDisable": bool,
        /// How readily the kernel kills it for want of memory, -1000 to 1000.
        oom_score_adj "OomScoreAdj": i64,
        /// The process namespace: `host` or `container:NAME`.
        pid_mode "PidMode": String,
        /// How many processes there may be; 0 or -1 is no limit.
        pids_limit "PidsLimit": i64,
        /// Where ports such as `80/tcp` are reached on the host.
        port_bindings "PortBindings": BTreeMap<String, Vec<PortBinding>>,
        /// Whether it may do everything that the host may.
        privileged "Privileged": bool,
        /// Whether every exposed port gets a port of the host.
        publish_all_ports "PublishAllPorts": bool,
        /// Paths that are read-only; an empty list is none. Since API 1.38.
        readonly_paths "ReadonlyPaths": Vec<String>,
        /// Whether the root file system is read-only.
        readonly_rootfs "ReadonlyRootfs": bool,
        /// When the engine starts it again by itself.
        restart_policy "RestartPolicy": RestartPolicy,
        /// The runtime.
        runtime "Runtime": String,
        /// Security options, such as `no-new-privileges`.
        security_opt "SecurityOpt": Vec<String>,
        /// The size of `/dev/shm` in bytes.
        shm_size "ShmSize": i64,
        /// Options of the storage driver.
        storage_opt "StorageOpt": BTreeMap<String, String>,
        /// Kernel parameters.
        sysctls "Sysctls": BTreeMap<String, String>,
        /// File systems in memory, by path, with their mount options.
        tmpfs "Tmpfs": BTreeMap<String, String>,
        /// The host name's namespace: `host`.
        uts_mode "UTSMode": String,
        /// Limits of resources.
        ulimits "Ulimits": Vec<Ulimit>,
        /// The user namespace: `host`.
        userns_mode "UsernsMode": String,
        /// The driver of volumes that `Binds` names.
        volume_driver "VolumeDriver": String,
        /// Containers whose volumes are used, as `name[:ro]`.
        volumes_from "VolumesFrom": Vec<String>,
    }
}

request! {
    /// Something mounted into a container.
    #[derive(Debug)]
    pub struct Mount {
        /// More about a bind. Since API 1.25.
        bind_options "BindOptions": BindOptions,
        /// Marks a cluster volume. Since API 1.42.
        cluster_options "ClusterOptions": Nothing,
        /// How consistent it must be. Since API 1.28.
        consistency "Consistency": String,
        /// More about an image. Since API 1.48.
        image_options "ImageOptions": ImageMountOptions,
        /// Whether it is read-only. Since API 1.25.
        read_only "ReadOnly": bool,
        /// The volume's name, or the path on the host. Since API 1.25.
        source "Source": String,
        /// The path in the container. Since API 1.25.
        target "Target": String,
        /// More about a file system in memory. Since API 1.25.
        tmpfs_options "TmpfsOptions": TmpfsOptions,
        /// What is mounted: `bind`, `volume`, `tmpfs`, `npipe`, `cluster`, `image`. One of `bind`, `cluster`, `image`, `npipe`, `tmpfs`, `volume`. Since API 1.25.
        kind "Type": String,
        /// More about a volume. Since API 1.25.
        volume_options "VolumeOptions": VolumeOptions,
    }
}

request! {
    /// How a folder of the host is mounted.
    #[derive(Debug)]
    pub struct BindOptions {
        /// Whether a missing source is made. Since API 1.42.
        create_mountpoint "CreateMountpoint": bool,
        /// Whether what is mounted below the source is left out. Since API 1.40.
        non_recursive "NonRecursive": bool,
        /// How later mounts propagate. One of `private`, `rprivate`, `shared`, `rshared`, `slave`, `rslave`. Since API 1.25.
        propagation "Propagation": String,
        /// Whether it fails unless everything below can be read-only. Since API 1.44.
        read_only_force_recursive "ReadOnlyForceRecursive": bool,
        /// Whether what is mounted below stays writable. Since API 1.44.
        read_only_non_recursive "ReadOnlyNonRecursive": bool,
    }
}

request! {
    /// How a volume is mounted.
    #[derive(Debug)]
    pub struct VolumeOptions {
        /// The driver. Since API 1.25.
        driver_config "DriverConfig": VolumeDriverConfig,
        /// Labels of the volume. Since API 1.25.
        labels "Labels": BTreeMap<String, String>,
        /// Whether the image's files are not copied into a new volume. Since API 1.25.
        no_copy "NoCopy": bool,
        /// The part of the volume that is mounted. Since API 1.45.
        subpath "Subpath": String,
    }
}

request! {
    /// The driver that makes a volume, and what it is told.
    #[derive(Debug)]
    pub struct VolumeDriverConfig {
        /// The driver's name. Since API 1.25.
        name "Name": String,
        /// What it is told. Since API 1.25.
        options "Options": BTreeMap<String, String>,
    }
}

request! {
    /// How a file system in memory is made.
    #[derive(Debug)]
    pub struct TmpfsOptions {
        /// The permissions, as a number. Since API 1.25.
        mode "Mode": i64,
        /// Further mount options. Since API 1.46.
        options "Options": Vec<Vec<String>>,
        /// The size in bytes. Since API 1.25.
        size_bytes "SizeBytes": i64,
    }
}

request! {
    /// How an image is mounted.
    #[derive(Debug)]
    pub struct ImageMountOptions {
        /// The part of the image that is mounted. Since API 1.48.
        subpath "Subpath": String,
    }
}

request! {
    /// Devices asked for by what they can do, such as GPUs.
    #[derive(Debug)]
    pub struct DeviceRequest {
        /// What the devices can do: any of these lists. Since API 1.40.
        capabilities "Capabilities": Vec<Vec<String>>,
        /// How many; -1 is all. Since API 1.40.
        count "Count": i64,
        /// Which. Since API 1.40.
        device_ids "DeviceIDs": Vec<String>,
        /// The driver. Since API 1.40.
        driver "Driver": String,
        /// What the driver is told. Since API 1.40.
        options "Options": BTreeMap<String, String>,
    }
}

request! {
    /// A device of the host, as a container sees it.
    #[derive(Debug)]
    pub struct DeviceMapping {
        /// What may be done with it: `r`, `w`, `m` together.
        cgroup_permissions "CgroupPermissions": String,
        /// Its path in the container.
        path_in_container "PathInContainer": String,
        /// Its path on the host.
        path_on_host "PathOnHost": String,
    }
}

request! {
    /// Where a container's output goes.
    #[derive(Debug)]
    pub struct LogConfig {
        /// What the driver is told.
        config "Config": BTreeMap<String, String>,
        /// The driver: `json-file`, `journald`, `none`, … One of `local`, `json-file`, `syslog`, `journald`, `gelf`, `fluentd`, `awslogs`, `splunk`, `etwlogs`, `none`.
        kind "Type": String,
    }
}

request! {
    /// An address of the host that leads to a port of a container.
    #[derive(Debug)]
    pub struct PortBinding {
        /// The address of the host; empty is all.
        host_ip "HostIp": String,
        /// The port of the host; empty lets the engine choose.
        host_port "HostPort": String,
    }
}

request! {
    /// When the engine starts a container again by itself.
    #[derive(Debug)]
    pub struct RestartPolicy {
        /// How often it is tried, for `on-failure`.
        maximum_retry_count "MaximumRetryCount": i64,
        /// `no`, `always`, `unless-stopped` or `on-failure`. One of `""`, `no`, `always`, `unless-stopped`, `on-failure`.
        name "Name": String,
    }
}

request! {
    /// A limit of a process's resources.
    #[derive(Debug)]
    pub struct Ulimit {
        /// The hard limit.
        hard "Hard": i64,
        /// Its name, such as `nofile`.
        name "Name": String,
        /// The soft limit.
        soft "Soft": i64,
    }
}

request! {
    /// A device's share of block I/O.
    #[derive(Debug)]
    pub struct WeightDevice {
        /// The device's path.
        path "Path": String,
        /// Its share.
        weight "Weight": i64,
    }
}

request! {
    /// A device's limit of block I/O.
    #[derive(Debug)]
    pub struct ThrottleDevice {
        /// The device's path.
        path "Path": String,
        /// The limit per second.
        rate "Rate": i64,
    }
}

request! {
    /// How the engine finds out whether a container is well.
    #[derive(Debug)]
    pub struct Healthcheck {
        /// Nanoseconds between two checks; 0 inherits.
        interval "Interval": i64,
        /// How many failures in a row make it unhealthy.
        retries "Retries": i64,
        /// Nanoseconds between two checks while it starts. Since API 1.44.
        start_interval "StartInterval": i64,
        /// Nanoseconds in which failures do not count. Since API 1.29.
        start_period "StartPeriod": i64,
        /// The check: `["CMD", …]`, `["CMD-SHELL", …]`, or `["NONE"]`.
        test "Test": Vec<String>,
        /// Nanoseconds after which a check has failed.
        timeout "Timeout": i64,
    }
}
