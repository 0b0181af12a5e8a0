// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `task`.

use std::collections::BTreeMap;

use crate::model::{Data, Driver, Healthcheck, Mount, NetworkAttachmentConfig, NodePlatform, Nothing, ObjectVersion, PortConfig, Ulimit, macros::{reply, request, words}};

request! {
    /// What a task is: one of container, plugin and network attachment.
    pub struct TaskSpec {
        /// The plugin that it puts on a node, with runtime `plugin`. Since API 1.31.
        plugin_spec: one(PluginSpec) = "PluginSpec",
        /// The container that it runs.
        container_spec: one(ContainerSpec) = "ContainerSpec",
        /// A container outside of the swarm in its network; engines make such tasks themselves. Since API 1.38.
        network_attachment_spec: one(NetworkAttachmentSpec) = "NetworkAttachmentSpec",
        /// What it may use, and what it needs.
        resources: one(TaskResources) = "Resources",
        /// When another task takes its place.
        restart_policy: one(TaskRestartPolicy) = "RestartPolicy",
        /// On which nodes it may run.
        placement: one(Placement) = "Placement",
        /// A number whose change replaces tasks though nothing else changed. Since API 1.25.
        force_update: int = "ForceUpdate",
        /// What runs it: `container`, `plugin` or `attachment`. Since API 1.30.
        runtime: text = "Runtime",
        /// Its networks. Since API 1.25.
        networks: list(NetworkAttachmentConfig) = "Networks",
        /// Where its output is kept.
        log_driver: one(Driver) = "LogDriver",
    }
}

request! {
    /// The container of a task.
    pub struct ContainerSpec {
        /// The image.
        image: text = "Image",
        /// Labels of the container.
        labels: options = "Labels",
        /// What runs in the place of the image's entry point.
        command: texts = "Command",
        /// Its arguments.
        args: texts = "Args",
        /// The host name inside; a template. Since API 1.25.
        hostname: text = "Hostname",
        /// The environment, as `NAME=value`. Not shown by `Debug`.
        env: secrets = "Env",
        /// The directory that the command runs in.
        dir: text = "Dir",
        /// The user, and after a colon the group, that it runs as.
        user: text = "User",
        /// Further groups of the user. Since API 1.25.
        groups: texts = "Groups",
        /// What security systems make of it. Since API 1.29.
        privileges: one(Privileges) = "Privileges",
        /// The signal that stops it. Since API 1.28.
        stop_signal: text = "StopSignal",
        /// Whether there is a terminal; output and error are then one stream. Since API 1.25.
        tty: flag = "TTY",
        /// Whether standard input stays open. Since API 1.25.
        open_stdin: flag = "OpenStdin",
        /// Whether its root file system is read-only. Since API 1.28.
        read_only: flag = "ReadOnly",
        /// What is mounted.
        mounts: list(Mount) = "Mounts",
        /// The time between the stop signal and SIGKILL.
        stop_grace_period: nanos = "StopGracePeriod",
        /// How the engine finds out whether it is healthy. Since API 1.25.
        healthcheck: one(Healthcheck) = "Healthcheck",
        /// Names and addresses, as lines of a hosts file: the address first. Since API 1.25.
        hosts: texts = "Hosts",
        /// How names are looked up. Since API 1.25.
        dns_config: one(TaskDns) = "DNSConfig",
        /// Secrets that it sees. Since API 1.25.
        secrets: list(TaskSecret) = "Secrets",
        /// How soon the kernel kills it when memory is short, -1000 to 1000. Since API 1.46.
        oom_score_adj: int = "OomScoreAdj",
        /// Configs that it sees. Since API 1.30.
        configs: list(TaskConfig) = "Configs",
        /// How it is isolated (Windows): `default`, `process`, `hyperv`. Since API 1.35.
        isolation: text = "Isolation",
        /// Whether a small init process forwards signals and reaps. Since API 1.38.
        init: flag = "Init",
        /// Settings of the kernel. Since API 1.40.
        sysctls: options = "Sysctls",
        /// Kernel capabilities that it gets. Since API 1.41.
        capability_add: texts = "CapabilityAdd",
        /// Kernel capabilities that it loses. Since API 1.41.
        capability_drop: texts = "CapabilityDrop",
        /// Limits of the kind that a shell's `ulimit` sets. Since API 1.41.
        ulimits: list(Ulimit) = "Ulimits",
    }
}

request! {
    /// What security systems make of a task.
    pub struct Privileges {
        /// The managed service account (Windows).
        credential_spec: one(CredentialSpec) = "CredentialSpec",
        /// Its SELinux labels.
        selinux_context: one(SeLinuxContext) = "SELinuxContext",
        /// Its seccomp profile. Since API 1.44.
        seccomp: one(SeccompOpts) = "Seccomp",
        /// Its AppArmor profile. Since API 1.44.
        app_armor: one(AppArmorOpts) = "AppArmor",
        /// Whether its processes can never gain rights. Since API 1.44.
        no_new_privileges: flag = "NoNewPrivileges",
    }
}

request! {
    /// A managed service account (Windows): one of the fields says where it is described.
    pub struct CredentialSpec {
        /// In a config, by id. Since API 1.40.
        config: text = "Config",
        /// In a file of the engine's folder.
        file: text = "File",
        /// In a value of the node's registry.
        registry: text = "Registry",
    }
}

request! {
    /// The SELinux labels of a task.
    pub struct SeLinuxContext {
        /// Whether there are none.
        disable: flag = "Disable",
        /// The user label.
        user: text = "User",
        /// The role label.
        role: text = "Role",
        /// The type label.
        r#type: text = "Type",
        /// The level label.
        level: text = "Level",
    }
}

request! {
    /// The seccomp profile of a task.
    pub struct SeccompOpts {
        /// Which.
        mode: one(SeccompMode) = "Mode",
        /// The profile itself as JSON, if it is an own one. Not shown by `Debug`.
        profile: one(Data) = "Profile",
    }
}

words! {
    /// Which seccomp profile a task has.
    pub enum SeccompMode {
        /// The engine's.
        Default = "default",
        /// None.
        Unconfined = "unconfined",
        /// An own one.
        Custom = "custom",
    }
}

request! {
    /// The AppArmor profile of a task.
    pub struct AppArmorOpts {
        /// Which.
        mode: one(AppArmorMode) = "Mode",
    }
}

words! {
    /// Which AppArmor profile a task has.
    pub enum AppArmorMode {
        /// The engine's.
        Default = "default",
        /// None.
        Disabled = "disabled",
    }
}

request! {
    /// How a task looks up names.
    pub struct TaskDns {
        /// Name servers.
        nameservers: texts = "Nameservers",
        /// Domains that names are looked up in.
        search: texts = "Search",
        /// Options of the resolver.
        options: texts = "Options",
    }
}

request! {
    /// The file that a secret or config is in a container.
    pub struct FileTarget {
        /// Its name; a bare one is in `/run/secrets`, or for configs in `/`.
        name: text = "Name",
        /// The user that owns it.
        uid: text = "UID",
        /// The group that owns it.
        gid: text = "GID",
        /// Its permission bits.
        mode: int = "Mode",
    }
}

request! {
    /// A secret that a task sees.
    pub struct TaskSecret {
        /// The file that it is.
        file: one(FileTarget) = "File",
        /// Its id, by which it is found.
        secret_id: text = "SecretID",
        /// Its name, for people.
        secret_name: text = "SecretName",
    }
}

request! {
    /// A config that a task sees.
    pub struct TaskConfig {
        /// The file that it is, unless `runtime` is set.
        file: one(FileTarget) = "File",
        /// Says that something else of the task uses it, such as a credential spec. Since API 1.40.
        runtime: one(Nothing) = "Runtime",
        /// Its id, by which it is found.
        config_id: text = "ConfigID",
        /// Its name, for people.
        config_name: text = "ConfigName",
    }
}

request! {
    /// A plugin that a task puts on a node.
    pub struct PluginSpec {
        /// The name that it gets there.
        name: text = "name",
        /// Where it is pulled from.
        remote: text = "remote",
        /// What it is allowed.
        privileges: list(PluginSpecPrivilege) = "privileges",
        /// Whether it is not enabled there.
        disabled: flag = "disabled",
        /// Its environment, as `NAME=value`. Not shown by `Debug`. Since API 1.41.
        env: secrets = "env",
    }
}

request! {
    /// Something that a plugin on a node is allowed.
    pub struct PluginSpecPrivilege {
        /// What.
        name: text = "name",
        /// In words.
        description: text = "description",
        /// To which extent.
        value: texts = "value",
    }
}

request! {
    /// A container outside of a swarm that is in one of its networks.
    pub struct NetworkAttachmentSpec {
        /// The container.
        container_id: text = "ContainerID",
    }
}

request! {
    /// What a task may use, and what it needs.
    pub struct TaskResources {
        /// What it may use.
        limits: one(ResourceLimits) = "Limits",
        /// What its node must have left for it.
        reservations: one(ResourceObject) = "Reservations",
        /// Bytes of swap beyond its memory; -1 is no limit. Since API 1.52.
        swap_bytes: bytes = "SwapBytes",
        /// How readily it is swapped out, 0 to 100. Since API 1.52.
        memory_swappiness: int = "MemorySwappiness",
    }
}

request! {
    /// What a task may use.
    pub struct ResourceLimits {
        /// Billionths of a processor.
        nano_cpus: int = "NanoCPUs",
        /// Memory in bytes.
        memory_bytes: bytes = "MemoryBytes",
        /// How many processes; 0 is no limit. Since API 1.41.
        pids: int = "Pids",
        /// Resources of other kinds; never heeded here. API 1.32 to 1.40.
        generic_resources: list(GenericResource) = "GenericResources",
    }
}

request! {
    /// An amount of processors, memory and the like.
    pub struct ResourceObject {
        /// Billionths of a processor.
        nano_cpus: int = "NanoCPUs",
        /// Memory in bytes.
        memory_bytes: bytes = "MemoryBytes",
        /// Resources of other kinds. Since API 1.32.
        generic_resources: list(GenericResource) = "GenericResources",
    }
}

request! {
    /// A resource of a kind that nodes define: one of the fields says it.
    pub struct GenericResource {
        /// A single thing with a name.
        named_resource_spec: one(NamedResource) = "NamedResourceSpec",
        /// A number of things.
        discrete_resource_spec: one(DiscreteResource) = "DiscreteResourceSpec",
    }
}

request! {
    /// A single thing of a kind that nodes define.
    pub struct NamedResource {
        /// Its kind, such as `GPU`.
        kind: text = "Kind",
        /// Its name.
        value: text = "Value",
    }
}

request! {
    /// A number of things of a kind that nodes define.
    pub struct DiscreteResource {
        /// Their kind, such as `SSD`.
        kind: text = "Kind",
        /// How many.
        value: int = "Value",
    }
}

request! {
    /// When another task takes the place of one that ended.
    pub struct TaskRestartPolicy {
        /// After which end.
        condition: one(RestartCondition) = "Condition",
        /// The time before it starts.
        delay: nanos = "Delay",
        /// How often within the window; 0 is no limit.
        max_attempts: int = "MaxAttempts",
        /// The time over which that is counted; 0 is for ever.
        window: nanos = "Window",
    }
}

words! {
    /// After which end of a task another takes its place.
    pub enum RestartCondition {
        /// None.
        Never = "none",
        /// When it failed.
        OnFailure = "on-failure",
        /// Any.
        Any = "any",
    }
}

request! {
    /// On which nodes a task may run.
    pub struct Placement {
        /// What must hold of a node, such as `node.role==worker`.
        constraints: texts = "Constraints",
        /// How tasks are spread over nodes that will do. Since API 1.28.
        preferences: list(PlacementPreference) = "Preferences",
        /// How many on one node; 0 is no limit. Since API 1.40.
        max_replicas: int = "MaxReplicas",
        /// Platforms that the image is for; none is any. Since API 1.30.
        platforms: list(NodePlatform) = "Platforms",
    }
}

request! {
    /// How tasks are spread over nodes.
    pub struct PlacementPreference {
        /// Evenly over the values of a label.
        spread: one(SpreadOver) = "Spread",
    }
}

request! {
    /// The label over whose values tasks are spread.
    pub struct SpreadOver {
        /// The label, such as `engine.labels.datacenter`.
        spread_descriptor: text = "SpreadDescriptor",
    }
}

reply! {
    /// A task: one attempt to do what a service is for.
    pub struct Task {
        /// Its id.
        id: String = "ID",
        /// Which change of it this is.
        version: ObjectVersion = "Version",
        /// When it was made (RFC 3339).
        created_at: String = "CreatedAt",
        /// When it last changed (RFC 3339).
        updated_at: String = "UpdatedAt",
        /// Its name. Since API 1.25.
        name: String = "Name",
        /// Its labels. Since API 1.25.
        labels: BTreeMap<String, String> = "Labels",
        /// What it is.
        spec: TaskSpec = "Spec",
        /// Its service.
        service_id: String = "ServiceID",
        /// Which of the service's replicas it is; tasks of global services have none.
        slot: Option<i64> = "Slot",
        /// Its node; empty before it has one.
        node_id: String = "NodeID",
        /// The things of other kinds that it has got. Since API 1.32.
        generic_resources: Vec<GenericResource> = "GenericResources",
        /// What it does now.
        status: TaskStatus = "Status",
        /// What it is meant to do.
        desired_state: Option<TaskState> = "DesiredState",
        /// Its networks.
        networks_attachments: Vec<NetworkAttachment> = "NetworksAttachments",
        /// Which run of its job it belongs to. Since API 1.41.
        job_iteration: Option<ObjectVersion> = "JobIteration",
        /// Its cluster volumes. Since API 1.42.
        volumes: Vec<VolumeAttachment> = "Volumes",
    }
}

reply! {
    /// What a task does.
    pub struct TaskStatus {
        /// Since when (RFC 3339).
        timestamp: String = "Timestamp",
        /// In one word.
        state: Option<TaskState> = "State",
        /// In words.
        message: String = "Message",
        /// What went wrong.
        err: String = "Err",
        /// Its container, once there was one.
        container_status: Option<TaskContainer> = "ContainerStatus",
        /// Its ports on its node. Since API 1.25.
        port_status: TaskPorts = "PortStatus",
    }
}

words! {
    /// What a task does, in one word.
    pub enum TaskState {
        /// Was made.
        New = "new",
        /// Has its addresses.
        Allocated = "allocated",
        /// Waits for a node.
        Pending = "pending",
        /// Has a node.
        Assigned = "assigned",
        /// Its node knows of it.
        Accepted = "accepted",
        /// Its image is pulled.
        Preparing = "preparing",
        /// Could start.
        Ready = "ready",
        /// Starts.
        Starting = "starting",
        /// Runs.
        Running = "running",
        /// Has ended well.
        Complete = "complete",
        /// Was stopped.
        Shutdown = "shutdown",
        /// Has ended with an error.
        Failed = "failed",
        /// Could not be run by its node.
        Rejected = "rejected",
        /// Is being removed. Since API 1.37.
        Remove = "remove",
        /// Was on a node that has been gone for long. Since API 1.37.
        Orphaned = "orphaned",
    }
}

reply! {
    /// The container of a task.
    pub struct TaskContainer {
        /// Its id.
        container_id: String = "ContainerID",
        /// The id of its first process on the node.
        pid: Option<i64> = "PID",
        /// Its exit code.
        exit_code: Option<i64> = "ExitCode",
    }
}

reply! {
    /// The ports of a task on its node. Since API 1.25.
    pub struct TaskPorts {
        /// Those that are published on the node itself.
        ports: Vec<PortConfig> = "Ports",
    }
}

reply! {
    /// A network that a task is in.
    pub struct NetworkAttachment {
        /// The network.
        network: SwarmNetwork = "Network",
        /// The task's addresses, with the length of the mask.
        addresses: Vec<String> = "Addresses",
    }
}

reply! {
    /// A network, as a swarm keeps it.
    pub struct SwarmNetwork {
        /// Its id.
        id: String = "ID",
        /// Which change of it this is.
        version: ObjectVersion = "Version",
        /// When it was made (RFC 3339).
        created_at: String = "CreatedAt",
        /// When it last changed (RFC 3339).
        updated_at: String = "UpdatedAt",
        /// What it is meant to be.
        spec: SwarmNetworkSpec = "Spec",
        /// Its driver, and what the driver made of the options.
        driver_state: Driver = "DriverState",
        /// Its addresses, as they were given out.
        ipam_options: Option<SwarmIpam> = "IPAMOptions",
    }
}

reply! {
    /// What a network of a swarm is meant to be.
    pub struct SwarmNetworkSpec {
        /// Its name.
        name: String = "Name",
        /// Labels.
        labels: BTreeMap<String, String> = "Labels",
        /// Its driver.
        driver_configuration: Option<Driver> = "DriverConfiguration",
        /// Whether it has IPv6.
        ipv6_enabled: bool = "IPv6Enabled",
        /// Whether nothing leads out of it.
        internal: bool = "Internal",
        /// Whether containers outside of the swarm can be in it. Since API 1.25.
        attachable: bool = "Attachable",
        /// Whether it carries the published ports. Since API 1.29.
        ingress: bool = "Ingress",
        /// How addresses are given out.
        ipam_options: Option<SwarmIpam> = "IPAMOptions",
        /// The network whose configuration it takes. Since API 1.30.
        config_from: Option<SwarmNetworkSource> = "ConfigFrom",
        /// Where it exists: `swarm` or `local`. Since API 1.30.
        scope: String = "Scope",
    }
}

reply! {
    /// The network that another takes its configuration of. Since API 1.30.
    pub struct SwarmNetworkSource {
        /// Its name.
        network: String = "Network",
    }
}

reply! {
    /// How a network of a swarm gives out addresses.
    pub struct SwarmIpam {
        /// What gives them out.
        driver: Driver = "Driver",
        /// Of which networks.
        configs: Vec<SwarmIpamConfig> = "Configs",
    }
}

reply! {
    /// A network that addresses are given out of.
    pub struct SwarmIpamConfig {
        /// The network, with the length of the mask.
        subnet: String = "Subnet",
        /// The part of it that is given out.
        range: String = "Range",
        /// The gateway.
        gateway: String = "Gateway",
    }
}

reply! {
    /// A cluster volume that a task has. Since API 1.42.
    pub struct VolumeAttachment {
        /// The volume's id.
        id: String = "ID",
        /// How the task names it.
        source: String = "Source",
        /// Where in the container.
        target: String = "Target",
    }
}
