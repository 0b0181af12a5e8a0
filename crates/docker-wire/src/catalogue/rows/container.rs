// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `container`.

use crate::catalogue::gate::{Row, Stream, body, filter, path, query, v};

/// `GET /containers/{id}/archive`, since API 1.24.
pub static CONTAINER_ARCHIVE: Row = Row {
    id: "ContainerArchive", tag: "container", method: "GET", path: "/containers/{id}/archive",
    since: v(24), until: None, streams: &[Stream::TarOut],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("path", "string", 24).spec(),
    ],
};

/// `HEAD /containers/{id}/archive`, since API 1.24.
pub static CONTAINER_ARCHIVE_INFO: Row = Row {
    id: "ContainerArchiveInfo", tag: "container", method: "HEAD", path: "/containers/{id}/archive",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("path", "string", 24).spec(),
    ],
};

/// `POST /containers/{id}/attach`, since API 1.24.
pub static CONTAINER_ATTACH: Row = Row {
    id: "ContainerAttach", tag: "container", method: "POST", path: "/containers/{id}/attach",
    since: v(24), until: None, streams: &[Stream::Hijack, Stream::Frames],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("detachKeys", "string", 24).spec(),
        query("logs", "boolean", 24).spec(),
        query("stderr", "boolean", 24).spec(),
        query("stdin", "boolean", 24).spec(),
        query("stdout", "boolean", 24).spec(),
        query("stream", "boolean", 24).spec(),
    ],
};

/// `GET /containers/{id}/attach/ws`, since API 1.24.
pub static CONTAINER_ATTACH_WEBSOCKET: Row = Row {
    id: "ContainerAttachWebsocket", tag: "container", method: "GET", path: "/containers/{id}/attach/ws",
    since: v(24), until: None, streams: &[Stream::Websocket],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("detachKeys", "string", 24).spec(),
        query("logs", "boolean", 24).spec(),
        query("stderr", "boolean", 42).differs().engine_code(),
        query("stdin", "boolean", 42).differs().engine_code(),
        query("stdout", "boolean", 42).differs().engine_code(),
        query("stream", "boolean", 24).spec(),
    ],
};

/// `GET /containers/{id}/changes`, since API 1.24.
pub static CONTAINER_CHANGES: Row = Row {
    id: "ContainerChanges", tag: "container", method: "GET", path: "/containers/{id}/changes",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
    ],
};

/// `POST /containers/create`, since API 1.24.
pub static CONTAINER_CREATE: Row = Row {
    id: "ContainerCreate", tag: "container", method: "POST", path: "/containers/create",
    since: v(24), until: None, streams: &[],
    gates: &[
        query("name", "string", 24).spec(),
        query("platform", "string", 41).observed(),
        body("", "object", 24).types(),
        body("/ArgsEscaped", "boolean", 24).types(),
        body("/AttachStderr", "boolean", 24).types(),
        body("/AttachStdin", "boolean", 24).types(),
        body("/AttachStdout", "boolean", 24).types(),
        body("/Cmd", "array<string>|string", 24).types(),
        body("/Domainname", "string", 24).types(),
        body("/Entrypoint", "array<string>|string", 24).types(),
        body("/Env", "array<string>", 24).types(),
        body("/ExposedPorts", "map<empty>", 24).types(),
        body("/Healthcheck", "object", 24).types(),
        body("/Healthcheck/Interval", "integer:int64", 24).types(),
        body("/Healthcheck/Retries", "integer", 24).types(),
        body("/Healthcheck/StartInterval", "integer:int64", 44).observed(),
        body("/Healthcheck/StartPeriod", "integer:int64", 29).types(),
        body("/Healthcheck/Test", "array<string>", 24).types(),
        body("/Healthcheck/Timeout", "integer:int64", 24).types(),
        body("/HostConfig", "object", 24).types(),
        body("/HostConfig/Annotations", "map<string>", 43).observed(),
        body("/HostConfig/AutoRemove", "boolean", 25).engine_code(),
        body("/HostConfig/Binds", "array<string>", 24).types(),
        body("/HostConfig/BlkioDeviceReadBps", "array<object>", 24).types(),
        body("/HostConfig/BlkioDeviceReadBps/*/Path", "string", 24).types(),
        body("/HostConfig/BlkioDeviceReadBps/*/Rate", "integer:int64", 24).types(),
        body("/HostConfig/BlkioDeviceReadIOps", "array<object>", 24).types(),
        body("/HostConfig/BlkioDeviceReadIOps/*/Path", "string", 24).types(),
        body("/HostConfig/BlkioDeviceReadIOps/*/Rate", "integer:int64", 24).types(),
        body("/HostConfig/BlkioDeviceWriteBps", "array<object>", 24).types(),
        body("/HostConfig/BlkioDeviceWriteBps/*/Path", "string", 24).types(),
        body("/HostConfig/BlkioDeviceWriteBps/*/Rate", "integer:int64", 24).types(),
        body("/HostConfig/BlkioDeviceWriteIOps", "array<object>", 24).types(),
        body("/HostConfig/BlkioDeviceWriteIOps/*/Path", "string", 24).types(),
        body("/HostConfig/BlkioDeviceWriteIOps/*/Rate", "integer:int64", 24).types(),
        body("/HostConfig/BlkioWeight", "integer", 24).types(),
        body("/HostConfig/BlkioWeightDevice", "array<object>", 24).types(),
        body("/HostConfig/BlkioWeightDevice/*/Path", "string", 24).types(),
        body("/HostConfig/BlkioWeightDevice/*/Weight", "integer", 24).types(),
        body("/HostConfig/CapAdd", "array<string>|string", 24).types(),
        body("/HostConfig/CapDrop", "array<string>|string", 24).types(),
        body("/HostConfig/Capabilities", "array<string>", 40).until(40).engine_code(),
        body("/HostConfig/Cgroup", "string", 24).types(),
        body("/HostConfig/CgroupParent", "string", 24).types(),
        body("/HostConfig/CgroupnsMode", "string", 41).types().values(&["private", "host"]),
        body("/HostConfig/ConsoleSize", "array<integer>", 24).engine_code(),
        body("/HostConfig/ContainerIDFile", "string", 24).types(),
        body("/HostConfig/CpuCount", "integer:int64", 25).engine_code(),
        body("/HostConfig/CpuPercent", "integer:int64", 24).types(),
        body("/HostConfig/CpuPeriod", "integer:int64", 24).types(),
        body("/HostConfig/CpuQuota", "integer:int64", 24).types(),
        body("/HostConfig/CpuRealtimePeriod", "integer:int64", 25).types(),
        body("/HostConfig/CpuRealtimeRuntime", "integer:int64", 25).types(),
        body("/HostConfig/CpuShares", "integer", 24).types(),
        body("/HostConfig/CpusetCpus", "string", 24).types(),
        body("/HostConfig/CpusetMems", "string", 24).types(),
        body("/HostConfig/DeviceCgroupRules", "array<string>", 28).types(),
        body("/HostConfig/DeviceRequests", "array<object>", 40).types(),
        body("/HostConfig/DeviceRequests/*/Capabilities", "array<array<string>>", 40).types(),
        body("/HostConfig/DeviceRequests/*/Count", "integer", 40).types(),
        body("/HostConfig/DeviceRequests/*/DeviceIDs", "array<string>", 40).types(),
        body("/HostConfig/DeviceRequests/*/Driver", "string", 40).types(),
        body("/HostConfig/DeviceRequests/*/Options", "map<string>", 40).types(),
        body("/HostConfig/Devices", "array<object>", 24).types(),
        body("/HostConfig/Devices/*/CgroupPermissions", "string", 24).types(),
        body("/HostConfig/Devices/*/PathInContainer", "string", 24).types(),
        body("/HostConfig/Devices/*/PathOnHost", "string", 24).types(),
        body("/HostConfig/DiskQuota", "integer:int64", 24).until(39).types(),
        body("/HostConfig/Dns", "array<string:ip-address>", 24).types(),
        body("/HostConfig/DnsOptions", "array<string>", 24).types(),
        body("/HostConfig/DnsSearch", "array<string>", 24).types(),
        body("/HostConfig/ExtraHosts", "array<string>", 24).types(),
        body("/HostConfig/GroupAdd", "array<string>", 24).types(),
        body("/HostConfig/IOMaximumBandwidth", "integer:int64", 24).types(),
        body("/HostConfig/IOMaximumIOps", "integer:int64", 24).types(),
        body("/HostConfig/Init", "boolean", 25).types(),
        body("/HostConfig/InitPath", "string", 25).until(28).types(),
        body("/HostConfig/IpcMode", "string", 24).types(),
        body("/HostConfig/Isolation", "string", 24).types().values(&["default", "process", "hyperv", ""]),
        body("/HostConfig/KernelMemory", "integer:int64", 24).until(41).observed(),
        body("/HostConfig/KernelMemoryTCP", "integer:int64", 40).until(51).types(),
        body("/HostConfig/Links", "array<string>", 24).types(),
        body("/HostConfig/LogConfig", "object", 24).types(),
        body("/HostConfig/LogConfig/Config", "map<string>", 24).types(),
        body("/HostConfig/LogConfig/Type", "string", 24).types().values(&["local", "json-file", "syslog", "journald", "gelf", "fluentd", "awslogs", "splunk", "etwlogs", "none"]),
        body("/HostConfig/LogConfig/Type", "string", 39).value("local").refused().engine_code(),
        body("/HostConfig/MaskedPaths", "array<string>", 38).types(),
        body("/HostConfig/Memory", "integer:int64", 24).types(),
        body("/HostConfig/MemoryReservation", "integer:int64", 24).types(),
        body("/HostConfig/MemorySwap", "integer:int64", 24).types(),
        body("/HostConfig/MemorySwappiness", "integer:int64", 24).types(),
        body("/HostConfig/Mounts", "array<object>", 25).types(),
        body("/HostConfig/Mounts/*/BindOptions", "object", 25).types(),
        body("/HostConfig/Mounts/*/BindOptions/CreateMountpoint", "boolean", 42).observed(),
        body("/HostConfig/Mounts/*/BindOptions/NonRecursive", "boolean", 40).observed(),
        body("/HostConfig/Mounts/*/BindOptions/Propagation", "string", 25).types().values(&["private", "rprivate", "shared", "rshared", "slave", "rslave"]),
        body("/HostConfig/Mounts/*/BindOptions/ReadOnlyForceRecursive", "boolean", 44).observed(),
        body("/HostConfig/Mounts/*/BindOptions/ReadOnlyNonRecursive", "boolean", 44).differs().engine_code(),
        body("/HostConfig/Mounts/*/ClusterOptions", "empty", 42).types(),
        body("/HostConfig/Mounts/*/Consistency", "string", 28).types(),
        body("/HostConfig/Mounts/*/ImageOptions", "object", 48).types(),
        body("/HostConfig/Mounts/*/ImageOptions/Subpath", "string", 48).types(),
        body("/HostConfig/Mounts/*/ReadOnly", "boolean", 25).types(),
        body("/HostConfig/Mounts/*/Source", "string", 25).types(),
        body("/HostConfig/Mounts/*/Target", "string", 25).types(),
        body("/HostConfig/Mounts/*/TmpfsOptions", "object", 25).types(),
        body("/HostConfig/Mounts/*/TmpfsOptions/Mode", "integer", 25).types(),
        body("/HostConfig/Mounts/*/TmpfsOptions/Options", "array<array<string>>", 46).observed(),
        body("/HostConfig/Mounts/*/TmpfsOptions/SizeBytes", "integer:int64", 25).types(),
        body("/HostConfig/Mounts/*/Type", "string", 25).types().values(&["bind", "cluster", "image", "npipe", "tmpfs", "volume"]),
        body("/HostConfig/Mounts/*/Type", "string", 42).value("cluster").refused().spec(),
        body("/HostConfig/Mounts/*/Type", "string", 48).value("image").refused().observed(),
        body("/HostConfig/Mounts/*/Type", "string", 32).value("npipe").refused().spec(),
        body("/HostConfig/Mounts/*/VolumeOptions", "object", 25).types(),
        body("/HostConfig/Mounts/*/VolumeOptions/DriverConfig", "object", 25).types(),
        body("/HostConfig/Mounts/*/VolumeOptions/DriverConfig/Name", "string", 25).types(),
        body("/HostConfig/Mounts/*/VolumeOptions/DriverConfig/Options", "map<string>", 25).types(),
        body("/HostConfig/Mounts/*/VolumeOptions/Labels", "map<string>", 25).types(),
        body("/HostConfig/Mounts/*/VolumeOptions/NoCopy", "boolean", 25).types(),
        body("/HostConfig/Mounts/*/VolumeOptions/Subpath", "string", 45).observed(),
        body("/HostConfig/NanoCpus", "integer:int64", 25).types(),
        body("/HostConfig/NetworkMode", "string", 24).types(),
        body("/HostConfig/OomKillDisable", "boolean", 24).types(),
        body("/HostConfig/OomScoreAdj", "integer", 24).types(),
        body("/HostConfig/PidMode", "string", 24).types(),
        body("/HostConfig/PidsLimit", "integer:int64", 24).types(),
        body("/HostConfig/PortBindings", "map<array<object>>", 24).types(),
        body("/HostConfig/PortBindings/*/*/HostIp", "string", 24).types(),
        body("/HostConfig/PortBindings/*/*/HostPort", "string", 24).types(),
        body("/HostConfig/Privileged", "boolean", 24).types(),
        body("/HostConfig/PublishAllPorts", "boolean", 24).types(),
        body("/HostConfig/ReadonlyPaths", "array<string>", 38).types(),
        body("/HostConfig/ReadonlyRootfs", "boolean", 24).types(),
        body("/HostConfig/RestartPolicy", "object", 24).types(),
        body("/HostConfig/RestartPolicy/MaximumRetryCount", "integer", 24).types(),
        body("/HostConfig/RestartPolicy/Name", "string", 24).types().values(&["", "no", "always", "unless-stopped", "on-failure"]),
        body("/HostConfig/Runtime", "string", 24).types(),
        body("/HostConfig/SecurityOpt", "array<string>", 24).types(),
        body("/HostConfig/ShmSize", "integer:int64", 24).types(),
        body("/HostConfig/StorageOpt", "map<string>", 24).types(),
        body("/HostConfig/Sysctls", "map<string>", 24).types(),
        body("/HostConfig/Tmpfs", "map<string>", 24).types(),
        body("/HostConfig/UTSMode", "string", 24).types(),
        body("/HostConfig/Ulimits", "array<object>", 24).types(),
        body("/HostConfig/Ulimits/*/Hard", "integer", 24).types(),
        body("/HostConfig/Ulimits/*/Name", "string", 24).types(),
        body("/HostConfig/Ulimits/*/Soft", "integer", 24).types(),
        body("/HostConfig/UsernsMode", "string", 24).types(),
        body("/HostConfig/VolumeDriver", "string", 24).types(),
        body("/HostConfig/VolumesFrom", "array<string>", 24).types(),
        body("/Hostname", "string", 24).types(),
        body("/Image", "string", 24).types(),
        body("/Labels", "map<string>", 24).types(),
        body("/MacAddress", "string", 24).until(51).engine_code(),
        body("/NetworkDisabled", "boolean", 24).types(),
        body("/NetworkingConfig", "object", 24).types(),
        body("/NetworkingConfig/EndpointsConfig", "map<object>", 24).types(),
        body("/NetworkingConfig/EndpointsConfig", "map<object>", 44).more_than_one().refused().observed(),
        body("/NetworkingConfig/EndpointsConfig/*/Aliases", "array<string>", 24).types(),
        body("/NetworkingConfig/EndpointsConfig/*/DNSNames", "array<string>", 44).types(),
        body("/NetworkingConfig/EndpointsConfig/*/DriverOpts", "map<string>", 30).types(),
        body("/NetworkingConfig/EndpointsConfig/*/EndpointID", "string", 24).types(),
        body("/NetworkingConfig/EndpointsConfig/*/Gateway", "string", 24).types(),
        body("/NetworkingConfig/EndpointsConfig/*/GlobalIPv6Address", "string", 24).types(),
        body("/NetworkingConfig/EndpointsConfig/*/GlobalIPv6PrefixLen", "integer:int64", 24).types(),
        body("/NetworkingConfig/EndpointsConfig/*/GwPriority", "integer:int64", 48).observed(),
        body("/NetworkingConfig/EndpointsConfig/*/IPAMConfig", "object", 24).types(),
        body("/NetworkingConfig/EndpointsConfig/*/IPAMConfig/IPv4Address", "string", 24).types(),
        body("/NetworkingConfig/EndpointsConfig/*/IPAMConfig/IPv6Address", "string", 24).types(),
        body("/NetworkingConfig/EndpointsConfig/*/IPAMConfig/LinkLocalIPs", "array<string>", 24).types(),
        body("/NetworkingConfig/EndpointsConfig/*/IPAddress", "string", 24).types(),
        body("/NetworkingConfig/EndpointsConfig/*/IPPrefixLen", "integer", 24).types(),
        body("/NetworkingConfig/EndpointsConfig/*/IPv6Gateway", "string", 24).types(),
        body("/NetworkingConfig/EndpointsConfig/*/Links", "array<string>", 24).types(),
        body("/NetworkingConfig/EndpointsConfig/*/MacAddress", "string", 44).observed(),
        body("/NetworkingConfig/EndpointsConfig/*/NetworkID", "string", 24).types(),
        body("/OnBuild", "array<string>", 24).types(),
        body("/OpenStdin", "boolean", 24).types(),
        body("/Shell", "array<string>|string", 24).types(),
        body("/StdinOnce", "boolean", 24).types(),
        body("/StopSignal", "string", 24).types(),
        body("/StopTimeout", "integer", 25).engine_code(),
        body("/Tty", "boolean", 24).types(),
        body("/User", "string", 24).types(),
        body("/Volumes", "map<empty>", 24).types(),
        body("/WorkingDir", "string", 24).types(),
    ],
};

/// `DELETE /containers/{id}`, since API 1.24.
pub static CONTAINER_DELETE: Row = Row {
    id: "ContainerDelete", tag: "container", method: "DELETE", path: "/containers/{id}",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("force", "boolean", 24).spec(),
        query("link", "boolean", 24).engine_code(),
        query("v", "boolean", 24).spec(),
    ],
};

/// `GET /containers/{id}/export`, since API 1.24.
pub static CONTAINER_EXPORT: Row = Row {
    id: "ContainerExport", tag: "container", method: "GET", path: "/containers/{id}/export",
    since: v(24), until: None, streams: &[Stream::TarOut],
    gates: &[
        path("id", "string", 24).refused().spec(),
    ],
};

/// `GET /containers/{id}/json`, since API 1.24.
pub static CONTAINER_INSPECT: Row = Row {
    id: "ContainerInspect", tag: "container", method: "GET", path: "/containers/{id}/json",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("size", "boolean", 24).spec(),
    ],
};

/// `POST /containers/{id}/kill`, since API 1.24.
pub static CONTAINER_KILL: Row = Row {
    id: "ContainerKill", tag: "container", method: "POST", path: "/containers/{id}/kill",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("signal", "string", 24).spec(),
    ],
};

/// `GET /containers/json`, since API 1.24.
pub static CONTAINER_LIST: Row = Row {
    id: "ContainerList", tag: "container", method: "GET", path: "/containers/json",
    since: v(24), until: None, streams: &[],
    gates: &[
        query("all", "boolean", 24).spec(),
        query("before", "string", 24).until(52).engine_code(),
        query("filters", "string:json-object", 24).spec(),
        query("limit", "integer", 24).spec(),
        query("since", "string", 24).until(52).engine_code(),
        query("size", "boolean", 24).spec(),
        filter("ancestor", "string", 24).refused().spec(),
        filter("before", "string", 24).refused().spec(),
        filter("exited", "integer", 24).refused().spec(),
        filter("expose", "string", 28).refused().spec(),
        filter("health", "string", 25).refused().spec().values(&["healthy", "none", "starting", "unhealthy"]),
        filter("id", "string", 24).refused().engine_code(),
        filter("is-task", "boolean", 25).refused().spec(),
        filter("isolation", "string", 24).refused().spec().values(&["default", "hyperv", "process"]),
        filter("label", "string", 24).refused().spec(),
        filter("name", "string", 24).refused().spec(),
        filter("network", "string", 24).refused().spec(),
        filter("publish", "string", 28).refused().spec(),
        filter("since", "string", 24).refused().spec(),
        filter("status", "string", 24).refused().spec().values(&["created", "dead", "exited", "paused", "removing", "restarting", "running"]),
        filter("volume", "string", 24).refused().spec(),
    ],
};

/// `GET /containers/{id}/logs`, since API 1.24.
pub static CONTAINER_LOGS: Row = Row {
    id: "ContainerLogs", tag: "container", method: "GET", path: "/containers/{id}/logs",
    since: v(24), until: None, streams: &[Stream::Frames],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("details", "boolean", 24).engine_code(),
        query("follow", "boolean", 24).spec(),
        query("format", "string", 54).engine_code(),
        query("since", "number", 24).spec(),
        query("stderr", "boolean", 24).spec(),
        query("stdout", "boolean", 24).spec(),
        query("tail", "string", 24).spec(),
        query("timestamps", "boolean", 24).spec(),
        query("until", "number", 35).spec(),
    ],
};

/// `POST /containers/{id}/pause`, since API 1.24.
pub static CONTAINER_PAUSE: Row = Row {
    id: "ContainerPause", tag: "container", method: "POST", path: "/containers/{id}/pause",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
    ],
};

/// `POST /containers/prune`, since API 1.25.
pub static CONTAINER_PRUNE: Row = Row {
    id: "ContainerPrune", tag: "container", method: "POST", path: "/containers/prune",
    since: v(25), until: None, streams: &[],
    gates: &[
        query("filters", "string:json-object", 25).engine_code(),
        filter("label", "string", 29).spec(),
        filter("label!", "string", 29).spec(),
        filter("until", "string:time", 28).spec(),
    ],
};

/// `POST /containers/{id}/rename`, since API 1.24.
pub static CONTAINER_RENAME: Row = Row {
    id: "ContainerRename", tag: "container", method: "POST", path: "/containers/{id}/rename",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("name", "string", 24).spec(),
    ],
};

/// `POST /containers/{id}/resize`, since API 1.24.
pub static CONTAINER_RESIZE: Row = Row {
    id: "ContainerResize", tag: "container", method: "POST", path: "/containers/{id}/resize",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("h", "integer", 24).spec(),
        query("w", "integer", 24).spec(),
    ],
};

/// `POST /containers/{id}/restart`, since API 1.24.
pub static CONTAINER_RESTART: Row = Row {
    id: "ContainerRestart", tag: "container", method: "POST", path: "/containers/{id}/restart",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("signal", "string", 42).observed(),
        query("t", "integer", 24).spec(),
    ],
};

/// `POST /containers/{id}/start`, since API 1.24.
pub static CONTAINER_START: Row = Row {
    id: "ContainerStart", tag: "container", method: "POST", path: "/containers/{id}/start",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("checkpoint", "string", 25).engine_code(),
        query("checkpoint-dir", "string", 25).engine_code(),
        query("detachKeys", "string", 24).spec(),
    ],
};

/// `GET /containers/{id}/stats`, since API 1.24.
pub static CONTAINER_STATS: Row = Row {
    id: "ContainerStats", tag: "container", method: "GET", path: "/containers/{id}/stats",
    since: v(24), until: None, streams: &[Stream::Ndjson],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("one-shot", "boolean", 41).observed(),
        query("stream", "boolean", 24).spec(),
    ],
};

/// `POST /containers/{id}/stop`, since API 1.24.
pub static CONTAINER_STOP: Row = Row {
    id: "ContainerStop", tag: "container", method: "POST", path: "/containers/{id}/stop",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("signal", "string", 42).observed(),
        query("t", "integer", 24).spec(),
    ],
};

/// `GET /containers/{id}/top`, since API 1.24.
pub static CONTAINER_TOP: Row = Row {
    id: "ContainerTop", tag: "container", method: "GET", path: "/containers/{id}/top",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("ps_args", "string", 24).spec(),
    ],
};

/// `POST /containers/{id}/unpause`, since API 1.24.
pub static CONTAINER_UNPAUSE: Row = Row {
    id: "ContainerUnpause", tag: "container", method: "POST", path: "/containers/{id}/unpause",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
    ],
};

/// `POST /containers/{id}/update`, since API 1.24.
pub static CONTAINER_UPDATE: Row = Row {
    id: "ContainerUpdate", tag: "container", method: "POST", path: "/containers/{id}/update",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        body("", "object", 24).types(),
        body("/BlkioDeviceReadBps", "array<object>", 55).engine_code(),
        body("/BlkioDeviceReadBps/*/Path", "string", 55).engine_code(),
        body("/BlkioDeviceReadBps/*/Rate", "integer:int64", 55).engine_code(),
        body("/BlkioDeviceReadIOps", "array<object>", 55).engine_code(),
        body("/BlkioDeviceReadIOps/*/Path", "string", 55).engine_code(),
        body("/BlkioDeviceReadIOps/*/Rate", "integer:int64", 55).engine_code(),
        body("/BlkioDeviceWriteBps", "array<object>", 55).engine_code(),
        body("/BlkioDeviceWriteBps/*/Path", "string", 55).engine_code(),
        body("/BlkioDeviceWriteBps/*/Rate", "integer:int64", 55).engine_code(),
        body("/BlkioDeviceWriteIOps", "array<object>", 55).engine_code(),
        body("/BlkioDeviceWriteIOps/*/Path", "string", 55).engine_code(),
        body("/BlkioDeviceWriteIOps/*/Rate", "integer:int64", 55).engine_code(),
        body("/BlkioWeight", "integer", 24).types(),
        body("/BlkioWeightDevice", "array<object>", 55).engine_code(),
        body("/BlkioWeightDevice/*/Path", "string", 55).engine_code(),
        body("/BlkioWeightDevice/*/Weight", "integer", 55).engine_code(),
        body("/CgroupParent", "string", 24).types(),
        body("/CpuCount", "integer:int64", 25).engine_code(),
        body("/CpuPercent", "integer:int64", 24).types(),
        body("/CpuPeriod", "integer:int64", 24).types(),
        body("/CpuQuota", "integer:int64", 24).types(),
        body("/CpuRealtimePeriod", "integer:int64", 25).types(),
        body("/CpuRealtimeRuntime", "integer:int64", 25).types(),
        body("/CpuShares", "integer", 24).types(),
        body("/CpusetCpus", "string", 24).types(),
        body("/CpusetMems", "string", 24).types(),
        body("/DeviceCgroupRules", "array<string>", 28).types(),
        body("/DeviceRequests", "array<object>", 40).types(),
        body("/DeviceRequests/*/Capabilities", "array<array<string>>", 40).types(),
        body("/DeviceRequests/*/Count", "integer", 40).types(),
        body("/DeviceRequests/*/DeviceIDs", "array<string>", 40).types(),
        body("/DeviceRequests/*/Driver", "string", 40).types(),
        body("/DeviceRequests/*/Options", "map<string>", 40).types(),
        body("/Devices", "array<object>", 24).types(),
        body("/Devices/*/CgroupPermissions", "string", 24).types(),
        body("/Devices/*/PathInContainer", "string", 24).types(),
        body("/Devices/*/PathOnHost", "string", 24).types(),
        body("/DiskQuota", "integer:int64", 24).until(39).types(),
        body("/IOMaximumBandwidth", "integer:int64", 24).types(),
        body("/IOMaximumIOps", "integer:int64", 24).types(),
        body("/KernelMemory", "integer:int64", 24).until(41).observed(),
        body("/KernelMemoryTCP", "integer:int64", 40).until(51).types(),
        body("/Memory", "integer:int64", 24).types(),
        body("/MemoryReservation", "integer:int64", 24).types(),
        body("/MemorySwap", "integer:int64", 24).types(),
        body("/MemorySwappiness", "integer:int64", 24).types(),
        body("/NanoCpus", "integer:int64", 28).engine_code(),
        body("/OomKillDisable", "boolean", 24).types(),
        body("/PidsLimit", "integer:int64", 40).observed(),
        body("/RestartPolicy", "object", 24).types(),
        body("/RestartPolicy/MaximumRetryCount", "integer", 24).types(),
        body("/RestartPolicy/Name", "string", 24).types().values(&["", "no", "always", "unless-stopped", "on-failure"]),
        body("/Ulimits", "array<object>", 24).types(),
        body("/Ulimits/*/Hard", "integer", 24).types(),
        body("/Ulimits/*/Name", "string", 24).types(),
        body("/Ulimits/*/Soft", "integer", 24).types(),
    ],
};

/// `POST /containers/{id}/wait`, since API 1.24.
pub static CONTAINER_WAIT: Row = Row {
    id: "ContainerWait", tag: "container", method: "POST", path: "/containers/{id}/wait",
    since: v(24), until: None, streams: &[Stream::Wait],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("condition", "string", 30).observed().values(&["not-running", "next-exit", "removed"]),
    ],
};

/// `PUT /containers/{id}/archive`, since API 1.24.
pub static PUT_CONTAINER_ARCHIVE: Row = Row {
    id: "PutContainerArchive", tag: "container", method: "PUT", path: "/containers/{id}/archive",
    since: v(24), until: None, streams: &[Stream::TarIn],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("copyUIDGID", "boolean", 30).engine_code(),
        query("noOverwriteDirNonDir", "boolean", 24).spec(),
        query("path", "string", 24).spec(),
        body("", "string:binary", 24).types(),
    ],
};
