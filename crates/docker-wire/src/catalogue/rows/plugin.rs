// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `plugin`.

use crate::catalogue::gate::{Row, Stream, body, filter, header, path, query, v};

/// `GET /plugins/privileges`, since API 1.25.
pub static GET_PLUGIN_PRIVILEGES: Row = Row {
    id: "GetPluginPrivileges", tag: "plugin", method: "GET", path: "/plugins/privileges",
    since: v(25), until: None, streams: &[],
    gates: &[
        query("name", "string", 25).until(26).spec(),
        query("remote", "string", 25).engine_code(),
        header("X-Registry-Auth", "string", 25).engine_code(),
    ],
};

/// `POST /plugins/create`, since API 1.25.
pub static PLUGIN_CREATE: Row = Row {
    id: "PluginCreate", tag: "plugin", method: "POST", path: "/plugins/create",
    since: v(25), until: None, streams: &[Stream::TarIn],
    gates: &[
        query("name", "string", 25).spec(),
        body("", "string:binary", 25).types(),
    ],
};

/// `DELETE /plugins/{name}`, since API 1.25.
pub static PLUGIN_DELETE: Row = Row {
    id: "PluginDelete", tag: "plugin", method: "DELETE", path: "/plugins/{name}",
    since: v(25), until: None, streams: &[],
    gates: &[
        path("name", "string", 25).refused().spec(),
        query("force", "boolean", 25).spec(),
    ],
};

/// `POST /plugins/{name}/disable`, since API 1.25.
pub static PLUGIN_DISABLE: Row = Row {
    id: "PluginDisable", tag: "plugin", method: "POST", path: "/plugins/{name}/disable",
    since: v(25), until: None, streams: &[],
    gates: &[
        path("name", "string", 25).refused().spec(),
        query("force", "boolean", 25).engine_code(),
    ],
};

/// `POST /plugins/{name}/enable`, since API 1.25.
pub static PLUGIN_ENABLE: Row = Row {
    id: "PluginEnable", tag: "plugin", method: "POST", path: "/plugins/{name}/enable",
    since: v(25), until: None, streams: &[],
    gates: &[
        path("name", "string", 25).refused().spec(),
        query("timeout", "integer", 25).spec(),
    ],
};

/// `GET /plugins/{name}/json`, since API 1.25.
pub static PLUGIN_INSPECT: Row = Row {
    id: "PluginInspect", tag: "plugin", method: "GET", path: "/plugins/{name}/json",
    since: v(25), until: None, streams: &[],
    gates: &[
        path("name", "string", 25).refused().spec(),
    ],
};

/// `GET /plugins`, since API 1.25.
pub static PLUGIN_LIST: Row = Row {
    id: "PluginList", tag: "plugin", method: "GET", path: "/plugins",
    since: v(25), until: None, streams: &[],
    gates: &[
        query("filters", "string:json-object", 28).spec(),
        filter("capability", "string", 28).refused().spec(),
        filter("enabled", "boolean", 28).refused().spec(),
    ],
};

/// `POST /plugins/pull`, since API 1.25.
pub static PLUGIN_PULL: Row = Row {
    id: "PluginPull", tag: "plugin", method: "POST", path: "/plugins/pull",
    since: v(25), until: None, streams: &[Stream::JsonStream],
    gates: &[
        query("name", "string", 25).spec(),
        query("remote", "string", 25).spec(),
        header("X-Registry-Auth", "string", 25).spec(),
        body("", "array<object>", 25).types(),
        body("/*/Description", "string", 25).types(),
        body("/*/Name", "string", 25).types(),
        body("/*/Value", "array<string>", 25).types(),
    ],
};

/// `POST /plugins/{name}/push`, since API 1.25.
pub static PLUGIN_PUSH: Row = Row {
    id: "PluginPush", tag: "plugin", method: "POST", path: "/plugins/{name}/push",
    since: v(25), until: None, streams: &[Stream::JsonStream],
    gates: &[
        path("name", "string", 25).refused().spec(),
        header("X-Registry-Auth", "string", 25).engine_code(),
    ],
};

/// `POST /plugins/{name}/set`, since API 1.25.
pub static PLUGIN_SET: Row = Row {
    id: "PluginSet", tag: "plugin", method: "POST", path: "/plugins/{name}/set",
    since: v(25), until: None, streams: &[],
    gates: &[
        path("name", "string", 25).refused().spec(),
        body("", "array<string>", 25).types(),
    ],
};

/// `POST /plugins/{name}/upgrade`, since API 1.26.
pub static PLUGIN_UPGRADE: Row = Row {
    id: "PluginUpgrade", tag: "plugin", method: "POST", path: "/plugins/{name}/upgrade",
    since: v(26), until: None, streams: &[Stream::JsonStream],
    gates: &[
        path("name", "string", 26).refused().spec(),
        query("remote", "string", 26).spec(),
        header("X-Registry-Auth", "string", 26).spec(),
        body("", "array<object>", 26).types(),
        body("/*/Description", "string", 26).types(),
        body("/*/Name", "string", 26).types(),
        body("/*/Value", "array<string>", 26).types(),
    ],
};
