//! What a list or a stream of events is narrowed to.

use std::{collections::BTreeMap, fmt};

/// What a list or a stream of events is narrowed to.
///
/// Values of one key are alternatives, and all keys must hold; of labels, all must hold. Which keys there are depends on
/// the operation and the version, and is checked before anything is sent: the [catalogue](crate::catalogue) has them. So
/// is a value that no engine could read, such as a word for a number. Podman takes more keys than the API has; a client
/// with [`Policy::Warn`](crate::catalogue::Policy::Warn) sends them.
///
/// # Examples
///
/// ```
/// use docker_wire::api::Filters;
///
/// let mine = Filters::new().label("owner=me").status("running").status("paused");
/// assert_eq!(mine.to_string(), r#"{"label":["owner=me"],"status":["running","paused"]}"#);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters(BTreeMap<String, Vec<String>>);

macro_rules! keys {
    ($($(#[$doc:meta])* $method:ident = $key:literal,)*) => {
        $($(#[$doc])*
        #[must_use]
        pub fn $method(self, value: impl Into<String>) -> Self {
            self.with($key, value)
        })*
    };
}

impl Filters {
    /// Makes filters that everything passes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value to any key.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.entry(key.into()).or_default().push(value.into());
        self
    }

    /// Adds an exit code of containers.
    #[must_use]
    pub fn exited(self, code: i64) -> Self {
        self.with("exited", code.to_string())
    }

    /// Narrows to images without a name, or with one; and to networks and volumes that nothing uses, or that something
    /// does.
    #[must_use]
    pub fn dangling(self, dangling: bool) -> Self {
        self.with("dangling", dangling.to_string())
    }

    /// Narrows to plugins that are enabled, or that are not.
    #[must_use]
    pub fn enabled(self, enabled: bool) -> Self {
        self.with("enabled", enabled.to_string())
    }

    keys! {
        /// Adds an id, or the beginning of one.
        id = "id",
        /// Adds a name, or a part of one.
        name = "name",
        /// Adds a label: `key` or `key=value`.
        label = "label",
        /// Adds a label that must not be there, to a prune: `key` or `key=value`.
        without_label = "label!",
        /// Adds when they must be older than, to a prune or a list of images: a time such as `2026-01-31T12:00:00`, seconds
        /// since 1970, or how long ago, such as `10m` or `24h`.
        until = "until",
        /// Adds a status of containers, such as `exited`.
        status = "status",
        /// Adds an image that containers are made of.
        ancestor = "ancestor",
        /// Adds a volume that containers use.
        volume = "volume",
        /// Adds a network that containers are in.
        network = "network",
        /// Adds a name that images have, such as `alpine:3.*`.
        reference = "reference",
        /// Adds a role of nodes: `worker` or `manager`.
        role = "role",
        /// Adds whether nodes are let in: `accepted` or `pending`.
        membership = "membership",
        /// Adds a mode of services, such as `replicated-job`.
        mode = "mode",
        /// Adds a service that tasks belong to.
        service = "service",
        /// Adds a node that tasks are on.
        node = "node",
        /// Adds what tasks are meant to do: `running`, `shutdown` or `accepted`.
        desired_state = "desired-state",
        /// Adds what plugins can do, such as `volumedriver`.
        capability = "capability",
        /// Adds a kind of object that events are about, such as `container`.
        r#type = "type",
        /// Adds a kind of event, such as `die`.
        event = "event",
        /// Adds a container that events are about.
        container = "container",
        /// Adds an image that events are about.
        image = "image",
    }
}

/// Writes them as the API does: a JSON object of lists.
impl fmt::Display for Filters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(&self.0).map_err(|_| fmt::Error)?)
    }
}
