// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! The operations of the tag `exec`.

use crate::catalogue::gate::{Row, Stream, body, path, query, v};

/// `POST /containers/{id}/exec`, since API 1.24.
pub static CONTAINER_EXEC: Row = Row {
    id: "ContainerExec", tag: "exec", method: "POST", path: "/containers/{id}/exec",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        body("", "object", 24).types(),
        body("/AttachStderr", "boolean", 24).types(),
        body("/AttachStdin", "boolean", 24).types(),
        body("/AttachStdout", "boolean", 24).types(),
        body("/Cmd", "array<string>", 24).types(),
        body("/ConsoleSize", "array<integer>", 42).observed(),
        body("/Detach", "boolean", 24).until(51).types(),
        body("/DetachKeys", "string", 24).types(),
        body("/Env", "array<string>", 25).types(),
        body("/Privileged", "boolean", 24).types(),
        body("/Tty", "boolean", 24).types(),
        body("/User", "string", 24).types(),
        body("/WorkingDir", "string", 35).types(),
    ],
};

/// `GET /exec/{id}/json`, since API 1.24.
pub static EXEC_INSPECT: Row = Row {
    id: "ExecInspect", tag: "exec", method: "GET", path: "/exec/{id}/json",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
    ],
};

/// `POST /exec/{id}/resize`, since API 1.24.
pub static EXEC_RESIZE: Row = Row {
    id: "ExecResize", tag: "exec", method: "POST", path: "/exec/{id}/resize",
    since: v(24), until: None, streams: &[],
    gates: &[
        path("id", "string", 24).refused().spec(),
        query("h", "integer", 24).spec(),
        query("w", "integer", 24).spec(),
    ],
};

/// `POST /exec/{id}/start`, since API 1.24.
pub static EXEC_START: Row = Row {
    id: "ExecStart", tag: "exec", method: "POST", path: "/exec/{id}/start",
    since: v(24), until: None, streams: &[Stream::Hijack, Stream::Frames],
    gates: &[
        path("id", "string", 24).refused().spec(),
        body("", "object", 24).types(),
        body("/ConsoleSize", "array<integer>", 42).observed(),
        body("/Detach", "boolean", 24).types(),
        body("/Tty", "boolean", 24).types(),
    ],
};
