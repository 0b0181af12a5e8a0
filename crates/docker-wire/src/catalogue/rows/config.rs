// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `config`.

use crate::catalogue::gate::{Row, body, filter, path, query, v};

/// `POST /configs/create`, since API 1.30.
pub static CONFIG_CREATE: Row = Row {
    id: "ConfigCreate", tag: "config", method: "POST", path: "/configs/create",
    since: v(30), until: None, streams: &[],
    gates: &[
        body("", "object", 30).types(),
        body("/Data", "string", 30).types(),
        body("/Labels", "map<string>", 30).types(),
        body("/Name", "string", 30).types(),
        body("/Templating", "object", 37).refused().observed(),
        body("/Templating/Name", "string", 37).refused().observed(),
        body("/Templating/Options", "map<string>", 37).refused().engine_code(),
    ],
};

/// `DELETE /configs/{id}`, since API 1.30.
pub static CONFIG_DELETE: Row = Row {
    id: "ConfigDelete", tag: "config", method: "DELETE", path: "/configs/{id}",
    since: v(30), until: None, streams: &[],
    gates: &[
        path("id", "string", 30).refused().spec(),
    ],
};

/// `GET /configs/{id}`, since API 1.30.
pub static CONFIG_INSPECT: Row = Row {
    id: "ConfigInspect", tag: "config", method: "GET", path: "/configs/{id}",
    since: v(30), until: None, streams: &[],
    gates: &[
        path("id", "string", 30).refused().spec(),
    ],
};

/// `GET /configs`, since API 1.30.
pub static CONFIG_LIST: Row = Row {
    id: "ConfigList", tag: "config", method: "GET", path: "/configs",
    since: v(30), until: None, streams: &[],
    gates: &[
        query("filters", "string:json-object", 30).spec(),
        filter("id", "string", 30).refused().spec(),
        filter("label", "string", 30).refused().spec(),
        filter("name", "string", 30).refused().spec(),
    ],
};

/// `POST /configs/{id}/update`, since API 1.30.
pub static CONFIG_UPDATE: Row = Row {
    id: "ConfigUpdate", tag: "config", method: "POST", path: "/configs/{id}/update",
    since: v(30), until: None, streams: &[],
    gates: &[
        path("id", "string", 30).refused().spec(),
        query("version", "integer:int64", 30).spec(),
        body("", "object", 30).types(),
        body("/Data", "string", 30).types(),
        body("/Labels", "map<string>", 30).types(),
        body("/Name", "string", 30).types(),
        body("/Templating", "object", 37).types(),
        body("/Templating/Name", "string", 37).types(),
        body("/Templating/Options", "map<string>", 37).types(),
    ],
};
