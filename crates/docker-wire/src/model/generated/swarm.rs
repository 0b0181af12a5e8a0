// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `swarm`.

use crate::model::{NodeAvailability, macros::{reply, request, words}};

request! {
    /// How a swarm is run.
    pub struct SwarmSpec {
        /// Its name; engines call it `default`.
        name: text = "Name",
        /// Labels.
        labels: options = "Labels",
        /// How tasks are kept.
        orchestration: one(SwarmOrchestration) = "Orchestration",
        /// How managers agree.
        raft: one(SwarmRaft) = "Raft",
        /// How nodes report.
        dispatcher: one(SwarmDispatcher) = "Dispatcher",
        /// How certificates of nodes are made.
        ca_config: one(SwarmCa) = "CAConfig",
        /// How the managers' store is locked. Since API 1.25.
        encryption_config: one(SwarmEncryption) = "EncryptionConfig",
        /// What tasks have that say nothing else.
        task_defaults: one(SwarmTaskDefaults) = "TaskDefaults",
    }
}

request! {
    /// How a swarm keeps tasks.
    pub struct SwarmOrchestration {
        /// How many old tasks of each slot or node are remembered.
        task_history_retention_limit: int = "TaskHistoryRetentionLimit",
    }
}

request! {
    /// How the managers of a swarm agree.
    pub struct SwarmRaft {
        /// Log entries between two snapshots.
        snapshot_interval: int = "SnapshotInterval",
        /// Snapshots that are kept beside the newest.
        keep_old_snapshots: int = "KeepOldSnapshots",
        /// Log entries that are kept for managers that lag behind.
        log_entries_for_slow_followers: int = "LogEntriesForSlowFollowers",
        /// Ticks without a leader's message until an election; more than `heartbeat_tick`.
        election_tick: int = "ElectionTick",
        /// Ticks between two messages of the leader.
        heartbeat_tick: int = "HeartbeatTick",
    }
}

request! {
    /// How the nodes of a swarm report.
    pub struct SwarmDispatcher {
        /// The time between two signs of life of a node.
        heartbeat_period: nanos = "HeartbeatPeriod",
    }
}

request! {
    /// How the certificates of nodes are made.
    pub struct SwarmCa {
        /// How long a certificate is valid.
        node_cert_expiry: nanos = "NodeCertExpiry",
        /// Authorities outside of the swarm that sign.
        external_cas: list(ExternalCa) = "ExternalCAs",
        /// The certificate that is to sign from now on, as PEM. Since API 1.30.
        signing_ca_cert: text = "SigningCACert",
        /// Its key, as PEM. Not shown by `Debug`. Since API 1.30.
        signing_ca_key: secret = "SigningCAKey",
        /// A number whose change makes a new authority, if none is given. Since API 1.30.
        force_rotate: int = "ForceRotate",
    }
}

request! {
    /// An authority outside of a swarm that signs certificates.
    pub struct ExternalCa {
        /// How it is spoken to.
        protocol: one(ExternalCaProtocol) = "Protocol",
        /// Where requests go.
        url: text = "URL",
        /// What the protocol needs besides. Not shown by `Debug`.
        options: secret_options = "Options",
        /// Its root certificate, as PEM. Since API 1.30.
        ca_cert: text = "CACert",
    }
}

words! {
    /// How an authority is spoken to.
    pub enum ExternalCaProtocol {
        /// CloudFlare's toolkit.
        Cfssl = "cfssl",
    }
}

request! {
    /// How the managers' store is locked.
    pub struct SwarmEncryption {
        /// Whether managers need the unlock key after a restart.
        auto_lock_managers: flag = "AutoLockManagers",
    }
}

request! {
    /// What tasks have that say nothing else.
    pub struct SwarmTaskDefaults {
        /// The logging driver; tasks that run already keep theirs.
        log_driver: one(Driver) = "LogDriver",
    }
}

request! {
    /// A driver of a swarm object, and its options.
    pub struct Driver {
        /// The driver's name.
        name: text = "Name",
        /// Its options. Not shown by `Debug`.
        options: secret_options = "Options",
    }
}

request! {
    /// How a swarm begins.
    pub struct SwarmInitBody {
        /// Where managers listen to each other: an address or interface, and perhaps a port.
        listen_addr: text = "ListenAddr",
        /// Where other nodes reach this one: an address or interface, and perhaps a port.
        advertise_addr: text = "AdvertiseAddr",
        /// The address or interface of data between containers. Since API 1.30.
        data_path_addr: text = "DataPathAddr",
        /// The UDP port of data between containers; 0 is 4789. Since API 1.40.
        data_path_port: int = "DataPathPort",
        /// Networks that subnets of overlay networks are cut from. Since API 1.39.
        default_addr_pool: texts = "DefaultAddrPool",
        /// Whether a new swarm is made of this manager's state, with it alone.
        force_new_cluster: flag = "ForceNewCluster",
        /// The length of the mask of those subnets. Since API 1.39.
        subnet_size: int = "SubnetSize",
        /// How the swarm is run.
        spec: one(SwarmSpec) = "Spec",
        /// Whether managers need a key after a restart; engines heed the one in `spec`. Since API 1.25.
        auto_lock_managers: flag = "AutoLockManagers",
        /// Whether this node gets tasks. Since API 1.28.
        availability: one(NodeAvailability) = "Availability",
    }
}

request! {
    /// How a node joins a swarm.
    pub struct SwarmJoinBody {
        /// Where managers listen to each other: an address or interface, and perhaps a port.
        listen_addr: text = "ListenAddr",
        /// Where other nodes reach this one: an address or interface, and perhaps a port.
        advertise_addr: text = "AdvertiseAddr",
        /// The address or interface of data between containers. Since API 1.30.
        data_path_addr: text = "DataPathAddr",
        /// Managers of the swarm.
        remote_addrs: texts = "RemoteAddrs",
        /// The token of workers or that of managers. Not shown by `Debug`.
        join_token: secret = "JoinToken",
        /// Whether this node gets tasks. Since API 1.28.
        availability: one(NodeAvailability) = "Availability",
    }
}

request! {
    /// The key that a locked manager needs after a restart.
    pub struct UnlockKey {
        /// The key; empty if managers are not locked. Not shown by `Debug`.
        unlock_key: secret = "UnlockKey",
    }
}

reply! {
    /// A swarm, as one of its managers sees it.
    pub struct Swarm {
        /// Its id.
        id: String = "ID",
        /// Which change of it this is.
        version: ObjectVersion = "Version",
        /// When it was made (RFC 3339).
        created_at: String = "CreatedAt",
        /// When it last changed (RFC 3339).
        updated_at: String = "UpdatedAt",
        /// How it is run.
        spec: SwarmSpec = "Spec",
        /// The authority of its certificates. Since API 1.30.
        tls_info: TlsInfo = "TLSInfo",
        /// Whether nodes still change to a new authority. Since API 1.30.
        root_rotation_in_progress: bool = "RootRotationInProgress",
        /// Networks that subnets of overlay networks are cut from. Since API 1.39.
        default_addr_pool: Vec<String> = "DefaultAddrPool",
        /// The length of the mask of those subnets. Since API 1.39.
        subnet_size: Option<i64> = "SubnetSize",
        /// The UDP port of data between containers; 0 is 4789. Since API 1.40.
        data_path_port: Option<i64> = "DataPathPort",
        /// What nodes join with.
        join_tokens: JoinTokens = "JoinTokens",
    }
}

reply! {
    /// A swarm, as any of its nodes may tell it.
    pub struct ClusterInfo {
        /// Its id.
        id: String = "ID",
        /// Which change of it this is.
        version: ObjectVersion = "Version",
        /// When it was made (RFC 3339).
        created_at: String = "CreatedAt",
        /// When it last changed (RFC 3339).
        updated_at: String = "UpdatedAt",
        /// How it is run.
        spec: SwarmSpec = "Spec",
        /// The authority of its certificates. Since API 1.30.
        tls_info: TlsInfo = "TLSInfo",
        /// Whether nodes still change to a new authority. Since API 1.30.
        root_rotation_in_progress: bool = "RootRotationInProgress",
        /// Networks that subnets of overlay networks are cut from. Since API 1.39.
        default_addr_pool: Vec<String> = "DefaultAddrPool",
        /// The length of the mask of those subnets. Since API 1.39.
        subnet_size: Option<i64> = "SubnetSize",
        /// The UDP port of data between containers; 0 is 4789. Since API 1.40.
        data_path_port: Option<i64> = "DataPathPort",
    }
}

reply! {
    /// What an engine is in a swarm.
    pub struct SwarmInfo {
        /// The id of its node; empty outside of a swarm.
        node_id: String = "NodeID",
        /// Where other nodes reach it.
        node_addr: String = "NodeAddr",
        /// Whether it is in a swarm.
        local_node_state: Option<LocalNodeState> = "LocalNodeState",
        /// Whether it is a manager.
        control_available: bool = "ControlAvailable",
        /// Why it is not as it should be.
        error: String = "Error",
        /// The managers that it knows.
        remote_managers: Vec<PeerNode> = "RemoteManagers",
        /// How many nodes there are; managers alone know.
        nodes: Option<i64> = "Nodes",
        /// How many managers there are; managers alone know.
        managers: Option<i64> = "Managers",
        /// The swarm; managers alone know.
        cluster: Option<ClusterInfo> = "Cluster",
        /// What the engine has doubts about. Since API 1.40.
        warnings: Vec<String> = "Warnings",
    }
}

words! {
    /// Whether an engine is in a swarm.
    pub enum LocalNodeState {
        /// In none.
        Inactive = "inactive",
        /// On its way into one.
        Pending = "pending",
        /// In one.
        Active = "active",
        /// In one, and something is wrong.
        Failed = "error",
        /// In one that waits for its unlock key. Since API 1.25.
        Locked = "locked",
    }
}

reply! {
    /// A manager of a swarm.
    pub struct PeerNode {
        /// The id of its node.
        node_id: String = "NodeID",
        /// Where it is reached.
        addr: String = "Addr",
    }
}

reply! {
    /// What nodes join a swarm with.
    pub struct JoinTokens {
        /// The token of workers. Not shown by `Debug`.
        worker: crate::model::Private<String> = "Worker",
        /// The token of managers. Not shown by `Debug`.
        manager: crate::model::Private<String> = "Manager",
    }
}

reply! {
    /// The authority that signs the certificates of nodes. Since API 1.30.
    pub struct TlsInfo {
        /// Its root certificates, as PEM.
        trust_root: String = "TrustRoot",
        /// The subject of the issuer, as base64 of DER.
        cert_issuer_subject: String = "CertIssuerSubject",
        /// The public key of the issuer, as base64 of DER.
        cert_issuer_public_key: String = "CertIssuerPublicKey",
    }
}

reply! {
    /// Which change of an object of a swarm this is; an update has to tell it.
    pub struct ObjectVersion {
        /// A number that grows with each change; 0 is left out.
        index: Option<i64> = "Index",
    }
}
