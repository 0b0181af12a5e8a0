// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `swarm`.

use crate::catalogue::gate::{Row, body, query, v};

/// `POST /swarm/init`, since API 1.24.
pub static SWARM_INIT: Row = Row {
    id: "SwarmInit", tag: "swarm", method: "POST", path: "/swarm/init",
    since: v(24), until: None, streams: &[],
    gates: &[
        body("", "object", 24).types(),
        body("/AdvertiseAddr", "string", 24).types(),
        body("/AutoLockManagers", "boolean", 25).types(),
        body("/Availability", "string", 28).types(),
        body("/DataPathAddr", "string", 30).types(),
        body("/DataPathPort", "integer:uint32", 40).observed(),
        body("/DefaultAddrPool", "array<string>", 39).observed(),
        body("/ForceNewCluster", "boolean", 24).types(),
        body("/ListenAddr", "string", 24).types(),
        body("/Spec", "object", 24).types(),
        body("/Spec/CAConfig", "object", 24).types(),
        body("/Spec/CAConfig/ExternalCAs", "array<object>", 24).types(),
        body("/Spec/CAConfig/ExternalCAs/*/CACert", "string", 30).types(),
        body("/Spec/CAConfig/ExternalCAs/*/Options", "map<string>", 24).types(),
        body("/Spec/CAConfig/ExternalCAs/*/Protocol", "string", 24).types().values(&["cfssl"]),
        body("/Spec/CAConfig/ExternalCAs/*/URL", "string", 24).types(),
        body("/Spec/CAConfig/ForceRotate", "integer:uint64", 30).types(),
        body("/Spec/CAConfig/NodeCertExpiry", "integer:int64", 24).types(),
        body("/Spec/CAConfig/SigningCACert", "string", 30).types(),
        body("/Spec/CAConfig/SigningCAKey", "string", 30).types(),
        body("/Spec/Dispatcher", "object", 24).types(),
        body("/Spec/Dispatcher/HeartbeatPeriod", "integer:int64", 24).types(),
        body("/Spec/EncryptionConfig", "object", 25).types(),
        body("/Spec/EncryptionConfig/AutoLockManagers", "boolean", 25).types(),
        body("/Spec/Labels", "map<string>", 24).types(),
        body("/Spec/Name", "string", 24).types(),
        body("/Spec/Orchestration", "object", 24).types(),
        body("/Spec/Orchestration/TaskHistoryRetentionLimit", "integer:int64", 24).types(),
        body("/Spec/Raft", "object", 24).types(),
        body("/Spec/Raft/ElectionTick", "integer", 24).types(),
        body("/Spec/Raft/HeartbeatTick", "integer", 24).types(),
        body("/Spec/Raft/KeepOldSnapshots", "integer:uint64", 24).types(),
        body("/Spec/Raft/LogEntriesForSlowFollowers", "integer:uint64", 24).types(),
        body("/Spec/Raft/SnapshotInterval", "integer:uint64", 24).types(),
        body("/Spec/TaskDefaults", "object", 24).types(),
        body("/Spec/TaskDefaults/LogDriver", "object", 24).types(),
        body("/Spec/TaskDefaults/LogDriver/Name", "string", 24).types(),
        body("/Spec/TaskDefaults/LogDriver/Options", "map<string>", 24).types(),
        body("/SubnetSize", "integer:uint32", 39).observed(),
    ],
};

/// `GET /swarm`, since API 1.24.
pub static SWARM_INSPECT: Row = Row {
    id: "SwarmInspect", tag: "swarm", method: "GET", path: "/swarm",
    since: v(24), until: None, streams: &[],
    gates: &[],
};

/// `POST /swarm/join`, since API 1.24.
pub static SWARM_JOIN: Row = Row {
    id: "SwarmJoin", tag: "swarm", method: "POST", path: "/swarm/join",
    since: v(24), until: None, streams: &[],
    gates: &[
        body("", "object", 24).types(),
        body("/AdvertiseAddr", "string", 24).types(),
        body("/Availability", "string", 28).types(),
        body("/DataPathAddr", "string", 30).types(),
        body("/JoinToken", "string", 24).types(),
        body("/ListenAddr", "string", 24).types(),
        body("/RemoteAddrs", "array<string>", 24).types(),
    ],
};

/// `POST /swarm/leave`, since API 1.24.
pub static SWARM_LEAVE: Row = Row {
    id: "SwarmLeave", tag: "swarm", method: "POST", path: "/swarm/leave",
    since: v(24), until: None, streams: &[],
    gates: &[
        query("force", "boolean", 24).spec(),
    ],
};

/// `POST /swarm/unlock`, since API 1.25.
pub static SWARM_UNLOCK: Row = Row {
    id: "SwarmUnlock", tag: "swarm", method: "POST", path: "/swarm/unlock",
    since: v(25), until: None, streams: &[],
    gates: &[
        body("", "object", 25).types(),
        body("/UnlockKey", "string", 25).types(),
    ],
};

/// `GET /swarm/unlockkey`, since API 1.25.
pub static SWARM_UNLOCKKEY: Row = Row {
    id: "SwarmUnlockkey", tag: "swarm", method: "GET", path: "/swarm/unlockkey",
    since: v(25), until: None, streams: &[],
    gates: &[],
};

/// `POST /swarm/update`, since API 1.24.
pub static SWARM_UPDATE: Row = Row {
    id: "SwarmUpdate", tag: "swarm", method: "POST", path: "/swarm/update",
    since: v(24), until: None, streams: &[],
    gates: &[
        query("rotateManagerToken", "boolean", 24).spec(),
        query("rotateManagerUnlockKey", "boolean", 25).spec(),
        query("rotateWorkerToken", "boolean", 24).spec(),
        query("version", "integer:int64", 24).spec(),
        body("", "object", 24).types(),
        body("/CAConfig", "object", 24).types(),
        body("/CAConfig/ExternalCAs", "array<object>", 24).types(),
        body("/CAConfig/ExternalCAs/*/CACert", "string", 30).types(),
        body("/CAConfig/ExternalCAs/*/Options", "map<string>", 24).types(),
        body("/CAConfig/ExternalCAs/*/Protocol", "string", 24).types().values(&["cfssl"]),
        body("/CAConfig/ExternalCAs/*/URL", "string", 24).types(),
        body("/CAConfig/ForceRotate", "integer:uint64", 30).types(),
        body("/CAConfig/NodeCertExpiry", "integer:int64", 24).types(),
        body("/CAConfig/SigningCACert", "string", 30).types(),
        body("/CAConfig/SigningCAKey", "string", 30).types(),
        body("/Dispatcher", "object", 24).types(),
        body("/Dispatcher/HeartbeatPeriod", "integer:int64", 24).types(),
        body("/EncryptionConfig", "object", 25).types(),
        body("/EncryptionConfig/AutoLockManagers", "boolean", 25).types(),
        body("/Labels", "map<string>", 24).types(),
        body("/Name", "string", 24).types(),
        body("/Orchestration", "object", 24).types(),
        body("/Orchestration/TaskHistoryRetentionLimit", "integer:int64", 24).types(),
        body("/Raft", "object", 24).types(),
        body("/Raft/ElectionTick", "integer", 24).types(),
        body("/Raft/HeartbeatTick", "integer", 24).types(),
        body("/Raft/KeepOldSnapshots", "integer:uint64", 24).types(),
        body("/Raft/LogEntriesForSlowFollowers", "integer:uint64", 24).types(),
        body("/Raft/SnapshotInterval", "integer:uint64", 24).types(),
        body("/TaskDefaults", "object", 24).types(),
        body("/TaskDefaults/LogDriver", "object", 24).types(),
        body("/TaskDefaults/LogDriver/Name", "string", 24).types(),
        body("/TaskDefaults/LogDriver/Options", "map<string>", 24).types(),
    ],
};
