//! The fields of the API's `HostConfig`, each with docker-py's name for it.

use serde_json::Value;

use super::short;
use crate::config::{error::Problems, read::Item};

/// How a value is written, and thereby what the API gets.
pub(super) enum Kind {
    /// A string.
    Text,
    /// True or false.
    Flag,
    /// An integer within bounds, both included.
    Whole(i64, i64),
    /// Bytes as a number, or a string with a unit.
    Bytes,
    /// An IP address.
    Address,
    /// A string, or what docker-py turns into one.
    Scalar,
    /// A list of one kind.
    List(&'static Kind),
    /// A table with free keys and values of one kind.
    Table(&'static Kind),
    /// A table with known keys.
    Record(&'static [Field]),
    /// A short form of docker-py, or a value with a rule of its own.
    Short(fn(&Item<'_>, &mut Problems<'_>) -> Option<Value>),
}

/// One key of a record.
pub(super) struct Field {
    /// The API's name.
    pub(super) api: &'static str,
    /// docker-py's name, or the API's in snake case where docker-py has none.
    pub(super) alias: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
}

const fn field(api: &'static str, alias: &'static str, kind: Kind) -> Field {
    Field { api, alias, kind, required: false }
}

const fn required(api: &'static str, alias: &'static str, kind: Kind) -> Field {
    Field { api, alias, kind, required: true }
}

const COUNT: Kind = Kind::Whole(0, i64::MAX);
const LIMIT: Kind = Kind::Whole(-1, i64::MAX);
const TEXTS: Kind = Kind::List(&Kind::Text);
const RATES: Kind =
    Kind::List(&Kind::Record(&[required("Path", "path", Kind::Text), required("Rate", "rate", Kind::Bytes)]));
const WEIGHTS: Kind = Kind::List(&Kind::Record(&[
    required("Path", "path", Kind::Text),
    required("Weight", "weight", Kind::Whole(0, 1000)),
]));

/// Every field of `HostConfig`, in the order of the alphabet.
pub(super) const FIELDS: &[Field] = &[
    field("Annotations", "annotations", Kind::Table(&Kind::Text)),
    field("AutoRemove", "auto_remove", Kind::Short(short::auto_remove)),
    field("Binds", "binds", Kind::Short(short::binds)),
    field("BlkioDeviceReadBps", "device_read_bps", RATES),
    field("BlkioDeviceReadIOps", "device_read_iops", RATES),
    field("BlkioDeviceWriteBps", "device_write_bps", RATES),
    field("BlkioDeviceWriteIOps", "device_write_iops", RATES),
    field("BlkioWeight", "blkio_weight", Kind::Whole(0, 1000)),
    field("BlkioWeightDevice", "blkio_weight_device", WEIGHTS),
    field("CapAdd", "cap_add", TEXTS),
    field("CapDrop", "cap_drop", TEXTS),
    field("Cgroup", "cgroup", Kind::Text),
    field("CgroupParent", "cgroup_parent", Kind::Text),
    field("CgroupnsMode", "cgroupns", Kind::Text),
    field("ConsoleSize", "console_size", Kind::List(&COUNT)),
    field("CpuCount", "cpu_count", COUNT),
    field("CpuPercent", "cpu_percent", Kind::Whole(0, 100)),
    field("CpuPeriod", "cpu_period", COUNT),
    field("CpuQuota", "cpu_quota", LIMIT),
    field("CpuRealtimePeriod", "cpu_rt_period", COUNT),
    field("CpuRealtimeRuntime", "cpu_rt_runtime", COUNT),
    field("CpuShares", "cpu_shares", COUNT),
    field("CpusetCpus", "cpuset_cpus", Kind::Text),
    field("CpusetMems", "cpuset_mems", Kind::Text),
    field("DeviceCgroupRules", "device_cgroup_rules", TEXTS),
    field("DeviceRequests", "device_requests", Kind::List(&Kind::Record(DEVICE_REQUEST))),
    field("Devices", "devices", Kind::List(&Kind::Short(short::device))),
    field("DiskQuota", "disk_quota", Kind::Bytes),
    field("Dns", "dns", Kind::List(&Kind::Address)),
    field("DnsOptions", "dns_opt", TEXTS),
    field("DnsSearch", "dns_search", TEXTS),
    field("ExtraHosts", "extra_hosts", Kind::Short(short::extra_hosts)),
    field("GroupAdd", "group_add", Kind::List(&Kind::Scalar)),
    field("IOMaximumBandwidth", "io_maximum_bandwidth", Kind::Bytes),
    field("IOMaximumIOps", "io_maximum_iops", COUNT),
    field("Init", "init", Kind::Flag),
    field("InitPath", "init_path", Kind::Text),
    field("IpcMode", "ipc_mode", Kind::Text),
    field("Isolation", "isolation", Kind::Text),
    field("KernelMemory", "kernel_memory", Kind::Bytes),
    field("KernelMemoryTCP", "kernel_memory_tcp", Kind::Bytes),
    field("Links", "links", Kind::Short(short::links)),
    field("LogConfig", "log_config", Kind::Record(LOG_CONFIG)),
    field("LxcConf", "lxc_conf", Kind::Short(short::lxc_conf)),
    field("MaskedPaths", "masked_paths", TEXTS),
    field("Memory", "mem_limit", Kind::Bytes),
    field("MemoryReservation", "mem_reservation", Kind::Bytes),
    field("MemorySwap", "memswap_limit", Kind::Bytes),
    field("MemorySwappiness", "mem_swappiness", Kind::Whole(-1, 100)),
    field("Mounts", "mounts", Kind::List(&Kind::Record(MOUNT))),
    field("NanoCpus", "nano_cpus", COUNT),
    field("NetworkMode", "network_mode", Kind::Short(short::network_mode)),
    field("OomKillDisable", "oom_kill_disable", Kind::Flag),
    field("OomScoreAdj", "oom_score_adj", Kind::Whole(-1000, 1000)),
    field("PidMode", "pid_mode", Kind::Text),
    field("PidsLimit", "pids_limit", LIMIT),
    field("PortBindings", "port_bindings", Kind::Short(short::port_bindings)),
    field("Privileged", "privileged", Kind::Flag),
    field("PublishAllPorts", "publish_all_ports", Kind::Flag),
    field("ReadonlyPaths", "readonly_paths", TEXTS),
    field("ReadonlyRootfs", "read_only", Kind::Flag),
    field("RestartPolicy", "restart_policy", Kind::Short(short::restart_policy)),
    field("Runtime", "runtime", Kind::Text),
    field("SecurityOpt", "security_opt", TEXTS),
    field("ShmSize", "shm_size", Kind::Bytes),
    field("StorageOpt", "storage_opt", Kind::Table(&Kind::Scalar)),
    field("Sysctls", "sysctls", Kind::Table(&Kind::Scalar)),
    field("Tmpfs", "tmpfs", Kind::Short(short::tmpfs)),
    field("UTSMode", "uts_mode", Kind::Text),
    field("Ulimits", "ulimits", Kind::List(&Kind::Short(short::ulimit))),
    field("UsernsMode", "userns_mode", Kind::Text),
    field("VolumeDriver", "volume_driver", Kind::Text),
    field("VolumesFrom", "volumes_from", Kind::Short(short::volumes_from)),
];

pub(super) const DEVICE: &[Field] = &[
    required("PathOnHost", "path_on_host", Kind::Text),
    required("PathInContainer", "path_in_container", Kind::Text),
    field("CgroupPermissions", "cgroup_permissions", Kind::Text),
];

const DEVICE_REQUEST: &[Field] = &[
    field("Driver", "driver", Kind::Text),
    field("Count", "count", LIMIT),
    field("DeviceIDs", "device_ids", TEXTS),
    field("Capabilities", "capabilities", Kind::List(&TEXTS)),
    field("Options", "options", Kind::Table(&Kind::Text)),
];

const LOG_CONFIG: &[Field] =
    &[required("Type", "type", Kind::Text), field("Config", "config", Kind::Table(&Kind::Scalar))];

pub(super) const RESTART_POLICY: &[Field] =
    &[field("Name", "name", Kind::Text), field("MaximumRetryCount", "maximum_retry_count", COUNT)];

pub(super) const PORT: &[Field] =
    &[field("HostIp", "host_ip", Kind::Text), field("HostPort", "host_port", Kind::Scalar)];

pub(super) const ULIMIT: &[Field] =
    &[required("Name", "name", Kind::Text), field("Soft", "soft", LIMIT), field("Hard", "hard", LIMIT)];

pub(super) const BIND: &[Field] = &[
    required("bind", "bind", Kind::Text),
    field("mode", "mode", Kind::Text),
    field("ro", "ro", Kind::Flag),
    field("propagation", "propagation", Kind::Text),
];

const MOUNT: &[Field] = &[
    required("Target", "target", Kind::Text),
    field("Source", "source", Kind::Text),
    field("Type", "type", Kind::Text),
    field("ReadOnly", "read_only", Kind::Flag),
    field("Consistency", "consistency", Kind::Text),
    field("BindOptions", "bind_options", Kind::Record(BIND_OPTIONS)),
    field("VolumeOptions", "volume_options", Kind::Record(VOLUME_OPTIONS)),
    field("TmpfsOptions", "tmpfs_options", Kind::Record(TMPFS_OPTIONS)),
    field("ImageOptions", "image_options", Kind::Record(&[field("Subpath", "subpath", Kind::Text)])),
];

const BIND_OPTIONS: &[Field] = &[
    field("Propagation", "propagation", Kind::Text),
    field("NonRecursive", "non_recursive", Kind::Flag),
    field("CreateMountpoint", "create_mountpoint", Kind::Flag),
    field("ReadOnlyNonRecursive", "read_only_non_recursive", Kind::Flag),
    field("ReadOnlyForceRecursive", "read_only_force_recursive", Kind::Flag),
];

const VOLUME_OPTIONS: &[Field] = &[
    field("NoCopy", "no_copy", Kind::Flag),
    field("Labels", "labels", Kind::Table(&Kind::Text)),
    field("Subpath", "subpath", Kind::Text),
    field("DriverConfig", "driver_config", Kind::Record(DRIVER_CONFIG)),
];

const DRIVER_CONFIG: &[Field] =
    &[field("Name", "name", Kind::Text), field("Options", "options", Kind::Table(&Kind::Text))];

const TMPFS_OPTIONS: &[Field] = &[
    field("SizeBytes", "size_bytes", Kind::Bytes),
    field("Mode", "mode", COUNT),
    field("Options", "options", Kind::List(&TEXTS)),
];

/// What a client may set of the API's `EndpointSettings`.
pub(super) const ENDPOINT: &[Field] = &[
    field("Aliases", "aliases", TEXTS),
    field("DriverOpts", "driver_opts", Kind::Table(&Kind::Text)),
    field("GwPriority", "gw_priority", Kind::Whole(i64::MIN, i64::MAX)),
    field("IPAMConfig", "ipam_config", Kind::Record(IPAM)),
    field("Links", "links", TEXTS),
    field("MacAddress", "mac_address", Kind::Text),
];

const IPAM: &[Field] = &[
    field("IPv4Address", "ipv4_address", Kind::Address),
    field("IPv6Address", "ipv6_address", Kind::Address),
    field("LinkLocalIPs", "link_local_ips", Kind::List(&Kind::Address)),
];
