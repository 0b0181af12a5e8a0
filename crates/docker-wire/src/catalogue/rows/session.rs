// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `session`.

use crate::catalogue::gate::{Row, Stream, v};

/// `POST /session`, since API 1.31.
pub static SESSION: Row = Row {
    id: "Session", tag: "session", method: "POST", path: "/session",
    since: v(31), until: None, streams: &[Stream::Hijack],
    gates: &[],
};
