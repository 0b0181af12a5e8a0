// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! What the replies of the operations of the tag `checkpoint` tell.

use crate::catalogue::reply_field::{ReplyField, body};

pub(super) static CHECKPOINT_LIST: &[ReplyField] = &[
    body("", "array<object>", 25).engine_code(),
    body("/*/Name", "string", 25).always().engine_code(),
];
