//! Writes the tables: `rows.rs`, which names every operation, and one file per tag with its gates.

use std::{collections::BTreeMap, fmt::Write};

use super::facts::{Condition, Fact, Operation, Place, Tag};

pub(super) const DO_NOT_EDIT: &str =
    "// Made by `cargo xtask codegen` from `crates/docker-wire/facts/`: do not edit.\n";

/// Renders all files, by their path below `catalogue/`.
pub(super) fn render(tags: &BTreeMap<String, Tag>) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> =
        tags.iter().map(|(tag, facts)| (format!("rows/{tag}.rs"), file(tag, facts))).collect();
    files.insert("rows.rs".to_owned(), index(tags));
    files
}

fn index(tags: &BTreeMap<String, Tag>) -> String {
    let mut out =
        format!("{DO_NOT_EDIT}//! Every operation of the Engine API, with what its requests can say.\n\n");
    for tag in tags.keys() {
        out += &format!("mod {tag};\n");
    }
    out.push('\n');
    for (tag, facts) in tags {
        let names: Vec<String> = facts.keys().map(|id| constant(id)).collect();
        out += &format!("pub use {tag}::{{{}}};\n", names.join(", "));
    }
    let mut ids: Vec<&String> = tags.values().flat_map(BTreeMap::keys).collect();
    ids.sort();
    out += "\n/// Every operation, sorted by id.\npub static ALL: &[&super::Row] = &[\n";
    for id in ids {
        out += &format!("    &{},\n", constant(id));
    }
    out + "];\n"
}

fn file(tag: &str, facts: &Tag) -> String {
    let mut out = DO_NOT_EDIT.to_owned();
    let bodies: String = facts.iter().map(|(id, operation)| row(tag, id, operation)).collect();
    let used = ["body", "filter", "header", "path", "query"]
        .into_iter()
        .filter(|name| bodies.contains(&format!(" {name}(\"")));
    let stream = bodies.contains("Stream::").then_some("Stream");
    let names: Vec<&str> = ["Row"].into_iter().chain(stream).chain(used).chain(["v"]).collect();
    out += &format!(
        "//! The operations of the tag `{tag}`.\n\nuse crate::catalogue::gate::{{{}}};\n",
        names.join(", ")
    );
    out + &bodies
}

fn row(tag: &str, id: &str, operation: &Operation) -> String {
    let Operation { method, path, own, gates } = operation;
    let mut out = format!("\n/// `{method} {path}`, since API 1.{}.\n", own.since);
    out += &format!("pub static {}: Row = Row {{\n", constant(id));
    out += &format!("    id: \"{id}\", tag: \"{tag}\", method: \"{method}\", path: \"{path}\",\n");
    let until = own.until.map_or("None".to_owned(), |until| format!("Some(v({until}))"));
    let streams: Vec<String> =
        own.r#type.split_whitespace().map(|name| format!("Stream::{}", camel(name))).collect();
    out += &format!("    since: v({}), until: {until}, streams: &[{}],\n", own.since, streams.join(", "));
    match gates.as_slice() {
        [] => out += "    gates: &[],\n",
        gates => {
            out += "    gates: &[\n";
            for fact in gates {
                out += &format!("        {},\n", gate(fact));
            }
            out += "    ],\n";
        }
    }
    out + "};\n"
}

/// One gate, said shortly: what is most common (no end, ignored below, no condition) is left out.
fn gate(fact: &Fact) -> String {
    let (kind, at) = match &fact.place {
        Place::Operation(at) => ("operation", at.clone()),
        Place::Path(at) => ("path", at.clone()),
        Place::Query(at) => ("query", at.clone()),
        Place::Filter(at) => ("filter", at.clone()),
        Place::Header(at) => ("header", at.clone()),
        Place::Body(segments) => {
            ("body", segments.iter().fold(String::new(), |at, segment| at + "/" + segment))
        }
    };
    let mut out = format!("{kind}(\"{at}\", {:?}, {})", fact.r#type, fact.since);
    if let Some(until) = fact.until {
        let _ = write!(out, ".until({until})");
    }
    match &fact.condition {
        Some(Condition::MoreThanOne) => out += ".more_than_one()",
        Some(Condition::Value(value)) => {
            let _ = write!(out, ".value({value:?})");
        }
        None => {}
    }
    if fact.below != "ignored" {
        let _ = write!(out, ".{}()", fact.below);
    }
    let _ = write!(out, ".{}()", fact.source.replace('-', "_"));
    if !fact.values.is_empty() {
        let _ = write!(out, ".values(&{:?})", fact.values);
    }
    out
}

/// `SystemPing` becomes `SYSTEM_PING`.
pub(super) fn constant(id: &str) -> String {
    let mut out = String::new();
    for (index, letter) in id.char_indices() {
        if index > 0 && letter.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_uppercase());
    }
    out
}

/// `tar-in` becomes `TarIn`.
fn camel(name: &str) -> String {
    name.split('-')
        .map(|word| {
            word.split_at_checked(1).map_or(String::new(), |(first, rest)| first.to_uppercase() + rest)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_becomes_the_name_of_a_constant() {
        assert_eq!(constant("SystemPing"), "SYSTEM_PING");
        assert_eq!(constant("Session"), "SESSION");
        assert_eq!(camel("tar-in"), "TarIn");
    }
}
