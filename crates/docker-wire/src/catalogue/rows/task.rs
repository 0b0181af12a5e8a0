// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `task`.

use crate::catalogue::gate::{Row, Stream, filter, path, query, v};

/// `GET /tasks/{id}`, since API 1.24.
pub static TASK_INSPECT: Row = Row {
    id: "TaskInspect", tag: "task", method: "GET", path: "/tasks/{id}",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
    ],
};

/// `GET /tasks`, since API 1.24.
pub static TASK_LIST: Row = Row {
    id: "TaskList", tag: "task", method: "GET", path: "/tasks",
    since: v(24), until: None, streams: &[],
    gates: &[
        query("filters", "string:json-object", 24).spec(),
        filter("_up-to-date", "string", 25).refused().engine_code(),
        filter("desired-state", "string", 24).refused().spec().values(&["accepted", "running", "shutdown"]),
        filter("id", "string", 24).refused().spec(),
        filter("label", "string", 24).refused().spec(),
        filter("name", "string", 24).refused().spec(),
        filter("node", "string", 24).refused().spec(),
        filter("runtime", "string", 31).refused().engine_code(),
        filter("service", "string", 24).refused().spec(),
    ],
};

/// `GET /tasks/{id}/logs`, since API 1.29.
pub static TASK_LOGS: Row = Row {
    id: "TaskLogs", tag: "task", method: "GET", path: "/tasks/{id}/logs",
    since: v(29), until: None, streams: &[Stream::Frames],
    gates: &[
        path("id", "string", 29).refused().spec(),
        query("details", "boolean", 29).spec(),
        query("follow", "boolean", 29).spec(),
        query("since", "number", 29).spec(),
        query("stderr", "boolean", 29).spec(),
        query("stdout", "boolean", 29).spec(),
        query("tail", "string", 29).spec(),
        query("timestamps", "boolean", 29).spec(),
    ],
};
