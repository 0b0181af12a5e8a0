//! Makes the smallest request that says what one fact is about, and nothing else.

use std::borrow::Cow;

use docker_wire::catalogue::Said;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::facts::{Fact, Facts};

/// The smallest request that says it.
pub(crate) fn saying(facts: &Facts, fact: &Fact) -> Said {
    let mut said = Said::default();
    let value = fact.condition.strip_prefix("= ").unwrap_or("x");
    match fact.within {
        "query" => {
            let times = if fact.condition == "more than one" { 2 } else { 1 };
            said.query = vec![(fact.at.into(), parameter(fact.kind, value).to_owned()); times];
        }
        "filter" => said.query.push(filtered(fact.at, filter(fact.kind))),
        "header" => {
            let name = HeaderName::from_bytes(fact.at.as_bytes()).unwrap();
            said.headers = HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())]);
        }
        "body" => said.json = Some(body(facts, fact, last(fact, value))),
        "operation" | "path" => {}
        other => panic!("{other} is no part of a request"),
    }
    said
}

/// Filters with one key and one value.
pub(crate) fn filtered(key: &str, value: &str) -> (Cow<'static, str>, String) {
    ("filters".into(), json!({ key: [value] }).to_string())
}

/// A value of a filter.
fn filter(kind: &str) -> &'static str {
    match kind {
        "boolean" | "integer" => "0",
        "string:time" => "10m",
        _ => "x",
    }
}

/// A parameter of a type: the value, where any text will do.
fn parameter<'a>(kind: &str, value: &'a str) -> &'a str {
    match kind {
        "boolean" | "integer" | "integer:int64" | "number" => "0",
        "string:json-object" => "{}",
        "string:json-array" => "[]",
        _ => value,
    }
}

/// The request of a fact with a value of another type there; `None` where any value will do.
pub(crate) fn mistyping(facts: &Facts, fact: &Fact) -> Option<Said> {
    let mut said = Said::default();
    match (fact.within, fact.kind) {
        ("query", kind) if !kind.starts_with("array") && kind != "string" => {
            said.query = vec![(fact.at.into(), "something else".to_owned())];
        }
        ("filter", kind) if kind != "string" => said.query.push(filtered(fact.at, "something else")),
        ("body", kind) if kind.starts_with("string") => said.json = Some(body(facts, fact, json!(1))),
        // A boolean is nothing but a boolean, and a number no boolean.
        ("body", "boolean") => said.json = Some(body(facts, fact, json!(0))),
        ("body", _) => said.json = Some(body(facts, fact, json!(true))),
        _ => return None,
    }
    Some(said)
}

/// A body that has a value at the place of a fact.
pub(crate) fn body(facts: &Facts, fact: &Fact, value: Value) -> Value {
    let kind = |at| facts.plain(fact.operation, "body", at).map_or("", |fact| fact.kind);
    let (mut kinds, mut at) = (vec![kind("")], 0);
    for step in fact.at.split('/').skip(1) {
        at += 1 + step.len();
        let above = kinds[kinds.len() - 1];
        kinds.push(if step == "*" { inside(above) } else { kind(&fact.at[..at]) });
    }
    kinds.iter().rev().skip(1).zip(fact.at.rsplit('/')).fold(value, |value, (above, step)| match step {
        "*" if above.starts_with("array<") => json!([value]),
        "*" => json!({ "key": value }),
        step => json!({ step: value }),
    })
}

/// What a fact needs to be said there.
fn last(fact: &Fact, value: &str) -> Value {
    match fact.kind {
        _ if fact.condition == "more than one" => json!({"one": {}, "two": {}}),
        kind if kind.starts_with("array<") => json!([]),
        kind if kind.starts_with("map<") || matches!(kind, "object" | "empty") => json!({}),
        kind if kind.starts_with("integer") || kind == "number" => json!(0),
        "boolean" => json!(false),
        _ => json!(value),
    }
}

/// `map<array<object>>` is `array<object>` inside.
fn inside(kind: &'static str) -> &'static str {
    let inner = kind.split_once('<').and_then(|(_, inner)| inner.strip_suffix('>'));
    inner.unwrap_or_else(|| panic!("nothing is inside {kind}"))
}
