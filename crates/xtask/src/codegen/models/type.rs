//! The types that fields of models have.

use std::collections::BTreeSet;

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Type {
    pub(super) shape: Shape,
    /// Whether a reply tells apart that it is absent.
    pub(super) optional: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// One of the macros' own words.
    Plain(&'static str),
    /// A model.
    Model(String),
    List(Box<Shape>),
    Map(Box<Shape>),
    /// A map by ports.
    Ports(Box<Shape>),
    /// A model as a field.
    One(String),
}

/// The words, and what they are in Rust.
const PLAIN: &[(&str, &str)] = &[
    ("any", "serde_json::Value"),
    ("bytes", "i64"),
    ("flag", "bool"),
    ("float", "f64"),
    ("int", "i64"),
    ("names", "BTreeMap<String, crate::model::Nothing>"),
    ("nanos", "crate::model::Nanos"),
    ("open_ports", "BTreeMap<String, crate::model::Nothing>"),
    ("options", "BTreeMap<String, String>"),
    ("secret", "crate::model::Private<String>"),
    ("secret_options", "crate::model::Private<BTreeMap<String, String>>"),
    ("secrets", "crate::model::Private<Vec<String>>"),
    ("text", "String"),
    ("texts", "Vec<String>"),
];

impl Type {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (text, optional) = text.strip_suffix('?').map_or((text, false), |text| (text, true));
        match shape(text)? {
            Shape::Model(name) => Err(format!("{name} is no type of a field: is it one({name})?")),
            shape => Ok(Self { shape, optional }),
        }
    }

    /// The type in a reply. Numbers are optional: none is not zero.
    pub(super) fn reply(&self) -> String {
        let number = matches!(self.shape, Shape::Plain("bytes" | "int" | "float" | "nanos"));
        match self.optional || number {
            true => format!("Option<{}>", self.shape.rust()),
            false => self.shape.rust(),
        }
    }

    /// The kind that the macro of requests knows.
    pub(super) fn request(&self) -> String {
        match &self.shape {
            Shape::Plain(word) => (*word).to_owned(),
            Shape::Model(name) | Shape::One(name) => format!("one({name})"),
            Shape::List(of) => format!("list({})", of.rust()),
            Shape::Map(of) => format!("map({})", of.in_map()),
            Shape::Ports(of) => format!("ports({})", of.in_map()),
        }
    }
}

impl Shape {
    fn rust(&self) -> String {
        match self {
            Self::Plain(word) => {
                PLAIN.iter().find(|(known, _)| known == word).map_or(word, |(_, rust)| rust).to_string()
            }
            Self::Model(name) | Self::One(name) => name.clone(),
            Self::List(of) => format!("Vec<{}>", of.rust()),
            Self::Map(of) | Self::Ports(of) => format!("BTreeMap<String, {}>", of.in_map()),
        }
    }

    /// What a map has: of models boxes, for even a map of one keeps room for eleven.
    fn in_map(&self) -> String {
        match self {
            Self::Model(name) => format!("Box<{name}>"),
            other => other.rust(),
        }
    }

    /// The model within, and how far down it is: one `*` for each list and map.
    pub(super) fn model(&self) -> Option<(&str, String)> {
        match self {
            Self::Plain(_) => None,
            Self::Model(name) | Self::One(name) => Some((name, String::new())),
            Self::List(of) | Self::Map(of) | Self::Ports(of) => {
                of.model().map(|(name, below)| (name, format!("/*{below}")))
            }
        }
    }

    /// Whether it is any JSON, so that nothing is known of what is in it.
    pub(super) fn is_any(&self) -> bool {
        match self {
            Self::Plain(word) => *word == "any",
            Self::List(of) | Self::Map(of) | Self::Ports(of) => of.is_any(),
            Self::Model(_) | Self::One(_) => false,
        }
    }

    pub(super) fn names(&self, into: &mut BTreeSet<String>) {
        into.extend(self.model().map(|(name, _)| name.to_owned()));
    }
}

fn shape(text: &str) -> Result<Shape, String> {
    let inner = |outer: &str| text.strip_prefix(outer).and_then(|rest| rest.strip_suffix(')'));
    if let Some(of) = inner("list(") {
        return Ok(Shape::List(Box::new(shape(of)?)));
    }
    if let Some(of) = inner("map(") {
        return Ok(Shape::Map(Box::new(shape(of)?)));
    }
    if let Some(of) = inner("ports(") {
        return Ok(Shape::Ports(Box::new(shape(of)?)));
    }
    if let Some(of) = inner("one(") {
        return match shape(of)? {
            Shape::Model(name) => Ok(Shape::One(name)),
            _ => Err(format!("`{of}` is no model")),
        };
    }
    if let Some((word, _)) = PLAIN.iter().find(|(word, _)| *word == text) {
        return Ok(Shape::Plain(word));
    }
    match text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric())
    {
        true => Ok(Shape::Model(text.to_owned())),
        false => Err(format!("`{text}` is no type")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_one_thing_in_replies_and_another_in_requests() {
        for (text, reply, request) in [
            ("text", "String", "text"),
            ("text?", "Option<String>", "text"),
            ("int", "Option<i64>", "int"),
            ("list(Mount)", "Vec<Mount>", "list(Mount)"),
            ("bytes", "Option<i64>", "bytes"),
            ("ports(list(Mount))", "BTreeMap<String, Vec<Mount>>", "ports(Vec<Mount>)"),
            ("map(Mount)", "BTreeMap<String, Box<Mount>>", "map(Box<Mount>)"),
            ("map(list(int))", "BTreeMap<String, Vec<i64>>", "map(Vec<i64>)"),
            ("one(Mount)?", "Option<Mount>", "one(Mount)"),
        ] {
            let made = Type::parse(text).unwrap();
            assert_eq!((made.reply().as_str(), made.request().as_str()), (reply, request));
        }
    }

    #[test]
    fn what_is_no_type_is_refused() {
        for text in ["", "texte", "list()", "list(text", "one(text)", "Mount"] {
            assert!(Type::parse(text).is_err(), "{text}");
        }
    }
}
