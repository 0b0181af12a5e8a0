// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `build`.

use crate::model::{macros::{reply}};

reply! {
    /// What a prune of the build cache removed. Since API 1.31.
    pub struct BuildCachePruned {
        /// The ids of its records. Since API 1.39.
        caches_deleted: Vec<String> = "CachesDeleted",
        /// Bytes that are free now.
        space_reclaimed: Option<i64> = "SpaceReclaimed",
    }
}

reply! {
    /// A record of the build cache. Since API 1.38.
    pub struct BuildCache {
        /// Its id.
        id: String = "ID",
        /// The record that it was made of. Until API 1.41.
        parent: Option<String> = "Parent",
        /// The records that it was made of; engines write the key with a space before it. Since API 1.42.
        parents: Vec<String> = " Parents",
        /// Its type, such as `regular`. Since API 1.39.
        r#type: String = "Type",
        /// The step that made it.
        description: String = "Description",
        /// Whether something uses it.
        in_use: bool = "InUse",
        /// Whether it is shared. Since API 1.39.
        shared: bool = "Shared",
        /// Whether it can change. In API 1.38 only.
        mutable: bool = "Mutable",
        /// Its size in bytes.
        size: Option<i64> = "Size",
        /// When it was made (RFC 3339).
        created_at: String = "CreatedAt",
        /// When it was last used (RFC 3339).
        last_used_at: Option<String> = "LastUsedAt",
        /// How often it was used.
        usage_count: Option<i64> = "UsageCount",
    }
}
