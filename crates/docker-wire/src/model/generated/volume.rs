// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `volume`.

use std::collections::BTreeMap;

use crate::model::{Nothing, ObjectVersion, macros::{reply, request, words}};

reply! {
    /// A volume.
    pub struct Volume {
        /// Its name.
        name: String = "Name",
        /// The driver.
        driver: String = "Driver",
        /// Where on the host it is.
        mountpoint: String = "Mountpoint",
        /// When it was made (RFC 3339). Since API 1.31.
        created_at: Option<String> = "CreatedAt",
        /// What the driver says.
        status: BTreeMap<String, serde_json::Value> = "Status",
        /// Labels.
        labels: BTreeMap<String, String> = "Labels",
        /// `local` or `global`.
        scope: String = "Scope",
        /// Options of the driver. Not shown by `Debug`. Since API 1.25.
        options: crate::model::Private<BTreeMap<String, String>> = "Options",
        /// How it is used, where that was asked for. Since API 1.25.
        usage_data: Option<VolumeUsage> = "UsageData",
        /// What the swarm knows about it. Since API 1.42.
        cluster_volume: Option<ClusterVolume> = "ClusterVolume",
    }
}

reply! {
    /// How a volume is used. Since API 1.25.
    pub struct VolumeUsage {
        /// Its size in bytes; -1 if that is not known.
        size: Option<i64> = "Size",
        /// How many containers use it; -1 if that is not known.
        ref_count: Option<i64> = "RefCount",
    }
}

reply! {
    /// The volumes.
    pub struct VolumeList {
        /// The volumes.
        volumes: Vec<Volume> = "Volumes",
        /// What the engine had doubts about.
        warnings: Vec<String> = "Warnings",
    }
}

reply! {
    /// The volumes that a prune removed. Since API 1.25.
    pub struct VolumesPruned {
        /// Their names.
        volumes_deleted: Vec<String> = "VolumesDeleted",
        /// Bytes that are free now.
        space_reclaimed: Option<i64> = "SpaceReclaimed",
    }
}

request! {
    /// A volume to make.
    pub struct VolumeCreateBody {
        /// Its name; the engine invents one if there is none.
        name: text = "Name",
        /// The driver.
        driver: text = "Driver",
        /// Options of the driver. Not shown by `Debug`.
        driver_opts: secret_options = "DriverOpts",
        /// Labels.
        labels: options = "Labels",
        /// What the swarm makes of it. Since API 1.42.
        cluster_volume_spec: one(ClusterVolumeSpec) = "ClusterVolumeSpec",
    }
}

request! {
    /// What of a cluster volume changes. Since API 1.42.
    pub struct VolumeUpdateBody {
        /// All of its specification; only the availability may differ.
        spec: one(ClusterVolumeSpec) = "Spec",
    }
}

reply! {
    /// What a swarm knows about a volume. Since API 1.42.
    pub struct ClusterVolume {
        /// Its id.
        id: String = "ID",
        /// Its version, as `Index`, which an update names.
        version: ObjectVersion = "Version",
        /// When it was made (RFC 3339).
        created_at: String = "CreatedAt",
        /// When it was changed (RFC 3339).
        updated_at: String = "UpdatedAt",
        /// What was asked for.
        spec: ClusterVolumeSpec = "Spec",
        /// What the storage says about it.
        info: Option<ClusterVolumeInfo> = "Info",
        /// On which nodes it is.
        publish_status: Vec<PublishStatus> = "PublishStatus",
    }
}

reply! {
    /// What the storage says about a volume. Since API 1.42.
    pub struct ClusterVolumeInfo {
        /// Its size in bytes.
        capacity_bytes: Option<i64> = "CapacityBytes",
        /// What the driver needs to know. Not shown by `Debug`.
        volume_context: crate::model::Private<BTreeMap<String, String>> = "VolumeContext",
        /// Its id in the storage.
        volume_id: String = "VolumeID",
        /// From where it can be reached.
        accessible_topology: Vec<Topology> = "AccessibleTopology",
    }
}

reply! {
    /// A volume on a node. Since API 1.42.
    pub struct PublishStatus {
        /// The id of the node.
        node_id: String = "NodeID",
        /// How far it is.
        state: Option<PublishState> = "State",
        /// What the driver needs to know. Not shown by `Debug`.
        publish_context: crate::model::Private<BTreeMap<String, String>> = "PublishContext",
    }
}

words! {
    /// How far a volume is published on a node. Since API 1.42.
    pub enum PublishState {
        /// It will be.
        PendingPublish = "pending-publish",
        /// It is.
        Published = "published",
        /// The node will let it go.
        PendingNodeUnpublish = "pending-node-unpublish",
        /// The storage will let it go.
        PendingControllerUnpublish = "pending-controller-unpublish",
    }
}

request! {
    /// A volume of a swarm. Since API 1.42.
    pub struct ClusterVolumeSpec {
        /// The group that it belongs to.
        group: text = "Group",
        /// Who may use it, and how.
        access_mode: one(VolumeAccessMode) = "AccessMode",
        /// Secrets for the driver.
        secrets: list(VolumeSecret) = "Secrets",
        /// From where it must be reached.
        accessibility_requirements: one(TopologyRequirement) = "AccessibilityRequirements",
        /// Its size.
        capacity_range: one(CapacityRange) = "CapacityRange",
        /// Whether tasks may use it.
        availability: one(VolumeAvailability) = "Availability",
    }
}

request! {
    /// Who may use a volume, and how. Since API 1.42.
    pub struct VolumeAccessMode {
        /// On how many nodes at once.
        scope: one(VolumeScope) = "Scope",
        /// By how many tasks at once.
        sharing: one(VolumeSharing) = "Sharing",
        /// It is used as files.
        mount_volume: one(VolumeMount) = "MountVolume",
        /// It is used as a device.
        block_volume: one(Nothing) = "BlockVolume",
    }
}

words! {
    /// On how many nodes a volume is at once. Since API 1.42.
    pub enum VolumeScope {
        /// One.
        Single = "single",
        /// Several.
        Multi = "multi",
    }
}

words! {
    /// By how many tasks a volume is used at once. Since API 1.42.
    pub enum VolumeSharing {
        /// One.
        None = "none",
        /// Several that read.
        ReadOnly = "readonly",
        /// One that writes, and others that read.
        OneWriter = "onewriter",
        /// Several that write.
        All = "all",
    }
}

request! {
    /// How a volume is used as files. Since API 1.42.
    pub struct VolumeMount {
        /// The file system.
        fs_type: text = "FsType",
        /// Options of the mount.
        mount_flags: texts = "MountFlags",
    }
}

request! {
    /// A secret for the driver of a volume. Since API 1.42.
    pub struct VolumeSecret {
        /// What the driver calls it.
        key: text = "Key",
        /// Its name in the swarm.
        secret: text = "Secret",
    }
}

request! {
    /// From where a volume must be reached. Since API 1.42.
    pub struct TopologyRequirement {
        /// From one of these.
        requisite: list(Topology) = "Requisite",
        /// Better from these, best first.
        preferred: list(Topology) = "Preferred",
    }
}

request! {
    /// A place in a topology. Since API 1.42.
    pub struct Topology {
        /// Its segments.
        segments: options = "Segments",
    }
}

request! {
    /// The size of a volume. Since API 1.42.
    pub struct CapacityRange {
        /// Bytes at least.
        required_bytes: bytes = "RequiredBytes",
        /// Bytes at most.
        limit_bytes: bytes = "LimitBytes",
    }
}

words! {
    /// Whether tasks may use a volume. Since API 1.42.
    pub enum VolumeAvailability {
        /// They may.
        Active = "active",
        /// No new ones may.
        Pause = "pause",
        /// None may.
        Drain = "drain",
    }
}
