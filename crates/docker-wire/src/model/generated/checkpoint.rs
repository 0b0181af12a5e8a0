// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.
//! The models of the group `checkpoint`.

use crate::model::{macros::{reply, request}};

request! {
    /// A checkpoint to make. Since API 1.25.
    pub struct CheckpointBody {
        /// Its name.
        checkpoint_id: text = "CheckpointID",
        /// Where on the host it is kept.
        checkpoint_dir: text = "CheckpointDir",
        /// Whether the container stops after it.
        exit: flag = "Exit",
    }
}

reply! {
    /// A checkpoint of a container. Since API 1.25.
    pub struct Checkpoint {
        /// Its name.
        name: String = "Name",
    }
}
