// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `node`.

use std::collections::BTreeMap;

use crate::model::{ObjectVersion, ResourceObject, TlsInfo, Topology, macros::{reply, request, words}};

request! {
    /// What a node of a swarm is meant to be.
    pub struct NodeSpec {
        /// A name that tasks may be placed by; not its host name.
        name: text = "Name",
        /// Labels.
        labels: options = "Labels",
        /// What it does in the swarm.
        role: one(NodeRole) = "Role",
        /// Whether it gets tasks.
        availability: one(NodeAvailability) = "Availability",
    }
}

words! {
    /// What a node does in a swarm.
    pub enum NodeRole {
        /// Runs tasks.
        Worker = "worker",
        /// Runs tasks, and the swarm as well.
        Manager = "manager",
    }
}

words! {
    /// Whether a node gets tasks.
    pub enum NodeAvailability {
        /// It does.
        Active = "active",
        /// It keeps its tasks and gets no others.
        Pause = "pause",
        /// Its tasks move to others.
        Drain = "drain",
    }
}

reply! {
    /// A node of a swarm.
    pub struct Node {
        /// Its id.
        id: String = "ID",
        /// Which change of it this is.
        version: ObjectVersion = "Version",
        /// When it joined (RFC 3339).
        created_at: String = "CreatedAt",
        /// When it last changed (RFC 3339).
        updated_at: String = "UpdatedAt",
        /// What it is meant to be.
        spec: NodeSpec = "Spec",
        /// What it says of itself.
        description: NodeDescription = "Description",
        /// What it does now.
        status: NodeStatus = "Status",
        /// What it does as a manager; workers have none.
        manager_status: Option<ManagerStatus> = "ManagerStatus",
    }
}

reply! {
    /// What a node says of itself.
    pub struct NodeDescription {
        /// Its host name.
        hostname: String = "Hostname",
        /// What it runs.
        platform: NodePlatform = "Platform",
        /// What there is of processors, memory and the like.
        resources: ResourceObject = "Resources",
        /// Its engine.
        engine: NodeEngine = "Engine",
        /// The authority that it trusts. Since API 1.30.
        tls_info: TlsInfo = "TLSInfo",
        /// What storage plugins know of it. Since API 1.42.
        csi_info: Vec<NodeCsi> = "CSIInfo",
    }
}

request! {
    /// What a node runs, or what a task needs of it.
    pub struct NodePlatform {
        /// The architecture, such as `x86_64`.
        architecture: text = "Architecture",
        /// The operating system, such as `linux`.
        os: text = "OS",
    }
}

reply! {
    /// The engine of a node.
    pub struct NodeEngine {
        /// Its version.
        engine_version: String = "EngineVersion",
        /// Its labels.
        labels: BTreeMap<String, String> = "Labels",
        /// Its plugins, those that are built in as well.
        plugins: Vec<NodePlugin> = "Plugins",
    }
}

reply! {
    /// A plugin of a node's engine.
    pub struct NodePlugin {
        /// What it is for, such as `Network`.
        r#type: String = "Type",
        /// Its name.
        name: String = "Name",
    }
}

reply! {
    /// What a storage plugin knows of a node. Since API 1.42.
    pub struct NodeCsi {
        /// The plugin.
        plugin_name: String = "PluginName",
        /// What the plugin calls the node.
        node_id: String = "NodeID",
        /// How many of its volumes the node can have at once.
        max_volumes_per_node: Option<i64> = "MaxVolumesPerNode",
        /// Where the node is.
        accessible_topology: Option<Topology> = "AccessibleTopology",
    }
}

reply! {
    /// What a node does.
    pub struct NodeStatus {
        /// In one word.
        state: Option<NodeState> = "State",
        /// Why, if there is more to say.
        message: String = "Message",
        /// The address that managers see it come from. Since API 1.25.
        addr: String = "Addr",
    }
}

words! {
    /// What a node does, in one word.
    pub enum NodeState {
        /// Nobody can say.
        Unknown = "unknown",
        /// It is gone.
        Down = "down",
        /// It is there.
        Ready = "ready",
        /// It has lost its managers.
        Disconnected = "disconnected",
    }
}

reply! {
    /// What a node does as a manager.
    pub struct ManagerStatus {
        /// Whether it leads the others.
        leader: bool = "Leader",
        /// Whether the others reach it.
        reachability: Option<Reachability> = "Reachability",
        /// Where they do.
        addr: String = "Addr",
    }
}

words! {
    /// Whether a manager is reached by the others.
    pub enum Reachability {
        /// Nobody can say.
        Unknown = "unknown",
        /// It is not.
        Unreachable = "unreachable",
        /// It is.
        Reachable = "reachable",
    }
}
