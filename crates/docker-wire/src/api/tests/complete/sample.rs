//! Bodies in which everything is set, made of the catalogue.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::catalogue::{Place, Row};

/// Makes a model in which every field is set that the catalogue has there. A field that the model lacks would be
/// unknown to it, which fails.
pub(super) fn full<T: DeserializeOwned + std::fmt::Debug>(row: &Row, pointer: &str) -> T {
    full_without(row, pointer, &[])
}

/// The same without some fields of the body, which are set elsewhere.
pub(super) fn full_without<T: DeserializeOwned + std::fmt::Debug>(
    row: &Row,
    pointer: &str,
    without: &[&str],
) -> T {
    let mut body = Value::Null;
    for gate in row.gates.iter().filter(|gate| gate.condition.is_none()) {
        let Place::Body(at) = gate.place else { continue };
        let Some(inner) = at.strip_prefix(pointer) else { continue };
        let path: Vec<&str> = inner.split('/').skip(1).collect();
        if !path.first().is_some_and(|first| without.contains(first)) {
            put(&mut body, &path, gate.r#type);
        }
    }
    let model: T = serde_json::from_value(body).unwrap();
    assert!(!format!("{model:?}").contains(" extra: "), "{}{pointer}: {model:#?}", row.id);
    model
}

/// Puts a value of a type at a place; places come before what is inside them.
fn put(at: &mut Value, path: &[&str], r#type: &str) {
    match path {
        [] if at.is_null() => *at = sample(r#type),
        [] => {}
        ["*", rest @ ..] => match at {
            Value::Array(list) => put(&mut list[0], rest, r#type),
            Value::Object(map) => put(map.entry("key").or_insert(Value::Null), rest, r#type),
            other => panic!("{path:?} in {other}"),
        },
        [name, rest @ ..] => {
            if at.is_null() {
                *at = json!({});
            }
            put(at.as_object_mut().unwrap().entry(*name).or_insert(Value::Null), rest, r#type);
        }
    }
}

fn sample(r#type: &str) -> Value {
    // Of alternatives, the first is the one that a model has.
    let r#type = r#type.split('|').next().unwrap_or_default();
    let inner = |outer: &str| r#type.strip_prefix(outer).and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) = inner("array<") {
        return json!([sample(inner)]);
    }
    if let Some(inner) = inner("map<") {
        return json!({"key": sample(inner)});
    }
    match r#type.split(':').next().unwrap_or_default() {
        "string" => json!("text"),
        "integer" => json!(7),
        "boolean" => json!(true),
        "object" | "empty" => json!({}),
        other => panic!("no sample of {other}"),
    }
}

/// Collects the places of a body, as far as the catalogue tells what is in it.
pub(super) fn pointers(row: &Row, value: &Value, at: &str, into: &mut BTreeSet<String>) {
    let inside = format!("{at}/");
    let any = format!("{at}/*");
    let known = |start: &str| {
        row.gates.iter().any(|gate| matches!(gate.place, Place::Body(other) if other.starts_with(start)))
    };
    match value {
        Value::Array(list) if known(&any) => {
            list.iter().for_each(|element| pointers(row, element, &any, into));
        }
        Value::Object(map) if known(&any) => {
            map.values().for_each(|value| pointers(row, value, &any, into));
        }
        Value::Object(map) if known(&inside) => {
            map.iter().for_each(|(key, value)| pointers(row, value, &format!("{at}/{key}"), into));
        }
        _ => {}
    }
    let named = |gate: &crate::catalogue::Gate| matches!(gate.place, Place::Body(other) if other == at);
    if !at.ends_with("/*") || row.gates.iter().any(named) {
        into.insert(format!("body {at}"));
    }
}
