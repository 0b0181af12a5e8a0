//! The keys of a worker that may depend on a build's properties: as they were written, and as a build has them.
//!
//! A text in them that holds `%(prop:` is a [`Template`], in which a percent sign is written `%%`; every other text
//! stands for itself. What is rendered is read by the same code as what was written, so a build's properties can make
//! nothing that the configuration could not say.

use std::{borrow::Cow, fmt};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
    value::Datetime,
};

use super::{
    error::Problems,
    template::{RenderError, Template},
    worker::without_logins,
};
use crate::fleet::Properties;

/// The keys, under both names of each. `image` is one as well; it is always a template, so it is kept as one.
const KEYS: &[&str] =
    &["dockerfile", "volumes", "hostconfig", "host_config", "hostname", "target", "buildargs", "build_args"];

/// Tells whether a key may depend on properties.
pub(super) fn is_rendered(key: &str) -> bool {
    KEYS.contains(&key)
}

/// What is kept out of here: secrets are read once, when the configuration is.
const SECRET_KEYS: &[&str] = &["password", "environment", "secrets"];

/// The table of a worker as it was written, without its secrets.
#[derive(Clone)]
pub(super) struct Written {
    entries: Vec<(Spanned<String>, Spanned<Tree>)>,
}

/// A value of the document that borrows nothing from it.
#[derive(Clone, PartialEq)]
enum Tree {
    Text(String),
    /// A text that should be a template and is none; this has been reported.
    Unreadable,
    /// A text with properties.
    Template(Template),
    /// A number as it is written.
    Number(String),
    Flag(bool),
    Date(Datetime),
    List(Vec<Spanned<Tree>>),
    Table(Vec<(Spanned<String>, Spanned<Tree>)>),
}

/// With what a text is filled in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fill<'a> {
    /// With a build's properties; what cannot be rendered is an error.
    Build(&'a Properties),
    /// With what is known before there is a build; what depends on more is left out.
    Known(&'a Properties),
    /// With nothing: whatever depends on a property is left out.
    Nothing,
}

impl Written {
    /// Takes what a definition says, and reports every text that is no template though it holds a property.
    pub(super) fn read(table: &DeTable<'_>, problems: &mut Problems<'_>) -> Self {
        let entries = table.iter().filter(|(key, _)| !SECRET_KEYS.contains(&key.get_ref().as_ref()));
        let entries = entries.map(|(key, value)| {
            let name: &str = key.get_ref();
            (owned(key), tree(value, name, KEYS.contains(&name), problems))
        });
        Self { entries: entries.collect() }
    }

    /// Tells whether the keys that may depend on properties were written alike.
    pub(super) fn same_texts(&self, other: &Self) -> bool {
        let texts = |written: &Self| {
            let of = written.entries.iter().filter(|(key, _)| is_rendered(key.get_ref()));
            of.cloned().collect::<Vec<_>>()
        };
        texts(self) == texts(other)
    }

    /// Tells whether a key but `image` depends on a property.
    pub(super) fn depends(&self) -> bool {
        self.entries.iter().any(|(_, value)| value.get_ref().depends())
    }

    /// Gives what stands before the first property in the text of a key; nothing where no property is in it.
    pub(super) fn beginning(&self, key: &str) -> Option<String> {
        let (_, value) = self.entries.iter().find(|(name, _)| name.get_ref() == key)?;
        match value.get_ref() {
            Tree::Template(template) if template.constant().is_none() => Some(template.beginning()),
            _ => None,
        }
    }

    /// Fills the texts in.
    pub(super) fn filled(&self, fill: Fill<'_>) -> Result<DeTable<'_>, RenderError> {
        table(&self.entries, fill)
    }
}

impl Tree {
    fn depends(&self) -> bool {
        match self {
            Self::Template(template) => template.constant().is_none(),
            Self::List(items) => items.iter().any(|item| item.get_ref().depends()),
            Self::Table(entries) => entries.iter().any(|(_, value)| value.get_ref().depends()),
            Self::Text(_) | Self::Unreadable | Self::Number(_) | Self::Flag(_) | Self::Date(_) => false,
        }
    }
}

/// What depends on no property is compared by what was read of it.
impl PartialEq for Written {
    fn eq(&self, other: &Self) -> bool {
        match (self.depends(), other.depends()) {
            (false, false) => true,
            (true, true) => self.entries == other.entries,
            _ => false,
        }
    }
}

/// Its values may be long, and say nothing that the configuration does not.
impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.entries.iter().map(|(key, _)| key.get_ref())).finish()
    }
}

fn owned(key: &Spanned<Cow<'_, str>>) -> Spanned<String> {
    Spanned::new(key.span(), key.get_ref().to_string())
}

fn tree(
    value: &Spanned<DeValue<'_>>,
    path: &str,
    renderable: bool,
    problems: &mut Problems<'_>,
) -> Spanned<Tree> {
    let inner = match value.get_ref() {
        DeValue::String(text) if renderable && text.contains("%(prop:") => match text.parse() {
            Ok(template) => Tree::Template(template),
            Err(error) => {
                problems.report(value.span(), format!("`{path}`: {}", without_logins(&error.to_string())));
                Tree::Unreadable
            }
        },
        DeValue::String(text) => Tree::Text(text.to_string()),
        DeValue::Integer(integer) => Tree::Number(integer.to_string()),
        DeValue::Float(float) => Tree::Number(float.to_string()),
        DeValue::Boolean(flag) => Tree::Flag(*flag),
        DeValue::Datetime(date) => Tree::Date(*date),
        DeValue::Array(items) => {
            let item = |(index, item)| tree(item, &format!("{path}[{index}]"), renderable, problems);
            Tree::List(items.iter().enumerate().map(item).collect())
        }
        DeValue::Table(table) => {
            let entry = |(key, value): (&Spanned<Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
                (owned(key), tree(value, &format!("{path}.{}", key.get_ref()), renderable, problems))
            };
            Tree::Table(table.iter().map(entry).collect())
        }
    };
    Spanned::new(value.span(), inner)
}

fn table<'a>(
    entries: &'a [(Spanned<String>, Spanned<Tree>)],
    fill: Fill<'_>,
) -> Result<DeTable<'a>, RenderError> {
    let mut table = DeTable::new();
    for (key, value) in entries {
        if let Some(filled) = filled(value.get_ref(), fill)? {
            let key = Spanned::new(key.span(), Cow::Borrowed(key.get_ref().as_str()));
            table.insert(key, Spanned::new(value.span(), filled));
        }
    }
    Ok(table)
}

/// Fills a value in; nothing is one that is left out.
fn filled<'a>(tree: &'a Tree, fill: Fill<'_>) -> Result<Option<DeValue<'a>>, RenderError> {
    Ok(Some(match tree {
        Tree::Template(template) => match render(template, fill)? {
            Some(text) => DeValue::String(Cow::Owned(text)),
            None => return Ok(None),
        },
        Tree::Unreadable => return Ok(None),
        Tree::Text(text) => DeValue::String(Cow::Borrowed(text)),
        // It was a number of this very document, so it is one still.
        Tree::Number(text) => match DeValue::parse(text) {
            Ok(number) => number.into_inner(),
            Err(_) => DeValue::String(Cow::Borrowed(text)),
        },
        Tree::Flag(flag) => DeValue::Boolean(*flag),
        Tree::Date(date) => DeValue::Datetime(*date),
        Tree::List(items) => {
            let item = |item: &'a Spanned<Tree>| match filled(item.get_ref(), fill) {
                Ok(value) => value.map(|value| Ok(Spanned::new(item.span(), value))),
                Err(error) => Some(Err(error)),
            };
            DeValue::Array(items.iter().filter_map(item).collect::<Result<_, _>>()?)
        }
        Tree::Table(entries) => DeValue::Table(table(entries, fill)?),
    }))
}

fn render(template: &Template, fill: Fill<'_>) -> Result<Option<String>, RenderError> {
    match fill {
        Fill::Build(properties) => template.render(properties).map(Some),
        Fill::Known(properties) => Ok(template.render(properties).ok()),
        Fill::Nothing => Ok(template.constant()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Written {
        let table = DeTable::parse(text).unwrap();
        let mut problems = Problems::new("f", text);
        let written = Written::read(table.get_ref(), &mut problems);
        assert!(!problems.any());
        written
    }

    fn shown(table: &DeTable<'_>) -> String {
        let shown = |(key, value): (&Spanned<Cow<'_, str>>, &Spanned<DeValue<'_>>)| match value.get_ref() {
            DeValue::String(text) => format!("{}={text}", key.get_ref()),
            DeValue::Array(items) => format!("{}:{}", key.get_ref(), items.len()),
            _ => format!("{}?", key.get_ref()),
        };
        table.iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn only_texts_with_a_property_are_templates() {
        let text = "hostname = \"100%\"\nvolumes = [\"%(prop:a:-b)s%%:/c\"]\ncommand = \"%(prop:x)s\"";
        let written = written(text);
        assert!(written.depends());
        let table = written.filled(Fill::Known(&Properties::new())).unwrap();
        assert_eq!(shown(&table), "command=%(prop:x)s hostname=100% volumes:1");
        let DeValue::Array(volumes) = table.get("volumes").unwrap().get_ref() else { panic!() };
        assert!(matches!(volumes[0].get_ref(), DeValue::String(text) if text == "b%:/c"));
    }

    #[test]
    fn what_cannot_be_known_yet_is_left_out_and_a_build_must_have_it() {
        let written = written("hostname = \"%(prop:h)s\"\nvolumes = [\"a:/b\", \"%(prop:v)s:/c\"]");
        let none = Properties::new();
        assert_eq!(shown(&written.filled(Fill::Known(&none)).unwrap()), "volumes:1");
        assert_eq!(shown(&written.filled(Fill::Nothing).unwrap()), "volumes:1");
        let error = written.filled(Fill::Build(&none)).unwrap_err();
        assert_eq!(error, RenderError::Missing("h".to_owned()));
        let build = [("h", "x"), ("v", "y")].map(|(name, value)| (name.to_owned(), value.into())).into();
        assert_eq!(shown(&written.filled(Fill::Build(&build)).unwrap()), "hostname=x volumes:2");
    }

    #[test]
    fn secrets_are_not_kept() {
        let written = written("password = \"hunter2\"\nsecrets = { \"/a\" = \"hunter2\" }\nhostname = \"h\"");
        assert_eq!(shown(&written.filled(Fill::Nothing).unwrap()), "hostname=h");
    }
}
