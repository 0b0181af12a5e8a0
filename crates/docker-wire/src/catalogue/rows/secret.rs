// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `secret`.

use crate::catalogue::gate::{Row, body, filter, path, query, v};

/// `POST /secrets/create`, since API 1.25.
pub static SECRET_CREATE: Row = Row {
    id: "SecretCreate", tag: "secret", method: "POST", path: "/secrets/create",
    since: v(25), until: None, streams: &[],
    gates: &[
        body("", "object", 25).types(),
        body("/Data", "string", 25).types(),
        body("/Driver", "object", 31).types(),
        body("/Driver/Name", "string", 31).types(),
        body("/Driver/Options", "map<string>", 31).types(),
        body("/Labels", "map<string>", 25).types(),
        body("/Name", "string", 25).types(),
        body("/Templating", "object", 37).refused().observed(),
        body("/Templating/Name", "string", 37).refused().observed(),
        body("/Templating/Options", "map<string>", 37).refused().engine_code(),
    ],
};

/// `DELETE /secrets/{id}`, since API 1.25.
pub static SECRET_DELETE: Row = Row {
    id: "SecretDelete", tag: "secret", method: "DELETE", path: "/secrets/{id}",
    since: v(25), until: None, streams: &[],
    gates: &[
        path("id", "string", 25).refused().spec(),
    ],
};

/// `GET /secrets/{id}`, since API 1.25.
pub static SECRET_INSPECT: Row = Row {
    id: "SecretInspect", tag: "secret", method: "GET", path: "/secrets/{id}",
    since: v(25), until: None, streams: &[],
    gates: &[
        path("id", "string", 25).refused().spec(),
    ],
};

/// `GET /secrets`, since API 1.25.
pub static SECRET_LIST: Row = Row {
    id: "SecretList", tag: "secret", method: "GET", path: "/secrets",
    since: v(25), until: None, streams: &[],
    gates: &[
        query("filters", "string:json-object", 25).spec(),
        filter("id", "string", 25).refused().spec(),
        filter("label", "string", 25).refused().spec(),
        filter("name", "string", 25).refused().spec(),
        filter("names", "string", 25).refused().spec(),
    ],
};

/// `POST /secrets/{id}/update`, since API 1.25.
pub static SECRET_UPDATE: Row = Row {
    id: "SecretUpdate", tag: "secret", method: "POST", path: "/secrets/{id}/update",
    since: v(25), until: None, streams: &[],
    gates: &[
        path("id", "string", 25).refused().spec(),
        query("version", "integer:int64", 25).spec(),
        body("", "object", 25).types(),
        body("/Data", "string", 25).types(),
        body("/Driver", "object", 31).types(),
        body("/Driver/Name", "string", 31).types(),
        body("/Driver/Options", "map<string>", 31).types(),
        body("/Labels", "map<string>", 25).types(),
        body("/Name", "string", 25).types(),
        body("/Templating", "object", 37).types(),
        body("/Templating/Name", "string", 37).types(),
        body("/Templating/Options", "map<string>", 37).types(),
    ],
};
