//! Reads the facts and refuses what cannot be true.

use std::{collections::BTreeMap, fs, path::Path};

pub(super) const COLUMNS: &str =
    "operation\tin\tat\ttype\tsince\tuntil\tbelow\tsource\tcondition\tvalues\tnote";

/// What a claim may rest on.
pub(super) const SOURCES: &[&str] = &["spec", "types", "engine-code", "observed"];

/// The facts of one file, by operation id.
pub(super) type Tag = BTreeMap<String, Operation>;

/// One operation with everything a request can say to it.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) method: String,
    pub(super) path: String,
    /// The row of the operation itself; its type names the streams.
    pub(super) own: Fact,
    /// Sorted as the tables are.
    pub(super) gates: Vec<Fact>,
}

/// One row of a file.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    pub(super) place: Place,
    pub(super) r#type: String,
    /// Minor numbers: the major number of every known version is 1.
    pub(super) since: u16,
    pub(super) until: Option<u16>,
    pub(super) below: String,
    pub(super) source: String,
    pub(super) condition: Option<Condition>,
    pub(super) values: Vec<String>,
}

/// Where a fact is; the order is that of the tables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Operation(String),
    Path(String),
    Query(String),
    /// A key of what the parameter `filters` holds.
    Filter(String),
    Header(String),
    /// The segments of a JSON pointer.
    Body(Vec<String>),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Condition {
    MoreThanOne,
    Value(String),
}

/// Reads every file of a folder; the key is the tag.
pub(super) fn read(dir: &Path) -> Result<BTreeMap<String, Tag>, String> {
    let mut tags = BTreeMap::new();
    let entries = fs::read_dir(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.is_dir() {
            // The models have facts of their own.
            continue;
        }
        let (Some(tag), Some("tsv")) = (stem(&path), path.extension().and_then(|e| e.to_str())) else {
            return Err(format!("{}: no file of facts", path.display()));
        };
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let facts = file(&text).map_err(|(line, why)| format!("{}:{line}: {why}", path.display()))?;
        tags.insert(tag, facts);
    }
    Ok(tags)
}

pub(super) fn stem(path: &Path) -> Option<String> {
    Some(path.file_stem()?.to_str()?.to_owned())
}

pub(super) fn file(text: &str) -> Result<Tag, (usize, String)> {
    let mut tag = Tag::new();
    let mut columns = false;
    for (index, line) in text.lines().enumerate() {
        let at = |why: String| (index + 1, why);
        if line.starts_with('#') {
            continue;
        }
        if !columns {
            columns = line == COLUMNS;
            if !columns {
                return Err(at(format!("the columns are not `{}`", COLUMNS.replace('\t', " "))));
            }
            continue;
        }
        add(&mut tag, line).map_err(at)?;
    }
    Ok(tag)
}

/// Adds one row. Rows stand in order, an operation's own first, so that a diff shows one place once.
fn add(tag: &mut Tag, line: &str) -> Result<(), String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [id, within, at, rest @ ..] = cells.as_slice() else {
        return Err("too few columns".to_owned());
    };
    let fact = fact(within, at, rest)?;
    if let Place::Operation(at) = &fact.place {
        let (method, path) = at.split_once(' ').ok_or("an operation is a method and a path")?;
        let own = Operation {
            method: method.to_owned(),
            path: path.to_owned(),
            own: fact.clone(),
            gates: Vec::new(),
        };
        return match tag.insert((*id).to_owned(), own) {
            None => Ok(()),
            Some(_) => Err(format!("{id} is there twice")),
        };
    }
    let operation = tag.get_mut(*id).ok_or_else(|| format!("{id} has no row of its own above"))?;
    if fact.since < operation.own.since {
        return Err(format!("{id} is since 1.{} only", operation.own.since));
    }
    let order = |fact: &Fact| (fact.place.clone(), fact.condition.clone());
    if operation.gates.last().is_some_and(|last| order(last) >= order(&fact)) {
        return Err("out of order, or twice".to_owned());
    }
    operation.gates.push(fact);
    Ok(())
}

fn fact(within: &str, at: &str, rest: &[&str]) -> Result<Fact, String> {
    let [r#type, since, until, below, source, condition, values, _note] = rest else {
        return Err(format!("{} columns instead of 11", rest.len() + 3));
    };
    let fact = Fact {
        place: place(within, at)?,
        r#type: cell(r#type).unwrap_or_default().to_owned(),
        since: minor(since)?,
        until: cell(until).map(minor).transpose()?,
        below: known(below, &["ignored", "refused", "differs"])?,
        source: known(source, SOURCES)?,
        condition: cell(condition).map(self::condition).transpose()?,
        values: cell(values).map(|values| values.split('|').map(literal).collect()).unwrap_or_default(),
    };
    match fact.until {
        Some(until) if until < fact.since => Err("ends before it begins".to_owned()),
        _ => Ok(fact),
    }
}

fn place(within: &str, at: &str) -> Result<Place, String> {
    let at = cell(at).unwrap_or_default();
    match within {
        "operation" => Ok(Place::Operation(at.to_owned())),
        "path" => Ok(Place::Path(at.to_owned())),
        "query" => Ok(Place::Query(at.to_owned())),
        "filter" => Ok(Place::Filter(at.to_owned())),
        "header" => Ok(Place::Header(at.to_owned())),
        "body" => Ok(Place::Body(at.split('/').skip(1).map(str::to_owned).collect())),
        _ => Err(format!("`{within}` is no part of a request")),
    }
}

pub(super) fn condition(text: &str) -> Result<Condition, String> {
    match text.split_once("= ") {
        Some(("", value)) => Ok(Condition::Value(literal(value))),
        _ if text == "more than one" => Ok(Condition::MoreThanOne),
        _ => Err(format!("`{text}` is no condition")),
    }
}

/// `-` is nothing.
pub(super) fn cell(text: &str) -> Option<&str> {
    (text != "-").then_some(text)
}

/// `""` is the empty text.
pub(super) fn literal(text: &str) -> String {
    if text == "\"\"" { String::new() } else { text.to_owned() }
}

pub(super) fn minor(text: &str) -> Result<u16, String> {
    let minor = text.strip_prefix("1.").and_then(|minor| minor.parse().ok());
    minor.ok_or_else(|| format!("`{text}` is no version"))
}

pub(super) fn known(text: &str, words: &[&str]) -> Result<String, String> {
    match words.contains(&text) {
        true => Ok(text.to_owned()),
        false => Err(format!("`{text}` is none of {}", words.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(lines: &[&str]) -> Result<Tag, (usize, String)> {
        file(&format!("# A comment.\n{COLUMNS}\n{}\n", lines.join("\n")))
    }

    const START: &str = "Start\toperation\tPOST /start\t-\t1.25\t-\trefused\tspec\t-\t-\t-";

    #[test]
    fn an_operation_and_its_gates_are_read() {
        let tag =
            lines(&[START, "Start\tbody\t/A/*/B\tstring\t1.30\t1.40\tignored\ttypes\t= \"\"\ta|\"\"\tword"]);
        let fact = tag.unwrap()["Start"].gates[0].clone();
        assert_eq!(fact.place, Place::Body(vec!["A".into(), "*".into(), "B".into()]));
        assert_eq!((fact.since, fact.until), (30, Some(40)));
        assert_eq!(fact.condition, Some(Condition::Value(String::new())));
        assert_eq!(fact.values, ["a", ""]);
    }

    #[test]
    fn what_cannot_be_true_is_refused_with_its_line() {
        let gate = |cells: &str| lines(&[START, &format!("Start\t{cells}")]).unwrap_err();
        for (cells, why) in [
            ("query\ta\tstring\t1.24\t-\tignored\tspec\t-\t-\t-", "is since 1.25 only"),
            ("query\ta\tstring\t1.30\t1.29\tignored\tspec\t-\t-\t-", "ends before"),
            ("query\ta\tstring\t2.30\t-\tignored\tspec\t-\t-\t-", "no version"),
            ("query\ta\tstring\t1.30\t-\tmaybe\tspec\t-\t-\t-", "none of"),
            ("query\ta\tstring\t1.30\t-\tignored\tspec\tmany\t-\t-", "no condition"),
            ("cookie\ta\tstring\t1.30\t-\tignored\tspec\t-\t-\t-", "no part of a request"),
            ("query\ta\tstring\t1.30", "columns"),
        ] {
            let (line, text) = gate(cells);
            assert_eq!(line, 4);
            assert!(text.contains(why), "{text}");
        }
    }

    #[test]
    fn a_place_is_there_once_and_in_order() {
        let b = "Start\tquery\tb\tstring\t1.30\t-\tignored\tspec\t-\t-\t-";
        let a = "Start\tquery\ta\tstring\t1.30\t-\tignored\tspec\t-\t-\t-";
        assert!(lines(&[START, a, b]).is_ok());
        assert!(lines(&[START, b, a]).is_err());
        assert!(lines(&[START, b, b]).is_err());
        assert!(lines(&[b]).is_err());
    }
}
