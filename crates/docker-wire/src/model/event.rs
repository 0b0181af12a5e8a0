//! What happened on an engine.

use std::collections::BTreeMap;

use super::macros::{reply, words};

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
