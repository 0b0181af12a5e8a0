//! Makes the tables of what replies tell, from the facts in `replies/`: one file per tag, one row per place.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::Path,
};

use super::{
    facts::{self, Condition, Tag},
    rows::{DO_NOT_EDIT, constant},
};

const COLUMNS: &str = "operation\tin\tat\ttype\tsince\tuntil\tempty\tsource\tcondition\tvalues\tnote";

/// The rows of one file, by operation id.
type Replies = BTreeMap<String, Vec<Field>>;

/// One place in a reply. The order is that of the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Field {
    status: u16,
    header: bool,
    /// The segments of a JSON pointer, or the name of a header.
    at: Vec<String>,
    value: Option<String>,
    r#type: String,
    since: u16,
    until: Option<u16>,
    /// How an empty value is written, up to which version.
    empty: Vec<(String, Option<u16>)>,
    source: String,
    values: Vec<String>,
}

/// Renders all files, by their path below `catalogue/`.
///
/// # Errors
///
/// A row that cannot be read or true, with its file and line.
pub(super) fn render(dir: &Path, tags: &BTreeMap<String, Tag>) -> Result<BTreeMap<String, String>, String> {
    let mut files = BTreeMap::new();
    let mut all = BTreeMap::new();
    for (tag, operations) in tags {
        let path = dir.join(format!("{tag}.tsv"));
        if !path.exists() {
            continue;
        }
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let replies =
            read(&text, operations).map_err(|(line, why)| format!("{}:{line}: {why}", path.display()))?;
        files.insert(format!("replies/{tag}.rs"), file(tag, &replies));
        all.extend(replies.into_keys().map(|id| (id, tag.clone())));
    }
    files.insert("replies.rs".to_owned(), index(&all));
    Ok(files)
}

fn read(text: &str, operations: &Tag) -> Result<Replies, (usize, String)> {
    let mut replies = Replies::new();
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    match lines.next() {
        Some((_, COLUMNS)) => {}
        _ => return Err((1, format!("the columns are not `{}`", COLUMNS.replace('\t', " ")))),
    }
    for (index, line) in lines {
        add(&mut replies, line, operations).map_err(|why| (index + 1, why))?;
    }
    Ok(replies)
}

/// Adds one row. Rows stand in order, each place after the one that it stands in.
fn add(replies: &mut Replies, line: &str, operations: &Tag) -> Result<(), String> {
    let (id, field) = field(line)?;
    let operation = operations.get(&id).ok_or_else(|| format!("there is no operation `{id}`"))?;
    if replies.keys().next_back().is_some_and(|last| *last > id) {
        return Err(format!("{id} is out of order"));
    }
    let known = replies.entry(id).or_default();
    if known.last().is_some_and(|last| last.order() >= field.order()) {
        return Err("out of order, or twice".to_owned());
    }
    let around = known.iter().rev().find(|other| field.is_in(other));
    let (since, until) =
        around.map_or((operation.own.since, operation.own.until), |other| (other.since, other.until));
    if field.since < since || until.is_some_and(|until| field.until.is_none_or(|own| own > until)) {
        return Err("is outside the range of what it stands in".to_owned());
    }
    known.push(field);
    Ok(())
}

fn field(line: &str) -> Result<(String, Field), String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [id, within, at, r#type, since, until, empty, source, condition, values, _note] = cells.as_slice()
    else {
        return Err(format!("{} columns instead of 11", cells.len()));
    };
    let (header, status) = match within.split_once(' ') {
        Some(("reply", status)) => (false, status),
        Some(("reply-header", status)) => (true, status),
        _ => return Err(format!("`{within}` is no part of a reply")),
    };
    let at = facts::cell(at).unwrap_or_default();
    let field = Field {
        status: status.parse().map_err(|_| format!("`{status}` is no status"))?,
        header,
        at: if header { vec![at.to_owned()] } else { at.split('/').skip(1).map(str::to_owned).collect() },
        value: match facts::cell(condition).map(facts::condition).transpose()? {
            None => None,
            Some(Condition::Value(value)) => Some(value),
            Some(Condition::MoreThanOne) => return Err("a reply has no such condition".to_owned()),
        },
        r#type: (*r#type).to_owned(),
        since: facts::minor(since)?,
        until: facts::cell(until).map(facts::minor).transpose()?,
        empty: facts::cell(empty)
            .map(|empty| empty.split("; ").map(emptiness).collect())
            .transpose()?
            .unwrap_or_default(),
        source: facts::known(source, facts::SOURCES)?,
        values: facts::cell(values)
            .map(|values| values.split('|').map(facts::literal).collect())
            .unwrap_or_default(),
    };
    match field.until {
        Some(until) if until < field.since => Err("ends before it begins".to_owned()),
        _ => Ok(((*id).to_owned(), field)),
    }
}

/// `omit`, or `omit to 1.51`.
fn emptiness(text: &str) -> Result<(String, Option<u16>), String> {
    let (word, until) = text.split_once(" to ").map_or((text, None), |(word, until)| (word, Some(until)));
    Ok((facts::known(word, &["omit", "null", "always"])?, until.map(facts::minor).transpose()?))
}

impl Field {
    fn order(&self) -> (u16, bool, &[String], &Option<String>) {
        (self.status, self.header, &self.at, &self.value)
    }

    /// Tells whether it stands in another place, or is one value of it.
    fn is_in(&self, other: &Self) -> bool {
        let value = self.value.is_some() && other.value.is_none() && self.at == other.at;
        let inside =
            other.value.is_none() && self.at.len() > other.at.len() && self.at.starts_with(&other.at);
        (self.status, self.header) == (other.status, other.header) && (value || inside)
    }
}

fn index(all: &BTreeMap<String, String>) -> String {
    let mut out = format!("{DO_NOT_EDIT}//! What the replies of the operations tell.\n\n");
    let tags: BTreeSet<&String> = all.values().collect();
    for tag in &tags {
        out += &format!("mod {tag};\n");
    }
    out += "\nuse super::reply_field::ReplyField;\n";
    out += "\n/// The replies by the id of the operation, sorted. Operations whose replies tell nothing are not there.\n";
    out += "pub(super) static ALL: &[(&str, &[ReplyField])] = &[\n";
    for (id, tag) in all {
        out += &format!("    ({id:?}, {tag}::{}),\n", constant(id));
    }
    out + "];\n"
}

fn file(tag: &str, replies: &Replies) -> String {
    let bodies: String = replies.iter().map(|(id, fields)| table(id, fields)).collect();
    let words = ["body", "header", "to"]
        .into_iter()
        .filter(|name| bodies.contains(&format!(" {name}(")) || bodies.contains(&format!("[{name}(")));
    let names: Vec<&str> = ["ReplyField"]
        .into_iter()
        .chain(bodies.contains("Empty::").then_some("Empty"))
        .chain(words)
        .collect();
    format!(
        "{DO_NOT_EDIT}//! What the replies of the operations of the tag `{tag}` tell.\n\nuse crate::catalogue::reply_field::{{{}}};\n{bodies}",
        names.join(", ")
    )
}

fn table(id: &str, fields: &[Field]) -> String {
    let mut out = format!("\npub(super) static {}: &[ReplyField] = &[\n", constant(id));
    for field in fields {
        let _ = writeln!(out, "    {},", row(field));
    }
    out + "];\n"
}

/// One place, said shortly: what is most common (status 200, no end, no values) is left out.
fn row(field: &Field) -> String {
    let (kind, at) = match field.header {
        true => ("header", field.at.concat()),
        false => ("body", field.at.iter().fold(String::new(), |at, segment| at + "/" + segment)),
    };
    let mut out = format!("{kind}({at:?}, {:?}, {})", field.r#type, field.since);
    if field.status != 200 {
        let _ = write!(out, ".status({})", field.status);
    }
    if let Some(until) = field.until {
        let _ = write!(out, ".until({until})");
    }
    if let Some(value) = &field.value {
        let _ = write!(out, ".value({value:?})");
    }
    match field.empty.as_slice() {
        [] => {}
        [(word, None)] => {
            let _ = write!(out, ".{word}()");
        }
        several => {
            let several: Vec<String> = several
                .iter()
                .map(|(word, until)| {
                    let word = word[..1].to_uppercase() + &word[1..];
                    format!(
                        "to({}, Empty::{word})",
                        until.map_or("u16::MAX".to_owned(), |until| until.to_string())
                    )
                })
                .collect();
            let _ = write!(out, ".empty(&[{}])", several.join(", "));
        }
    }
    let _ = write!(out, ".{}()", field.source.replace('-', "_"));
    if !field.values.is_empty() {
        let _ = write!(out, ".values(&{:?})", field.values);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAKE: &str = "Make\toperation\tPOST /make\t-\t1.25\t-\trefused\tspec\t-\t-\t-";
    const ROOT: &str = "Make\treply 201\t-\tobject\t1.25\t-\t-\ttypes\t-\t-\t-";

    fn lines(lines: &[&str]) -> Result<Replies, (usize, String)> {
        let operations = facts::file(&format!("{}\n{MAKE}\n", facts::COLUMNS)).unwrap();
        read(&format!("# A comment.\n{COLUMNS}\n{}\n", lines.join("\n")), &operations)
    }

    #[test]
    fn a_place_is_read_and_written() {
        let a = "Make\treply 201\t/A\tstring\t1.30\t1.50\tomit to 1.40; always\ttypes\t-\ta|\"\"\tnote";
        let value = "Make\treply 201\t/A\tstring\t1.31\t1.50\t-\tspec\t= a\t-\t-";
        let replies = lines(&[ROOT, a, value]).unwrap();
        let rows: Vec<String> = replies["Make"].iter().map(row).collect();
        assert_eq!(
            rows,
            [
                "body(\"\", \"object\", 25).status(201).types()",
                "body(\"/A\", \"string\", 30).status(201).until(50)\
                 .empty(&[to(40, Empty::Omit), to(u16::MAX, Empty::Always)]).types().values(&[\"a\", \"\"])",
                "body(\"/A\", \"string\", 31).status(201).until(50).value(\"a\").spec()",
            ]
        );
    }

    #[test]
    fn what_cannot_be_true_is_refused_with_its_line() {
        for (cells, why) in [
            ("reply 201\t/A\tstring\t1.24\t-\t-\ttypes\t-\t-\t-", "outside the range"),
            ("reply 201\t/A\tstring\t1.30\t1.29\t-\ttypes\t-\t-\t-", "ends before"),
            ("reply 201\t/A\tstring\t1.30\t-\tsometimes\ttypes\t-\t-\t-", "none of"),
            ("reply 201\t/A\tstring\t1.30\t-\t-\ttypes\tmore than one\t-\t-", "no such condition"),
            ("reply x\t/A\tstring\t1.30\t-\t-\ttypes\t-\t-\t-", "no status"),
            ("body\t/A\tstring\t1.30\t-\t-\ttypes\t-\t-\t-", "no part of a reply"),
            ("reply 201\t-\tobject\t1.25\t-\t-\ttypes\t-\t-\t-", "twice"),
            ("reply 201\t/A", "columns"),
        ] {
            let (line, text) = lines(&[ROOT, &format!("Make\t{cells}")]).unwrap_err();
            assert_eq!(line, 4);
            assert!(text.contains(why), "{text}");
        }
        assert!(lines(&["Other\treply 201\t-\tobject\t1.25\t-\t-\ttypes\t-\t-\t-"]).is_err());
    }
}
