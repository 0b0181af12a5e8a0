//! Reads a parsed TOML document field by field: known keys, expected types, and a word about everything else.

use std::{borrow::Cow, ops::Range};

use toml::{
    Spanned,
    de::{DeInteger, DeTable, DeValue},
};

use super::{error::Problems, suggest::nearest};

/// More keys than this help nobody on one line.
const MOST_LISTED: usize = 30;

/// A value of the document, with its path and its place.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    /// How a person names it: `hostconfig.devices[0]`.
    pub(super) path: String,
    /// Where the value stands.
    pub(super) span: Range<usize>,
    value: &'a DeValue<'a>,
}

impl<'a> Item<'a> {
    pub(super) fn new(path: impl Into<String>, value: &'a Spanned<DeValue<'a>>) -> Self {
        Self { path: path.into(), span: value.span(), value: value.get_ref() }
    }

    pub(super) fn value(&self) -> &'a DeValue<'a> {
        self.value
    }

    /// Reports that the value has the wrong type; `expected` names the right one and shows an example.
    pub(super) fn expected<T>(&self, expected: &str, problems: &mut Problems<'_>) -> Option<T> {
        let found = kind(self.value);
        problems.report(self.span.clone(), format!("`{}` must be {expected}, not {found}", self.path));
        None
    }

    /// Reports what is wrong with a value of the right type.
    pub(super) fn wrong<T>(&self, why: impl std::fmt::Display, problems: &mut Problems<'_>) -> Option<T> {
        problems.report(self.span.clone(), format!("`{}`: {why}", self.path));
        None
    }

    /// Turns a parser's answer into a value or a report.
    pub(super) fn settle<T, E: std::fmt::Display>(
        &self,
        parsed: Result<T, E>,
        problems: &mut Problems<'_>,
    ) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => self.wrong(error, problems),
        }
    }

    pub(super) fn text(&self, problems: &mut Problems<'_>) -> Option<&'a str> {
        match self.value {
            DeValue::String(text) => Some(text),
            _ => self.expected("a string", problems),
        }
    }

    /// Reads a text in which no property may stand.
    pub(super) fn plain_text(&self, problems: &mut Problems<'_>) -> Option<&'a str> {
        let text = self.text(problems)?;
        if text.contains("%(") {
            let why = "it holds a property, which is known only after it is needed; write it out";
            return self.wrong(why, problems);
        }
        Some(text)
    }

    /// Reads whatever JSON can say too.
    pub(super) fn json(&self, problems: &mut Problems<'_>) -> Option<serde_json::Value> {
        use serde_json::Value;
        match self.value {
            DeValue::String(text) => Some(Value::from(text.as_ref())),
            DeValue::Boolean(flag) => Some(Value::from(*flag)),
            DeValue::Integer(integer) => match whole(integer) {
                Some(number) => Some(number.into()),
                None => self.wrong(format!("{integer} is too large"), problems),
            },
            DeValue::Float(float) => match float.as_str().parse::<f64>() {
                Ok(number) if number.is_finite() => Some(number.into()),
                _ => self.wrong(format!("{} is no number", float.as_str()), problems),
            },
            DeValue::Array(_) => {
                let items = self.list("a list", problems)?;
                items.iter().map(|item| item.json(problems)).collect()
            }
            DeValue::Datetime(_) | DeValue::Table(_) => {
                self.expected("a string, a number, a boolean or a list of them", problems)
            }
        }
    }

    pub(super) fn flag(&self, problems: &mut Problems<'_>) -> Option<bool> {
        match self.value {
            DeValue::Boolean(flag) => Some(*flag),
            _ => self.expected("true or false", problems),
        }
    }

    /// Reads an integer within bounds, both included.
    pub(super) fn integer(&self, least: i64, most: i64, problems: &mut Problems<'_>) -> Option<i64> {
        let DeValue::Integer(integer) = self.value else {
            return self.expected("an integer", problems);
        };
        match whole(integer) {
            Some(number) if number < least => self.wrong(format!("{number} is less than {least}"), problems),
            Some(number) if number <= most => Some(number),
            Some(_) | None => self.wrong(format!("{integer} is more than {most}"), problems),
        }
    }

    /// Reads a list; its items are named by their index.
    pub(super) fn list(&self, expected: &str, problems: &mut Problems<'_>) -> Option<Vec<Item<'a>>> {
        let DeValue::Array(array) = self.value else {
            return self.expected(expected, problems);
        };
        let item = |(index, value)| Self::new(format!("{}[{index}]", self.path), value);
        Some(array.iter().enumerate().map(item).collect())
    }

    pub(super) fn texts(&self, problems: &mut Problems<'_>) -> Option<Vec<&'a str>> {
        let items = self.list("a list of strings", problems)?;
        let texts: Vec<_> = items.iter().map(|item| item.text(problems)).collect();
        texts.into_iter().collect()
    }

    pub(super) fn table(&self, place: String, problems: &mut Problems<'_>) -> Option<Fields<'a>> {
        match self.value {
            DeValue::Table(table) => Some(Fields::new(table, self.span.clone(), place, &self.path)),
            _ => self.expected("a table", problems),
        }
    }
}

/// The fields of one table, taken one by one; what is left in the end is unknown.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    /// Where the table stands.
    pub(super) span: Range<usize>,
    /// How a person names the table: `[master]`.
    pub(super) place: String,
    path: String,
    table: &'a DeTable<'a>,
    known: Vec<&'static str>,
    /// Second names: taken as well, and not listed.
    twins: Vec<&'static str>,
    /// Names that are taken and never suggested.
    hidden: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(table: &'a DeTable<'a>, span: Range<usize>, place: String, path: &str) -> Self {
        Self {
            span,
            place,
            path: path.to_owned(),
            table,
            known: Vec::new(),
            twins: Vec::new(),
            hidden: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, name: &'static str) -> Option<Item<'a>> {
        self.known.push(name);
        self.item(name)
    }

    /// Takes a field by its second name.
    pub(super) fn take_twin(&mut self, twin: &'static str) -> Option<Item<'a>> {
        self.twins.push(twin);
        self.item(twin)
    }

    /// Takes a field that no list of keys shall name.
    pub(super) fn take_hidden(&mut self, name: &'static str) -> Option<Item<'a>> {
        self.hidden.push(name);
        self.item(name)
    }

    fn item(&self, name: &str) -> Option<Item<'a>> {
        let value = self.table.get(name)?;
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        Some(Item::new(path, value))
    }

    /// Takes a field that has two names; both are an error unless they say the same.
    pub(super) fn twin(
        &mut self,
        name: &'static str,
        twin: &'static str,
        problems: &mut Problems<'_>,
    ) -> Option<Item<'a>> {
        match (self.take(name), self.take_twin(twin)) {
            (Some(first), Some(second)) => {
                if !same(first.value, second.value) {
                    let message = format!("`{twin}` and `{name}` are one key and differ; keep one of them");
                    problems.report(second.span, message);
                }
                Some(first)
            }
            (first, second) => first.or(second),
        }
    }

    /// Takes a field that must be there.
    pub(super) fn require(
        &mut self,
        name: &'static str,
        example: &str,
        problems: &mut Problems<'_>,
    ) -> Option<Item<'a>> {
        let item = self.take(name);
        if item.is_none() {
            self.missing(&format!("`{name}`"), example, problems);
        }
        item
    }

    /// Reports that something is missing in this table.
    pub(super) fn missing(&self, what: &str, example: &str, problems: &mut Problems<'_>) {
        problems.report(self.span.clone(), format!("missing {what} in {}; write {example}", self.place));
    }

    /// Everything in the table, for tables whose keys are free.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, Item<'a>)> + use<'a> {
        let path = self.path.clone();
        self.table.iter().map(move |(key, value)| {
            let key: &str = key.get_ref();
            (key, Item::new(format!("{path}.{key}"), value))
        })
    }

    /// Says that what another view of this table took is known here as well.
    pub(super) fn join(&mut self, other: Fields<'_>) {
        self.known.extend(other.known);
        self.twins.extend(other.twins);
        self.hidden.extend(other.hidden);
    }

    /// Reports every key that nobody took.
    pub(super) fn finish(self, problems: &mut Problems<'_>) {
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            let taken = [&self.known, &self.twins, &self.hidden];
            if !taken.iter().any(|names| names.contains(&name)) {
                let hint = self.hint(name);
                problems.report(key.span(), format!("unknown key `{name}` in {}; {hint}", self.place));
            }
        }
    }

    fn hint(&self, name: &str) -> String {
        let known = self.known.iter().chain(&self.twins).copied();
        match (nearest(name, known), self.known.as_slice()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, [only]) => format!("the only key is {only}"),
            (None, keys) if keys.len() > MOST_LISTED => "remove it".to_owned(),
            (None, keys) => format!("the keys are {}", keys.join(", ")),
        }
    }
}

/// The name of a value's type in a sentence.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// An integer as a number, if it fits.
pub(super) fn whole(integer: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// Whether two values say the same, wherever they stand.
fn same(a: &DeValue<'_>, b: &DeValue<'_>) -> bool {
    match (a, b) {
        (DeValue::String(a), DeValue::String(b)) => a == b,
        (DeValue::Boolean(a), DeValue::Boolean(b)) => a == b,
        (DeValue::Datetime(a), DeValue::Datetime(b)) => a == b,
        (DeValue::Integer(a), DeValue::Integer(b)) => whole(a) == whole(b),
        (DeValue::Float(a), DeValue::Float(b)) => a.as_str() == b.as_str(),
        (DeValue::Array(a), DeValue::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a.get_ref(), b.get_ref()))
        }
        (DeValue::Table(a), DeValue::Table(b)) => same_tables(a, b),
        _ => false,
    }
}

fn same_tables(a: &DeTable<'_>, b: &DeTable<'_>) -> bool {
    let equal = |(key, value): (&Spanned<Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
        b.get(key.get_ref().as_ref()).is_some_and(|other| same(value.get_ref(), other.get_ref()))
    };
    a.len() == b.len() && a.iter().all(equal)
}
