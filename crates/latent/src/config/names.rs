//! The names of workers, and several workers from one definition.

use crate::fleet::WorkerName;

use super::{
    error::{ParseError, Problems},
    read::{Fields, Item},
};

/// The most characters that the master takes.
const LONGEST: usize = 50;

/// More workers than this from one definition is a typing error.
const MOST: i64 = 1000;

const EXAMPLE: &str = "name = \"linux-1\"";

/// Reads `name`, `names`, or `name` with `count`; each name comes with its place.
pub(super) fn read<'a>(
    fields: &mut Fields<'a>,
    problems: &mut Problems<'_>,
) -> Option<Vec<(WorkerName, Item<'a>)>> {
    match (fields.take("name"), fields.take("names"), fields.take("count")) {
        (Some(name), None, None) => one(name, problems),
        (Some(name), None, Some(count)) => counted(&name, &count, problems),
        (None, Some(names), None) => listed(&names, problems),
        (None, Some(_), Some(count)) => count.wrong("`names` has its own count; keep one of them", problems),
        (Some(_), Some(names), _) => names.wrong("there is a `name` too; keep one of them", problems),
        (None, None, _) => {
            fields.missing("`name`", EXAMPLE, problems);
            None
        }
    }
}

/// The label of a definition in messages.
pub(super) fn label(table: &toml::de::DeTable<'_>) -> String {
    match table.get("name").map(toml::Spanned::get_ref) {
        Some(toml::de::DeValue::String(name)) => format!("[[worker]] `{name}`"),
        _ => "[[worker]]".to_owned(),
    }
}

fn one<'a>(item: Item<'a>, problems: &mut Problems<'_>) -> Option<Vec<(WorkerName, Item<'a>)>> {
    let text = item.text(problems)?;
    if text.contains("{n}") {
        return item.wrong("it has `{n}` and there is no `count`; write count = 4", problems);
    }
    let name = item.settle(check(text), problems)?;
    Some(vec![(name, item)])
}

fn listed<'a>(item: &Item<'a>, problems: &mut Problems<'_>) -> Option<Vec<(WorkerName, Item<'a>)>> {
    let items = item.list("a list of names", problems)?;
    if items.is_empty() {
        return item.wrong("the list is empty; name a worker", problems);
    }
    let named = |item: Item<'a>| {
        let name = item.settle(check(item.text(problems)?), problems)?;
        Some((name, item))
    };
    Some(items.into_iter().filter_map(named).collect())
}

fn counted<'a>(
    item: &Item<'a>,
    count: &Item<'_>,
    problems: &mut Problems<'_>,
) -> Option<Vec<(WorkerName, Item<'a>)>> {
    let text = item.text(problems);
    let count = count.integer(1, MOST, problems)?;
    let text = text?;
    if !text.contains("{n}") {
        return item.wrong("with `count` a name needs a place for the number; write \"linux-{n}\"", problems);
    }
    let name = |n: i64| item.settle(check(&text.replace("{n}", &n.to_string())), problems);
    let names: Option<Vec<_>> = (1..=count).map(name).collect();
    Some(names?.into_iter().map(|name| (name, item.clone())).collect())
}

/// Checks a name as the master does: an identifier of at most 50 characters.
fn check(name: &str) -> Result<WorkerName, ParseError> {
    let letter = |c: char| c.is_ascii_alphabetic() || c >= '\u{a0}' || matches!(c, '_' | '-');
    let why = if name.is_empty() {
        "is empty".to_owned()
    } else if name.chars().count() > LONGEST {
        format!("is longer than {LONGEST} characters")
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        "begins with a digit".to_owned()
    } else if let Some(c) = name.chars().find(|c| !letter(*c) && !c.is_ascii_digit()) {
        format!("holds `{}`", c.escape_default())
    } else {
        return Ok(WorkerName(name.to_owned()));
    };
    Err(ParseError::new(format!(
        "`{name}` {why}; the master takes letters, digits, `_` and `-`, no digit first"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_as_the_master_checks_them() {
        for name in ["a", "linux-1", "_x", "-x", "Größe", "a_b-C9", &"x".repeat(50)] {
            assert_eq!(check(name), Ok(WorkerName(name.to_owned())));
        }
        let rule = "the master takes letters, digits, `_` and `-`, no digit first";
        let long = "ü".repeat(51);
        let table = [
            ("", "is empty"),
            ("1a", "begins with a digit"),
            ("a.b", "holds `.`"),
            ("a b", "holds ` `"),
            ("a\n", "holds `\\n`"),
            (&long, "is longer than 50 characters"),
        ];
        for (name, why) in table {
            assert_eq!(check(name).unwrap_err().to_string(), format!("`{name}` {why}; {rule}"));
        }
    }
}
