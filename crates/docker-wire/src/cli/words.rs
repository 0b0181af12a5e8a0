//! The words and the JSON of what the catalogue says.

use serde_json::{Map, Value, json};

use crate::{
    catalogue::{Below, Condition, Empty, Gate, Place, ReplyField, ReplyPlace, Row, Source},
    version::ApiVersion,
};

/// What stands in a table where there is nothing to say.
pub(super) const NOTHING: &str = "-";

pub(super) fn below(below: Below) -> &'static str {
    match below {
        Below::Ignored => "ignored",
        Below::Refused => "refused",
        Below::Differs => "differs",
    }
}

pub(super) fn source(source: Source) -> &'static str {
    match source {
        Source::Spec => "spec",
        Source::Types => "types",
        Source::EngineCode => "engine code",
        Source::Observed => "observed",
    }
}

/// In what part of a request a place is.
pub(super) fn part(place: Place) -> &'static str {
    match place {
        Place::Path(_) => "path",
        Place::Query(_) => "query",
        Place::Filter(_) => "filter",
        Place::Header(_) => "header",
        Place::Body(_) => "body",
    }
}

/// In what part of a reply a place is.
pub(super) fn reply_part(place: ReplyPlace) -> &'static str {
    match place {
        ReplyPlace::Body(_) => "reply",
        ReplyPlace::Header(_) => "reply-header",
    }
}

/// What replies of an engine do with a place that its version lacks.
pub(super) const ABSENT: &str = "absent";

/// A place in a reply, with the value that it is about.
pub(super) fn reply_place(field: &ReplyField) -> String {
    let at = match field.place.at() {
        "" => "(all of it)",
        at => at,
    };
    field.value.map_or_else(|| at.to_owned(), |value| format!("{at} = {value}"))
}

/// How an empty value is written: `omit`, or `omit to 1.51; always`.
pub(super) fn empty(field: &ReplyField) -> String {
    let word = |empty| match empty {
        Empty::Omit => "omit",
        Empty::Null => "null",
        Empty::Always => "always",
    };
    let one = |(until, empty): &(ApiVersion, Empty)| match *until {
        until if until > ApiVersion::NEWEST => word(*empty).to_owned(),
        until => format!("{} to {until}", word(*empty)),
    };
    field.empty.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A place with the condition of its gate.
pub(super) fn place(gate: &Gate) -> String {
    let at = match gate.place.at() {
        "" => "(all of it)",
        at => at,
    };
    match gate.condition {
        None => at.to_owned(),
        Some(condition) => format!("{at} {}", self::condition(condition)),
    }
}

pub(super) fn condition(condition: Condition) -> String {
    match condition {
        Condition::MoreThanOne => "(more than one)".to_owned(),
        Condition::Value(value) => format!("= {value}"),
    }
}

pub(super) fn version(version: Option<ApiVersion>) -> String {
    version.map_or_else(|| NOTHING.to_owned(), |version| version.to_string())
}

/// The range of an operation in a sentence.
pub(super) fn range(row: &Row) -> String {
    match row.until {
        Some(until) => format!("API {} to {until}", row.since),
        None => format!("since API {}", row.since),
    }
}

/// One thing or many.
pub(super) fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// A gate as JSON. `condition` and `values` are there only where there are any.
pub(super) fn gate_json(gate: &Gate) -> Map<String, Value> {
    let mut map = Map::new();
    let mut put = |name: &str, value: Value| drop(map.insert(name.to_owned(), value));
    put("in", json!(part(gate.place)));
    put("at", json!(gate.place.at()));
    put("type", json!(gate.r#type));
    put("since", json!(gate.since.to_string()));
    put("until", json!(gate.until.map(|until| until.to_string())));
    put("below", json!(below(gate.below)));
    put("source", json!(source(gate.source)));
    if let Some(condition) = gate.condition {
        put("condition", json!(self::condition(condition)));
    }
    if !gate.values.is_empty() {
        put("values", json!(gate.values));
    }
    map
}

/// A place in a reply as JSON. `empty`, `condition` and `values` are there only where there are any.
pub(super) fn reply_json(field: &ReplyField) -> Map<String, Value> {
    let mut map = Map::new();
    let mut put = |name: &str, value: Value| drop(map.insert(name.to_owned(), value));
    put("in", json!(reply_part(field.place)));
    put("at", json!(field.place.at()));
    put("type", json!(field.r#type));
    put("since", json!(field.since.to_string()));
    put("until", json!(field.until.map(|until| until.to_string())));
    put("below", json!(ABSENT));
    put("source", json!(source(field.source)));
    put("status", json!(field.status));
    if !field.empty.is_empty() {
        put("empty", json!(empty(field)));
    }
    if let Some(value) = field.value {
        put("condition", json!(format!("= {value}")));
    }
    if !field.values.is_empty() {
        put("values", json!(field.values));
    }
    map
}
