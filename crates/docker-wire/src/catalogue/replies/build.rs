// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! What the replies of the operations of the tag `build` tell.

use crate::catalogue::reply_field::{ReplyField, body};

pub(super) static BUILD_PRUNE: &[ReplyField] = &[
    body("", "object", 31).types(),
    body("/CachesDeleted", "array<string>", 39).null().types(),
    body("/SpaceReclaimed", "integer:int64", 31).always().types(),
];
