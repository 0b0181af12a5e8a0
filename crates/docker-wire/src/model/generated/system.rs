// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `system`.

use std::collections::BTreeMap;

use crate::model::{BuildCache, ContainerSummary, GenericResource, ImageSummary, SwarmInfo, Volume, macros::{reply, request, words}};

reply! {
    /// The versions of an engine and its parts.
    pub struct SystemVersion {
        /// The product. Since API 1.35.
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
    /// A part of an engine. Since API 1.35.
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
    /// What an engine says about itself and its machine.
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
        runtimes: BTreeMap<String, Box<SystemRuntime>> = "Runtimes",
        /// The runtime of containers that do not say one.
        default_runtime: String = "DefaultRuntime",
        /// Whether containers live on when the engine stops.
        live_restore_enabled: bool = "LiveRestoreEnabled",
        /// How containers are isolated (Windows). Since API 1.25.
        isolation: String = "Isolation",
        /// The init process. Since API 1.25.
        init_binary: String = "InitBinary",
        /// Security systems, as `name=seccomp,profile=default`.
        security_options: Vec<String> = "SecurityOptions",
        /// What the engine has doubts about. Since API 1.39.
        warnings: Vec<String> = "Warnings",
        /// Whether iptables sees what bridges carry. Until API 1.49.
        bridge_nf_iptables: bool = "BridgeNfIptables",
        /// Whether ip6tables sees what bridges carry. Until API 1.49.
        bridge_nf_ip6tables: bool = "BridgeNfIp6tables",
        /// Where descriptions of devices are. Since API 1.44.
        cdi_spec_dirs: Vec<String> = "CDISpecDirs",
        /// The store of a classic Swarm. Until API 1.41.
        cluster_store: Option<String> = "ClusterStore",
        /// The address for a classic Swarm. Until API 1.41.
        cluster_advertise: Option<String> = "ClusterAdvertise",
        /// The containerd that it uses. Since API 1.46.
        containerd: Option<Containerd> = "Containerd",
        /// The commit of containerd. Since API 1.25.
        containerd_commit: SystemCommit = "ContainerdCommit",
        /// The commit of runc. Since API 1.25.
        runc_commit: SystemCommit = "RuncCommit",
        /// The commit of the init process. Since API 1.25.
        init_commit: SystemCommit = "InitCommit",
        /// The path of the init process. Until API 1.31.
        init_path: Option<String> = "InitPath",
        /// The digest of the init process. Until API 1.31.
        init_sha1: Option<String> = "InitSha1",
        /// Whether the scheduler period can be set.
        cpu_cfs_period: bool = "CpuCfsPeriod",
        /// Ranges that the subnets of networks come from. Since API 1.41.
        default_address_pools: Vec<AddressPool> = "DefaultAddressPools",
        /// Devices that drivers found. Since API 1.50.
        discovered_devices: Vec<SystemDevice> = "DiscoveredDevices",
        /// Where a classic Swarm finds its members. Until API 1.31.
        discovery_backend: Option<String> = "DiscoveryBackend",
        /// The firewall. Since API 1.49.
        firewall_backend: Option<SystemFirewall> = "FirewallBackend",
        /// Whether memory of the kernel can be limited. Until API 1.41.
        kernel_memory: bool = "KernelMemory",
        /// Whether memory of TCP buffers can be limited. API 1.40 to 1.51.
        kernel_memory_tcp: bool = "KernelMemoryTCP",
        /// How many follow the events, in debug mode.
        n_events_listener: Option<i64> = "NEventsListener",
        /// How many files are open, in debug mode.
        n_fd: Option<i64> = "NFd",
        /// How many goroutines there are, in debug mode.
        n_goroutines: Option<i64> = "NGoroutines",
        /// The node resource interface. Since API 1.53.
        nri: Option<SystemNri> = "NRI",
        /// How soon the kernel kills the engine. Until API 1.31.
        oom_score_adj: Option<i64> = "OomScoreAdj",
        /// Plugins.
        plugins: SystemPlugins = "Plugins",
        /// The license. Since API 1.39.
        product_license: Option<String> = "ProductLicense",
        /// Registries.
        registry_config: Option<RegistryService> = "RegistryConfig",
        /// What it is in a swarm.
        swarm: SwarmInfo = "Swarm",
        /// Resources of kinds that it defines. Since API 1.32.
        generic_resources: Vec<GenericResource> = "GenericResources",
        /// What a classic Swarm says: names and values. Until API 1.40.
        system_status: Vec<Vec<String>> = "SystemStatus",
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
        /// What, of containers and images; `action` says it of all. Until API 1.51.
        status: Option<String> = "status",
        /// To which container or image; `actor` says it of all. Until API 1.51.
        id: Option<String> = "id",
        /// Of which image the container is. Until API 1.51.
        from: Option<String> = "from",
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

request! {
    /// Credentials to check.
    pub struct AuthBody {
        /// The user.
        username: text = "username",
        /// The password. Not shown by `Debug`.
        password: secret = "password",
        /// User and password in base64. Not shown by `Debug`.
        auth: secret = "auth",
        /// An address, which nothing reads. Until API 1.51.
        email: text = "email",
        /// The address of the registry.
        serveraddress: text = "serveraddress",
        /// A token in place of a password. Not shown by `Debug`.
        identitytoken: secret = "identitytoken",
        /// A token that is handed to the registry. Not shown by `Debug`.
        registrytoken: secret = "registrytoken",
    }
}

reply! {
    /// What came of credentials.
    pub struct AuthResult {
        /// In words for people.
        status: String = "Status",
        /// A token to use in their place. Not shown by `Debug`.
        identity_token: crate::model::Private<String> = "IdentityToken",
    }
}

reply! {
    /// What takes room on an engine. Since API 1.25.
    pub struct DataUsage {
        /// Bytes of all layers.
        layers_size: Option<i64> = "LayersSize",
        /// The images.
        images: Vec<ImageSummary> = "Images",
        /// The containers.
        containers: Vec<ContainerSummary> = "Containers",
        /// The volumes.
        volumes: Vec<Volume> = "Volumes",
        /// The records of the build cache. Since API 1.38.
        build_cache: Vec<BuildCache> = "BuildCache",
        /// Bytes of the build cache. API 1.31 to 1.41.
        builder_size: Option<i64> = "BuilderSize",
        /// Images in figures. Since API 1.52.
        image_usage: Option<ImagesUsage> = "ImageUsage",
        /// Containers in figures. Since API 1.52.
        container_usage: Option<ContainersUsage> = "ContainerUsage",
        /// Volumes in figures. Since API 1.52.
        volume_usage: Option<VolumesUsage> = "VolumeUsage",
        /// The build cache in figures. Since API 1.52.
        build_cache_usage: Option<BuildCacheUsage> = "BuildCacheUsage",
    }
}

reply! {
    /// What images take. Since API 1.52.
    pub struct ImagesUsage {
        /// How many are used.
        active_count: Option<i64> = "ActiveCount",
        /// How many there are.
        total_count: Option<i64> = "TotalCount",
        /// Bytes that could be freed.
        reclaimable: Option<i64> = "Reclaimable",
        /// Bytes in all.
        total_size: Option<i64> = "TotalSize",
        /// Each, if that was asked for.
        items: Vec<ImageSummary> = "Items",
    }
}

reply! {
    /// What containers take. Since API 1.52.
    pub struct ContainersUsage {
        /// How many run.
        active_count: Option<i64> = "ActiveCount",
        /// How many there are.
        total_count: Option<i64> = "TotalCount",
        /// Bytes that could be freed.
        reclaimable: Option<i64> = "Reclaimable",
        /// Bytes in all.
        total_size: Option<i64> = "TotalSize",
        /// Each, if that was asked for.
        items: Vec<ContainerSummary> = "Items",
    }
}

reply! {
    /// What volumes take. Since API 1.52.
    pub struct VolumesUsage {
        /// How many are used.
        active_count: Option<i64> = "ActiveCount",
        /// How many there are.
        total_count: Option<i64> = "TotalCount",
        /// Bytes that could be freed.
        reclaimable: Option<i64> = "Reclaimable",
        /// Bytes in all.
        total_size: Option<i64> = "TotalSize",
        /// Each, if that was asked for.
        items: Vec<Volume> = "Items",
    }
}

reply! {
    /// What the build cache takes. Since API 1.52.
    pub struct BuildCacheUsage {
        /// How many records are used.
        active_count: Option<i64> = "ActiveCount",
        /// How many there are.
        total_count: Option<i64> = "TotalCount",
        /// Bytes that could be freed.
        reclaimable: Option<i64> = "Reclaimable",
        /// Bytes in all.
        total_size: Option<i64> = "TotalSize",
        /// Each, if that was asked for.
        items: Vec<BuildCache> = "Items",
    }
}

reply! {
    /// The commit that a part of an engine was built of. Since API 1.25.
    pub struct SystemCommit {
        /// What it is.
        id: String = "ID",
        /// What the engine expected. Until API 1.48.
        expected: Option<String> = "Expected",
    }
}

reply! {
    /// A range that the subnets of networks come from. Since API 1.41.
    pub struct AddressPool {
        /// The range.
        base: String = "Base",
        /// The length of the mask of each.
        size: Option<i64> = "Size",
    }
}

reply! {
    /// The plugins of an engine, by what they do.
    pub struct SystemPlugins {
        /// Volume drivers.
        volume: Vec<String> = "Volume",
        /// Network drivers.
        network: Vec<String> = "Network",
        /// Those who decide on requests.
        authorization: Vec<String> = "Authorization",
        /// Logging drivers. Since API 1.30.
        log: Vec<String> = "Log",
    }
}

reply! {
    /// The registries that an engine knows.
    pub struct RegistryService {
        /// Ranges that may be pushed everything. API 1.30 to 1.48.
        allow_nondistributable_artifacts_cidrs: Vec<String> = "AllowNondistributableArtifactsCIDRs",
        /// Names that may be pushed everything. API 1.30 to 1.48.
        allow_nondistributable_artifacts_hostnames: Vec<String> = "AllowNondistributableArtifactsHostnames",
        /// Ranges that are reached without TLS.
        insecure_registry_cidrs: Vec<String> = "InsecureRegistryCIDRs",
        /// Registries, by address.
        index_configs: BTreeMap<String, Box<RegistryIndex>> = "IndexConfigs",
        /// Mirrors of the registry of names without one.
        mirrors: Vec<String> = "Mirrors",
    }
}

reply! {
    /// A registry.
    pub struct RegistryIndex {
        /// Its name.
        name: String = "Name",
        /// Its mirrors.
        mirrors: Vec<String> = "Mirrors",
        /// Whether it is reached with TLS.
        secure: bool = "Secure",
        /// Whether it is that of names without one.
        official: bool = "Official",
    }
}

reply! {
    /// A runtime.
    pub struct SystemRuntime {
        /// The program.
        path: Option<String> = "path",
        /// Its arguments.
        runtime_args: Vec<String> = "runtimeArgs",
        /// The type of its shim. Since API 1.43.
        runtime_type: Option<String> = "runtimeType",
        /// Options of its shim. Since API 1.43.
        options: BTreeMap<String, serde_json::Value> = "options",
        /// What it says about itself. Since API 1.44.
        status: BTreeMap<String, String> = "status",
    }
}

reply! {
    /// The containerd that an engine uses. Since API 1.46.
    pub struct Containerd {
        /// Its address.
        address: String = "Address",
        /// Its namespaces.
        namespaces: ContainerdNamespaces = "Namespaces",
    }
}

reply! {
    /// The namespaces of a containerd. Since API 1.46.
    pub struct ContainerdNamespaces {
        /// That of containers.
        containers: String = "Containers",
        /// That of plugins.
        plugins: String = "Plugins",
    }
}

reply! {
    /// A device that a driver found. Since API 1.50.
    pub struct SystemDevice {
        /// The driver.
        source: String = "Source",
        /// Its id.
        id: String = "ID",
    }
}

reply! {
    /// The firewall of an engine. Since API 1.49.
    pub struct SystemFirewall {
        /// The driver.
        driver: String = "Driver",
        /// What it says: names and values.
        info: Vec<Vec<String>> = "Info",
    }
}

reply! {
    /// The node resource interface of an engine. Since API 1.53.
    pub struct SystemNri {
        /// What it says: names and values.
        info: Vec<Vec<String>> = "Info",
    }
}
