// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! What the replies of the operations of the tag `distribution` tell.

use crate::catalogue::reply_field::{ReplyField, Empty, body, to};

pub(super) static DISTRIBUTION_INSPECT: &[ReplyField] = &[
    body("", "object", 30).types(),
    body("/Descriptor", "object", 30).always().types(),
    body("/Descriptor/annotations", "map<string>", 30).omit().types(),
    body("/Descriptor/artifactType", "string", 43).omit().types(),
    body("/Descriptor/data", "string", 42).omit().types(),
    body("/Descriptor/digest", "string", 30).always().types(),
    body("/Descriptor/mediaType", "string", 30).empty(&[to(43, Empty::Omit), to(u16::MAX, Empty::Always)]).types(),
    body("/Descriptor/platform", "object", 30).omit().types(),
    body("/Descriptor/platform/architecture", "string", 30).always().types(),
    body("/Descriptor/platform/features", "array<string>", 30).until(30).omit().types(),
    body("/Descriptor/platform/os", "string", 30).always().types(),
    body("/Descriptor/platform/os.features", "array<string>", 30).omit().types(),
    body("/Descriptor/platform/os.version", "string", 30).omit().types(),
    body("/Descriptor/platform/variant", "string", 30).omit().types(),
    body("/Descriptor/size", "integer:int64", 30).always().types(),
    body("/Descriptor/urls", "array<string:uri>", 30).omit().types(),
    body("/Platforms", "array<object>", 30).null().types(),
    body("/Platforms/*/architecture", "string", 30).always().types(),
    body("/Platforms/*/features", "array<string>", 30).until(30).omit().types(),
    body("/Platforms/*/os", "string", 30).always().types(),
    body("/Platforms/*/os.features", "array<string>", 30).omit().types(),
    body("/Platforms/*/os.version", "string", 30).omit().types(),
    body("/Platforms/*/variant", "string", 30).omit().types(),
];
