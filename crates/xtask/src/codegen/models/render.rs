//! Writes the models: one file per group, and one that names them all.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use super::read::{Field, Group, Kind, Model, Range};

pub(super) const DO_NOT_EDIT: &str =
    "// Made by `cargo xtask codegen` from `crates/docker-wire/facts/models/`: do not edit.\n";

/// Words that Rust keeps for itself.
const KEYWORDS: &[&str] = &["type", "mod", "ref", "in", "use", "move", "static", "const", "match", "for"];

pub(super) fn render(groups: &BTreeMap<String, Group>) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = groups
        .iter()
        .map(|(name, group)| (format!("generated/{name}.rs"), file(name, &group.models)))
        .collect();
    files.insert("generated.rs".to_owned(), index(groups));
    files
}

fn index(groups: &BTreeMap<String, Group>) -> String {
    let mut out = format!("{DO_NOT_EDIT}//! The models, grouped as the operations are.\n\n");
    for group in groups.keys() {
        let _ = writeln!(out, "mod {group};");
    }
    out += "#[cfg(test)]\npub(super) mod samples;\n\n";
    for (group, Group { models, .. }) in groups {
        let names: BTreeSet<&str> = models.iter().map(|model| model.name.as_str()).collect();
        let _ = writeln!(out, "pub use {group}::{{{}}};", names.into_iter().collect::<Vec<_>>().join(", "));
    }
    out
}

fn file(group: &str, models: &[Model]) -> String {
    let bodies: String = models.iter().map(model).collect();
    let mut out = format!("{DO_NOT_EDIT}//! The models of the group `{group}`.\n\n");
    if bodies.contains(" BTreeMap<") || bodies.contains("<BTreeMap<") || bodies.contains("(BTreeMap<") {
        out += "use std::collections::BTreeMap;\n\n";
    }
    let mut names = BTreeSet::new();
    for field in models.iter().flat_map(|model| &model.fields) {
        if let Some(r#type) = &field.r#type {
            r#type.shape.names(&mut names);
        }
    }
    for model in models {
        names.remove(&model.name);
    }
    let macros: BTreeSet<&str> = models.iter().map(|model| macro_of(model.kind)).collect();
    let macros = format!("macros::{{{}}}", macros.into_iter().collect::<Vec<_>>().join(", "));
    let names: Vec<String> = names.into_iter().chain([macros]).collect();
    let _ = writeln!(out, "use crate::model::{{{}}};", names.join(", "));
    out + &bodies
}

fn macro_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Reply => "reply",
        Kind::Request => "request",
        Kind::Words => "words",
    }
}

fn model(model: &Model) -> String {
    let mut out = format!("\n{}! {{\n    /// {}\n", macro_of(model.kind), doc(&model.doc, model.range));
    let item = if model.kind == Kind::Words { "enum" } else { "struct" };
    let _ = writeln!(out, "    pub {item} {} {{", model.name);
    for field in &model.fields {
        let _ = writeln!(out, "        /// {}", doc(&field.doc, field.range));
        let _ = writeln!(out, "        {} = {:?},", left(model.kind, field), field.key);
    }
    out + "    }\n}\n"
}

fn left(kind: Kind, field: &Field) -> String {
    let raw = if KEYWORDS.contains(&field.name.as_str()) { "r#" } else { "" };
    let name = format!("{raw}{}", field.name);
    match (&field.r#type, kind) {
        (None, _) | (_, Kind::Words) => name,
        (Some(r#type), Kind::Reply) => format!("{name}: {}", r#type.reply()),
        (Some(r#type), Kind::Request) => format!("{name}: {}", r#type.request()),
    }
}

fn doc(doc: &str, range: Range) -> String {
    match range {
        Range { since: None, until: None } => doc.to_owned(),
        Range { since: Some(since), until: None } => format!("{doc} Since API 1.{since}."),
        Range { since: None, until: Some(until) } => format!("{doc} Until API 1.{until}."),
        Range { since: Some(since), until: Some(until) } if since == until => {
            format!("{doc} In API 1.{since} only.")
        }
        Range { since: Some(since), until: Some(until) } => format!("{doc} API 1.{since} to 1.{until}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codegen::models::read;

    #[test]
    fn a_range_is_said_at_the_end() {
        let range = |since, until| Range { since, until };
        assert_eq!(doc("An a.", range(None, None)), "An a.");
        assert_eq!(doc("An a.", range(Some(30), None)), "An a. Since API 1.30.");
        assert_eq!(doc("An a.", range(Some(30), Some(30))), "An a. In API 1.30 only.");
        assert_eq!(doc("An a.", range(Some(30), Some(31))), "An a. API 1.30 to 1.31.");
    }

    #[test]
    fn a_model_is_an_invocation_of_its_macro() {
        let rows = "model\tkind\tfield\tkey\ttype\tsince\tuntil\tdoc\n\
                    A\treply\t-\t-\t-\t1.25\t-\tAn a.\nA\treply\ttype\tType\tlist(B)\t-\t1.40\tA b.\n";
        let made = file("x", &read::file(rows).unwrap());
        assert!(made.contains("use crate::model::{B, macros::{reply}};"), "{made}");
        assert!(made.contains("    /// An a. Since API 1.25.\n    pub struct A {\n"), "{made}");
        assert!(made.contains("        r#type: Vec<B> = \"Type\",\n"), "{made}");
    }
}
