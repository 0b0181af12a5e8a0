//! The words and the JSON of what the catalogue says.

use serde_json::{Map, Value, json};

use crate::{
    catalogue::{Below, Condition, Gate, Place, Row, Source},
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
        Place::Header(_) => "header",
        Place::Body(_) => "body",
    }
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

/// A gate as JSON. `condition` is there only where there is one.
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
    map
}
