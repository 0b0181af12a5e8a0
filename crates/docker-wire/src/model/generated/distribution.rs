// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `distribution`.

use crate::model::{Descriptor, Platform, macros::{reply}};

reply! {
    /// What a registry says about an image. Since API 1.30.
    pub struct DistributionInspect {
        /// What the name stands for.
        descriptor: Descriptor = "Descriptor",
        /// The platforms that it has.
        platforms: Vec<Platform> = "Platforms",
    }
}
