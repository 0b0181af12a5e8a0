// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! What the replies of the operations of the tag `exec` tell.

use crate::catalogue::reply_field::{ReplyField, body};

pub(super) static CONTAINER_EXEC: &[ReplyField] = &[
    body("", "object", 24).status(201).types(),
    body("/Id", "string", 24).status(201).always().types(),
];

pub(super) static EXEC_INSPECT: &[ReplyField] = &[
    body("", "object", 24).types(),
    body("/CanRemove", "boolean", 24).always().types(),
    body("/ContainerID", "string", 24).always().types(),
    body("/DetachKeys", "string", 24).always().types(),
    body("/ExitCode", "integer", 24).null().types(),
    body("/ID", "string", 24).always().types(),
    body("/OpenStderr", "boolean", 24).always().types(),
    body("/OpenStdin", "boolean", 24).always().types(),
    body("/OpenStdout", "boolean", 24).always().types(),
    body("/Pid", "integer", 25).always().types(),
    body("/ProcessConfig", "object", 24).null().types(),
    body("/ProcessConfig/arguments", "array<string>", 24).null().types(),
    body("/ProcessConfig/entrypoint", "string", 24).always().types(),
    body("/ProcessConfig/privileged", "boolean", 24).omit().types(),
    body("/ProcessConfig/tty", "boolean", 24).always().types(),
    body("/ProcessConfig/user", "string", 24).omit().types(),
    body("/Running", "boolean", 24).always().types(),
];
