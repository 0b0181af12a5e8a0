//! The kinds of symbols, and what of a fixture is one.

/// What kind of value a symbol stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Container,
    Image,
    Exec,
    Network,
    Volume,
    Endpoint,
    Sandbox,
    Plugin,
    Node,
    Service,
    Task,
    Secret,
    Config,
    Swarm,
    /// Any other 64 or 12 hexadecimal digits, or 25 letters and digits as Swarm has them.
    Id,
    Uuid,
    /// The id of an engine, twelve groups of four.
    Engine,
    Time,
    /// How long ago, in words.
    Age,
    Port,
    Address,
    Mac,
    /// A name that the engine made up.
    Name,
    /// The version of a Swarm object, which an update must state.
    Version,
    Pid,
    /// Something counted or measured.
    Measure,
    Certificate,
    /// The header of an archive's path.
    Stat,
    /// The bytes of an archive, or the name of a sidecar.
    Body,
    /// Text that only looks like a symbol.
    Text,
}

const NAMES: &[(Kind, &str)] = &[
    (Kind::Container, "container"),
    (Kind::Image, "image"),
    (Kind::Exec, "exec"),
    (Kind::Network, "network"),
    (Kind::Volume, "volume"),
    (Kind::Endpoint, "endpoint"),
    (Kind::Sandbox, "sandbox"),
    (Kind::Plugin, "plugin"),
    (Kind::Node, "node"),
    (Kind::Service, "service"),
    (Kind::Task, "task"),
    (Kind::Secret, "secret"),
    (Kind::Config, "config"),
    (Kind::Swarm, "swarm"),
    (Kind::Id, "id"),
    (Kind::Uuid, "uuid"),
    (Kind::Engine, "engine"),
    (Kind::Time, "time"),
    (Kind::Age, "age"),
    (Kind::Port, "port"),
    (Kind::Address, "address"),
    (Kind::Mac, "mac"),
    (Kind::Name, "name"),
    (Kind::Version, "version"),
    (Kind::Pid, "pid"),
    (Kind::Measure, "measure"),
    (Kind::Certificate, "certificate"),
    (Kind::Stat, "stat"),
    (Kind::Body, "body"),
    (Kind::Text, "text"),
];

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        NAMES.iter().find(|(kind, _)| *kind == self).map_or("id", |(_, name)| name)
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }

    /// Tells whether this is the id of something, of whatever kind.
    pub(super) fn is_id(self) -> bool {
        self <= Self::Id
    }

    /// Tells whether equal literals are equal by chance, so that each occurrence is a symbol of its own.
    pub(super) fn is_fresh(self) -> bool {
        matches!(self, Self::Age | Self::Pid | Self::Measure | Self::Stat | Self::Body)
    }
}

/// Judges an id by the key it stands under; `None` leaves it to the request's path.
pub(super) fn by_key(key: &str) -> Option<Kind> {
    Some(match key {
        "Container" | "ContainerID" | "container" => Kind::Container,
        "Image" | "ImageID" | "image" | "Parent" | "ParentId" | "Deleted" | "RepoDigests" | "RepoTags" => {
            Kind::Image
        }
        "ExecID" | "execID" | "ExecIDs" => Kind::Exec,
        "NetworkID" | "Network" => Kind::Network,
        "EndpointID" => Kind::Endpoint,
        "SandboxID" | "SandboxKey" => Kind::Sandbox,
        "Volumes" | "VolumesDeleted" => Kind::Volume,
        "NodeID" => Kind::Node,
        "ServiceID" => Kind::Service,
        "TaskID" => Kind::Task,
        "SecretID" => Kind::Secret,
        "ConfigID" => Kind::Config,
        "Containers" => Kind::Container,
        "LowerDir" | "MergedDir" | "UpperDir" | "WorkDir" | "Data" => Kind::Id,
        _ => return None,
    })
}

/// Judges an id by the path of its request, without the version in front.
pub(super) fn by_path(path: &str) -> Kind {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty()).peekable();
    segments.next_if(|first| first.starts_with('v') && first[1..].starts_with(|c: char| c.is_ascii_digit()));
    let first = segments.next().unwrap_or_default();
    match first {
        "containers" if path.ends_with("/exec") => Kind::Exec,
        "containers" => Kind::Container,
        "exec" => Kind::Exec,
        "images" | "build" | "commit" | "distribution" => Kind::Image,
        "networks" => Kind::Network,
        "volumes" => Kind::Volume,
        "plugins" => Kind::Plugin,
        "nodes" => Kind::Node,
        "services" => Kind::Service,
        "tasks" => Kind::Task,
        "secrets" => Kind::Secret,
        "configs" => Kind::Config,
        "swarm" => Kind::Swarm,
        _ => Kind::Id,
    }
}

/// Keys whose numbers say something about this moment of this engine.
const MEASURED: &[&str] = &[
    "Containers",
    "ContainersPaused",
    "ContainersRunning",
    "ContainersStopped",
    "Images",
    "LayersSize",
    "MemTotal",
    "NCPU",
    "NEventsListener",
    "NFd",
    "NGoroutines",
    "SizeRootFs",
    "SizeRw",
    "execDuration",
];

/// Judges a number by the key it stands under and the path of its request.
pub(super) fn of_number(key: &str, path: &str, digits: &str) -> Option<Kind> {
    let measures = ["/stats", "/top", "/system/df"].iter().any(|end| path.ends_with(end));
    match key {
        // Nanoseconds that a machine was busy can look like a time.
        _ if path.ends_with("/stats") => Some(Kind::Measure),
        "Pid" | "PID" | "pid" if digits != "0" => Some(Kind::Pid),
        "PublicPort" | "PublishedPort" | "HostPort" if digits != "0" => Some(Kind::Port),
        "Index" => Some(Kind::Version),
        _ if is_time(digits) => Some(Kind::Time),
        _ if measures || MEASURED.contains(&key) => Some(Kind::Measure),
        _ => None,
    }
}

/// Tells whether a number can be a time of the years 2020 to 2039: in seconds, milli-, micro- or nanoseconds.
pub(super) fn is_time(digits: &str) -> bool {
    let whole = digits.split('.').next().unwrap_or_default();
    matches!(whole.len(), 10 | 13 | 16 | 19)
        && whole.bytes().all(|byte| byte.is_ascii_digit())
        && ("1577836800".."2208988800").contains(&&whole[..10])
}

/// Keys whose whole text is a symbol.
pub(super) fn of_text(key: &str, path: &str) -> Option<Kind> {
    Some(match key {
        "TrustRoot" => Kind::Certificate,
        "GlobalIPv6Address" | "IPv6Gateway" | "LinkLocalIPv6Address" => Kind::Address,
        "HostPort" => Kind::Port,
        "execDuration" | "Uptime" => Kind::Measure,
        "Processes" if path.ends_with("/top") => Kind::Measure,
        _ => return None,
    })
}

/// Tells whether a key holds names of containers, which the engine may have made up.
pub(super) fn holds_names(key: &str) -> bool {
    matches!(key, "Name" | "Names" | "name")
}

/// Tells whether a key holds a state with an age in it.
pub(super) fn holds_ages(key: &str) -> bool {
    key == "Status"
}
