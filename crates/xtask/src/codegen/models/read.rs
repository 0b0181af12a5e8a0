//! Reads the facts about models and refuses what cannot be true.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use super::r#type::Type;
use crate::codegen::facts::{cell, minor, stem};

pub(super) const COLUMNS: &str = "model\tkind\tfield\tkey\ttype\tsince\tuntil\tdoc";

/// The models of one file, in its order.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) file: String,
    pub(super) models: Vec<Model>,
}

#[derive(Debug)]
pub(super) struct Model {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) line: usize,
    /// Where in requests it stands: an operation's id, and perhaps a pointer into its body.
    pub(super) places: Vec<String>,
    pub(super) range: Range,
    pub(super) doc: String,
    pub(super) fields: Vec<Field>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Reply,
    Request,
    Words,
}

/// A field, or one of the words.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) key: String,
    /// Words have none.
    pub(super) r#type: Option<Type>,
    pub(super) range: Range,
    pub(super) doc: String,
}

/// Minor numbers, both inclusive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) since: Option<u16>,
    pub(super) until: Option<u16>,
}

/// Reads every file of a folder; the key is the group.
pub(super) fn read(dir: &Path) -> Result<BTreeMap<String, Group>, String> {
    let mut groups = BTreeMap::new();
    let mut names = BTreeSet::new();
    let entries = fs::read_dir(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let (Some(group), Some("tsv")) = (stem(&path), path.extension().and_then(|e| e.to_str())) else {
            return Err(format!("{}: no file of facts", path.display()));
        };
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let models = file(&text).map_err(|(line, why)| format!("{}:{line}: {why}", path.display()))?;
        for model in &models {
            if !names.insert(model.name.clone()) {
                return Err(format!("{}:{}: {} is there twice", path.display(), model.line, model.name));
            }
        }
        groups.insert(group, Group { file: path.display().to_string(), models });
    }
    Ok(groups)
}

pub(super) fn file(text: &str) -> Result<Vec<Model>, (usize, String)> {
    let mut models: Vec<Model> = Vec::new();
    let mut columns = false;
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let at = |why: String| (index + 1, why);
        if columns {
            add(&mut models, index + 1, line).map_err(at)?;
        } else if line == COLUMNS {
            columns = true;
        } else {
            return Err(at(format!("the columns are not `{}`", COLUMNS.replace('\t', " "))));
        }
    }
    Ok(models)
}

fn add(models: &mut Vec<Model>, line: usize, text: &str) -> Result<(), String> {
    let cells: Vec<&str> = text.split('\t').collect();
    let [model, kind, field, key, r#type, since, until, doc] = cells.as_slice() else {
        return Err(format!("{} columns instead of 8", cells.len()));
    };
    if !doc.ends_with('.') {
        return Err("the doc is no sentence".to_owned());
    }
    let kind = match *kind {
        "reply" => Kind::Reply,
        "request" => Kind::Request,
        "words" => Kind::Words,
        other => return Err(format!("`{other}` is none of reply, request, words")),
    };
    let range =
        Range { since: cell(since).map(minor).transpose()?, until: cell(until).map(minor).transpose()? };
    let doc = (*doc).to_owned();
    if *field == "-" {
        let places = cell(key).map(|key| key.split(' ').map(str::to_owned).collect()).unwrap_or_default();
        let name = (*model).to_owned();
        models.push(Model { name, kind, line, places, range, doc, fields: Vec::new() });
        return Ok(());
    }
    let Some(last) = models.last_mut().filter(|last| last.name == *model && last.kind == kind) else {
        return Err(format!("{model} has no row of its own above"));
    };
    if last.fields.iter().any(|known| known.name == *field || known.key == *key) {
        return Err(format!("{model} has `{field}` or `{key}` already"));
    }
    let r#type = match kind {
        Kind::Words => None,
        Kind::Reply | Kind::Request => Some(Type::parse(r#type)?),
    };
    if kind == Kind::Request && r#type.as_ref().is_some_and(|r#type| r#type.optional) {
        return Err("fields of requests are all optional: no `?`".to_owned());
    }
    let (name, key) = ((*field).to_owned(), (*key).to_owned());
    last.fields.push(Field { line, name, key, r#type, range, doc });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = "A\trequest\t-\t-\t-\t-\t-\tAn a.";

    fn rows(rows: &[&str]) -> Result<Vec<Model>, (usize, String)> {
        file(&format!("# A comment.\n{COLUMNS}\n{}\n", rows.join("\n")))
    }

    #[test]
    fn a_model_and_its_fields_are_read() {
        let models = rows(&[ROW, "A\trequest\tb\tB\tlist(int)\t1.30\t1.40\tA b."]).unwrap();
        assert_eq!(models[0].fields[0].range, Range { since: Some(30), until: Some(40) });
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_line() {
        for (row, why) in [
            ("A\trequest\tb\tB\tlist(int)\t1.30\t1.40\tA b", "no sentence"),
            ("A\trequest\tb\tB\tlist(int)\t1.30\tA b.", "columns"),
            ("A\trequest\tb\tB\tlots\t-\t-\tA b.", "no type"),
            ("A\trequest\tb\tB\tint?\t-\t-\tA b.", "no `?`"),
            ("A\tanswer\tb\tB\tint\t-\t-\tA b.", "none of"),
            ("B\trequest\tb\tB\tint\t-\t-\tA b.", "no row of its own"),
        ] {
            let (line, text) = rows(&[ROW, row]).unwrap_err();
            assert_eq!(line, 4, "{row}");
            assert!(text.contains(why), "{text}");
        }
    }
}
