//! The keys of the filters and their values: a JSON object within a query parameter.
//!
//! An engine takes values as a list, or as an object whose keys they are, in which the oldest clients write them.

use std::ops::ControlFlow;

use serde_json::Value;

use super::{Asked, At, Finding, Found, kind};
use crate::{catalogue::Place, nearest};

/// The query parameter that holds them.
pub(super) const PARAMETER: &str = "filters";

/// Looks at every key and every value.
pub(super) fn walk(asked: &Asked<'_>, text: &str, found: Found<'_>) -> ControlFlow<()> {
    let Ok(Value::Object(said)) = serde_json::from_str(text) else {
        // Its type was found to be another.
        return ControlFlow::Continue(());
    };
    for (key, values) in &said {
        let place = || format!("filter `{key}`");
        let gated = match asked.row.filter(key) {
            None if asked.allows(key) => continue,
            None => {
                let names = asked.row.names(|place| matches!(place, Place::Filter(_)));
                asked.unknown(place(), key.clone(), nearest::of(key, names))
            }
            Some(gate) if !gate.admits(asked.pinned) => asked.broken(gate, place()),
            Some(gate) => match mistaken(gate.r#type, values) {
                Some((wanted, what)) => asked.mistyped(place(), key.clone(), wanted, what),
                None => continue,
            },
        };
        found(Finding { at: At::Filter, gated })?;
    }
    ControlFlow::Continue(())
}

/// Tells which type was wanted and what was found in its place.
fn mistaken(wanted: &'static str, values: &Value) -> Option<(&'static str, &'static str)> {
    let is_none = |value: &str| kind::mistaken_filter(wanted, value).map(|what| (wanted, what));
    let is_no = |wanted, value| kind::mistaken(wanted, value).map(|what| (wanted, what));
    match values {
        Value::Object(values) => values.keys().find_map(|value| is_none(value)),
        Value::Array(values) => values.iter().find_map(|value| match value {
            Value::String(value) => is_none(value),
            other => is_no("string", other),
        }),
        other => is_no("array<string>", other),
    }
}
