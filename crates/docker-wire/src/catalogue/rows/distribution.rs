// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `distribution`.

use crate::catalogue::gate::{Row, header, path, v};

/// `GET /distribution/{name}/json`, since API 1.30.
pub static DISTRIBUTION_INSPECT: Row = Row {
    id: "DistributionInspect", tag: "distribution", method: "GET", path: "/distribution/{name}/json",
    since: v(30), until: None, streams: &[],
    gates: &[
        path("name", "string", 30).refused().spec(),
        header("X-Registry-Auth", "string", 30).engine_code(),
    ],
};
