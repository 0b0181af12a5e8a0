// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! What the replies of the operations of the tag `secret` tell.

use crate::catalogue::reply_field::{ReplyField, Empty, body, to};

pub(super) static SECRET_CREATE: &[ReplyField] = &[
    body("", "object", 25).status(201).types(),
    body("/ID", "string", 25).status(201).always().types(),
];

pub(super) static SECRET_INSPECT: &[ReplyField] = &[
    body("", "object", 25).types(),
    body("/CreatedAt", "string:dateTime", 25).always().types(),
    body("/ID", "string", 25).always().types(),
    body("/Spec", "object", 25).always().types(),
    body("/Spec/Data", "string", 25).omit().types(),
    body("/Spec/Driver", "object", 31).omit().types(),
    body("/Spec/Driver/Name", "string", 31).omit().types(),
    body("/Spec/Driver/Options", "map<string>", 31).omit().types(),
    body("/Spec/Labels", "map<string>", 25).empty(&[to(27, Empty::Omit), to(u16::MAX, Empty::Null)]).types(),
    body("/Spec/Name", "string", 25).omit().types(),
    body("/Spec/Templating", "object", 37).omit().types(),
    body("/Spec/Templating/Name", "string", 37).omit().types(),
    body("/Spec/Templating/Options", "map<string>", 37).omit().types(),
    body("/UpdatedAt", "string:dateTime", 25).always().types(),
    body("/Version", "object", 25).always().types(),
    body("/Version/Index", "integer:uint64", 25).omit().types(),
];

pub(super) static SECRET_LIST: &[ReplyField] = &[
    body("", "array<object>", 25).types(),
    body("/*/CreatedAt", "string:dateTime", 25).always().types(),
    body("/*/ID", "string", 25).always().types(),
    body("/*/Spec", "object", 25).always().types(),
    body("/*/Spec/Data", "string", 25).omit().types(),
    body("/*/Spec/Driver", "object", 31).omit().types(),
    body("/*/Spec/Driver/Name", "string", 31).omit().types(),
    body("/*/Spec/Driver/Options", "map<string>", 31).omit().types(),
    body("/*/Spec/Labels", "map<string>", 25).empty(&[to(27, Empty::Omit), to(u16::MAX, Empty::Null)]).types(),
    body("/*/Spec/Name", "string", 25).omit().types(),
    body("/*/Spec/Templating", "object", 37).omit().types(),
    body("/*/Spec/Templating/Name", "string", 37).omit().types(),
    body("/*/Spec/Templating/Options", "map<string>", 37).omit().types(),
    body("/*/UpdatedAt", "string:dateTime", 25).always().types(),
    body("/*/Version", "object", 25).always().types(),
    body("/*/Version/Index", "integer:uint64", 25).omit().types(),
];
