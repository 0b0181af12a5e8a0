// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `node`.

use crate::catalogue::gate::{Row, body, filter, path, query, v};

/// `DELETE /nodes/{id}`, since API 1.24.
pub static NODE_DELETE: Row = Row {
    id: "NodeDelete", tag: "node", method: "DELETE", path: "/nodes/{id}",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("force", "boolean", 25).spec(),
    ],
};

/// `GET /nodes/{id}`, since API 1.24.
pub static NODE_INSPECT: Row = Row {
    id: "NodeInspect", tag: "node", method: "GET", path: "/nodes/{id}",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
    ],
};

/// `GET /nodes`, since API 1.24.
pub static NODE_LIST: Row = Row {
    id: "NodeList", tag: "node", method: "GET", path: "/nodes",
    since: v(24), until: None, streams: &[],
    gates: &[
        query("filters", "string:json-object", 24).spec(),
        filter("id", "string", 24).refused().spec(),
        filter("label", "string", 24).refused().spec(),
        filter("membership", "string", 24).refused().spec().values(&["accepted", "pending"]),
        filter("name", "string", 24).refused().spec(),
        filter("node.label", "string", 40).refused().spec(),
        filter("role", "string", 24).refused().spec().values(&["manager", "worker"]),
    ],
};

/// `POST /nodes/{id}/update`, since API 1.24.
pub static NODE_UPDATE: Row = Row {
    id: "NodeUpdate", tag: "node", method: "POST", path: "/nodes/{id}/update",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("version", "integer:int64", 24).spec(),
        body("", "object", 24).types(),
        body("/Availability", "string", 24).types().values(&["active", "pause", "drain"]),
        body("/Labels", "map<string>", 24).types(),
        body("/Name", "string", 24).types(),
        body("/Role", "string", 24).types().values(&["worker", "manager"]),
    ],
};
