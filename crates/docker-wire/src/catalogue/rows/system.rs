// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `system`.

use crate::catalogue::gate::{Row, Stream, body, filter, query, v};

/// `POST /auth`, since API 1.24.
pub static SYSTEM_AUTH: Row = Row {
    id: "SystemAuth", tag: "system", method: "POST", path: "/auth",
    since: v(24), until: None, streams: &[],
    gates: &[
        body("", "object", 24).types(),
        body("/auth", "string", 24).types(),
        body("/email", "string", 24).until(51).types(),
        body("/identitytoken", "string", 24).types(),
        body("/password", "string", 24).types(),
        body("/registrytoken", "string", 24).types(),
        body("/serveraddress", "string", 24).types(),
        body("/username", "string", 24).types(),
    ],
};

/// `GET /system/df`, since API 1.25.
pub static SYSTEM_DATA_USAGE: Row = Row {
    id: "SystemDataUsage", tag: "system", method: "GET", path: "/system/df",
    since: v(25), until: None, streams: &[],
    gates: &[
        query("type", "array<string>:multi", 42).observed().values(&["container", "image", "volume", "build-cache"]),
        query("verbose", "boolean", 52).engine_code(),
    ],
};

/// `GET /events`, since API 1.24.
pub static SYSTEM_EVENTS: Row = Row {
    id: "SystemEvents", tag: "system", method: "GET", path: "/events",
    since: v(24), until: None, streams: &[Stream::Ndjson],
    gates: &[
        query("filters", "string:json-object", 24).spec(),
        query("since", "string", 24).spec(),
        query("until", "string", 24).spec(),
        filter("config", "string", 33).spec(),
        filter("container", "string", 24).spec(),
        filter("daemon", "string", 24).spec(),
        filter("event", "string", 24).spec(),
        filter("image", "string", 24).spec(),
        filter("label", "string", 24).spec(),
        filter("network", "string", 24).spec(),
        filter("node", "string", 33).spec(),
        filter("plugin", "string", 27).spec(),
        filter("scope", "string", 30).spec().values(&["local", "swarm"]),
        filter("secret", "string", 33).spec(),
        filter("service", "string", 33).spec(),
        filter("type", "string", 24).spec().values(&["builder", "config", "container", "daemon", "image", "network", "node", "plugin", "secret", "service", "volume"]),
        filter("volume", "string", 24).spec(),
    ],
};

/// `GET /info`, since API 1.24.
pub static SYSTEM_INFO: Row = Row {
    id: "SystemInfo", tag: "system", method: "GET", path: "/info",
    since: v(24), until: None, streams: &[],
    gates: &[],
};

/// `GET /_ping`, since API 1.24.
pub static SYSTEM_PING: Row = Row {
    id: "SystemPing", tag: "system", method: "GET", path: "/_ping",
    since: v(24), until: None, streams: &[],
    gates: &[],
};

/// `HEAD /_ping`, since API 1.40.
pub static SYSTEM_PING_HEAD: Row = Row {
    id: "SystemPingHead", tag: "system", method: "HEAD", path: "/_ping",
    since: v(40), until: None, streams: &[],
    gates: &[],
};

/// `GET /version`, since API 1.24.
pub static SYSTEM_VERSION: Row = Row {
    id: "SystemVersion", tag: "system", method: "GET", path: "/version",
    since: v(24), until: None, streams: &[],
    gates: &[],
};
