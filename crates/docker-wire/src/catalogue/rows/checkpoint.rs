// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `checkpoint`.

use crate::catalogue::gate::{Row, body, path, query, v};

/// `POST /containers/{id}/checkpoints`, since API 1.25.
pub static CHECKPOINT_CREATE: Row = Row {
    id: "CheckpointCreate", tag: "checkpoint", method: "POST", path: "/containers/{id}/checkpoints",
    since: v(25), until: None, streams: &[],
    gates: &[
        path("id", "string", 25).refused().engine_code(),
        body("", "object", 25).engine_code(),
        body("/CheckpointDir", "string", 25).engine_code(),
        body("/CheckpointID", "string", 25).engine_code(),
        body("/Exit", "boolean", 25).engine_code(),
    ],
};

/// `DELETE /containers/{id}/checkpoints/{checkpoint}`, since API 1.25.
pub static CHECKPOINT_DELETE: Row = Row {
    id: "CheckpointDelete", tag: "checkpoint", method: "DELETE", path: "/containers/{id}/checkpoints/{checkpoint}",
    since: v(25), until: None, streams: &[],
    gates: &[
        path("checkpoint", "string", 25).refused().engine_code(),
        path("id", "string", 25).refused().engine_code(),
        query("dir", "string", 25).engine_code(),
    ],
};

/// `GET /containers/{id}/checkpoints`, since API 1.25.
pub static CHECKPOINT_LIST: Row = Row {
    id: "CheckpointList", tag: "checkpoint", method: "GET", path: "/containers/{id}/checkpoints",
    since: v(25), until: None, streams: &[],
    gates: &[
        path("id", "string", 25).refused().engine_code(),
        query("dir", "string", 25).engine_code(),
    ],
};
