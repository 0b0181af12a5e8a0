// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.
//! What the replies of the operations of the tag `config` tell.

use crate::catalogue::reply_field::{ReplyField, body};

pub(super) static CONFIG_CREATE: &[ReplyField] = &[
    body("", "object", 30).status(201).types(),
    body("/ID", "string", 30).status(201).always().types(),
];

pub(super) static CONFIG_INSPECT: &[ReplyField] = &[
    body("", "object", 30).types(),
    body("/CreatedAt", "string:dateTime", 30).always().types(),
    body("/ID", "string", 30).always().types(),
    body("/Spec", "object", 30).always().types(),
    body("/Spec/Data", "string", 30).omit().types(),
    body("/Spec/Labels", "map<string>", 30).null().types(),
    body("/Spec/Name", "string", 30).omit().types(),
    body("/Spec/Templating", "object", 37).omit().types(),
    body("/Spec/Templating/Name", "string", 37).omit().types(),
    body("/Spec/Templating/Options", "map<string>", 37).omit().types(),
    body("/UpdatedAt", "string:dateTime", 30).always().types(),
    body("/Version", "object", 30).always().types(),
    body("/Version/Index", "integer:uint64", 30).omit().types(),
];

pub(super) static CONFIG_LIST: &[ReplyField] = &[
    body("", "array<object>", 30).types(),
    body("/*/CreatedAt", "string:dateTime", 30).always().types(),
    body("/*/ID", "string", 30).always().types(),
    body("/*/Spec", "object", 30).always().types(),
    body("/*/Spec/Data", "string", 30).omit().types(),
    body("/*/Spec/Labels", "map<string>", 30).null().types(),
    body("/*/Spec/Name", "string", 30).omit().types(),
    body("/*/Spec/Templating", "object", 37).omit().types(),
    body("/*/Spec/Templating/Name", "string", 37).omit().types(),
    body("/*/Spec/Templating/Options", "map<string>", 37).omit().types(),
    body("/*/UpdatedAt", "string:dateTime", 30).always().types(),
    body("/*/Version", "object", 30).always().types(),
    body("/*/Version/Index", "integer:uint64", 30).omit().types(),
];
