// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! What the replies of the operations of the tag `swarm` tell.

use crate::catalogue::reply_field::{ReplyField, Empty, body, to};

pub(super) static SWARM_INIT: &[ReplyField] = &[
    body("", "string", 24).types(),
];

pub(super) static SWARM_INSPECT: &[ReplyField] = &[
    body("", "object", 24).types(),
    body("/CreatedAt", "string:dateTime", 24).always().types(),
    body("/DataPathPort", "integer:uint32", 40).always().types(),
    body("/DefaultAddrPool", "array<string:CIDR>", 39).null().types(),
    body("/ID", "string", 24).always().types(),
    body("/JoinTokens", "object", 24).always().types(),
    body("/JoinTokens/Manager", "string", 24).always().types(),
    body("/JoinTokens/Worker", "string", 24).always().types(),
    body("/RootRotationInProgress", "boolean", 30).always().types(),
    body("/Spec", "object", 24).always().types(),
    body("/Spec/CAConfig", "object", 24).always().types(),
    body("/Spec/CAConfig/ExternalCAs", "array<object>", 24).omit().types(),
    body("/Spec/CAConfig/ExternalCAs/*/CACert", "string", 30).always().types(),
    body("/Spec/CAConfig/ExternalCAs/*/Options", "map<string>", 24).omit().types(),
    body("/Spec/CAConfig/ExternalCAs/*/Protocol", "string", 24).always().types().values(&["cfssl"]),
    body("/Spec/CAConfig/ExternalCAs/*/URL", "string", 24).always().types(),
    body("/Spec/CAConfig/ForceRotate", "integer:uint64", 30).omit().types(),
    body("/Spec/CAConfig/NodeCertExpiry", "integer:int64", 24).omit().types(),
    body("/Spec/CAConfig/SigningCACert", "string", 30).omit().types(),
    body("/Spec/CAConfig/SigningCAKey", "string", 30).omit().types(),
    body("/Spec/Dispatcher", "object", 24).always().types(),
    body("/Spec/Dispatcher/HeartbeatPeriod", "integer:int64", 24).omit().types(),
    body("/Spec/EncryptionConfig", "object", 25).always().types(),
    body("/Spec/EncryptionConfig/AutoLockManagers", "boolean", 25).always().types(),
    body("/Spec/Labels", "map<string>", 24).empty(&[to(27, Empty::Omit), to(u16::MAX, Empty::Null)]).types(),
    body("/Spec/Name", "string", 24).omit().types(),
    body("/Spec/Orchestration", "object", 24).always().types(),
    body("/Spec/Orchestration/TaskHistoryRetentionLimit", "integer:int64", 24).omit().types(),
    body("/Spec/Raft", "object", 24).always().types(),
    body("/Spec/Raft/ElectionTick", "integer", 24).empty(&[to(24, Empty::Omit), to(u16::MAX, Empty::Always)]).types(),
    body("/Spec/Raft/HeartbeatTick", "integer", 24).empty(&[to(24, Empty::Omit), to(u16::MAX, Empty::Always)]).types(),
    body("/Spec/Raft/KeepOldSnapshots", "integer:uint64", 24).omit().types(),
    body("/Spec/Raft/LogEntriesForSlowFollowers", "integer:uint64", 24).omit().types(),
    body("/Spec/Raft/SnapshotInterval", "integer:uint64", 24).omit().types(),
    body("/Spec/TaskDefaults", "object", 24).always().types(),
    body("/Spec/TaskDefaults/LogDriver", "object", 24).omit().types(),
    body("/Spec/TaskDefaults/LogDriver/Name", "string", 24).omit().types(),
    body("/Spec/TaskDefaults/LogDriver/Options", "map<string>", 24).omit().types(),
    body("/SubnetSize", "integer:uint32", 39).always().types(),
    body("/TLSInfo", "object", 30).always().types(),
    body("/TLSInfo/CertIssuerPublicKey", "string", 30).omit().types(),
    body("/TLSInfo/CertIssuerSubject", "string", 30).omit().types(),
    body("/TLSInfo/TrustRoot", "string", 30).omit().types(),
    body("/UpdatedAt", "string:dateTime", 24).always().types(),
    body("/Version", "object", 24).always().types(),
    body("/Version/Index", "integer:uint64", 24).omit().types(),
];

pub(super) static SWARM_UNLOCKKEY: &[ReplyField] = &[
    body("", "object", 25).types(),
    body("/UnlockKey", "string", 25).always().types(),
];
