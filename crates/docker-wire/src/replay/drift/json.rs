//! Two JSON values of two recordings, field by field.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Change, changed, shorten};

/// Keys whose numbers depend on what else is on the engine's disk or on the moment: only their type counts.
const SIZES: &[&str] = &[
    "Count",
    "RefCount",
    "SharedSize",
    "Size",
    "SizeRootFs",
    "SizeRw",
    "SpaceReclaimed",
    "VirtualSize",
    "current",
    "size",
    "total",
];

/// Keys whose texts do, and in a stream whether they are there.
const MOMENTS: &[&str] = &["execDuration", "progress", "progressDetail"];

/// Keys whose lists are in no order that an engine promises; at the top, what a request's path ends with.
const UNORDERED: &[&str] = &["DriverStatus", "Env", "changes", "networks", "tasks"];

type Found = Vec<(String, Change)>;

/// Compares two values of one place, whose last key is `key`.
pub(super) fn value(at: &str, key: &str, recorded: &Value, now: &Value, found: &mut Found) {
    match (recorded, now) {
        (Value::Object(left), Value::Object(right)) => {
            let keys = |members: &Map<String, Value>| members.keys().cloned().collect::<Vec<_>>();
            for key in keys(left) {
                match right.get(&key) {
                    Some(other) => value(&format!("{at}/{key}"), &key, &left[&key], other, found),
                    None => found.push((format!("{at}/{key}"), Change::Removed(show(&left[&key])))),
                }
            }
            for (key, other) in right.iter().filter(|(key, _)| !left.contains_key(*key)) {
                found.push((format!("{at}/{key}"), Change::Added(show(other))));
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            let (some, others) = match (unlike(left, right), unlike(right, left)) {
                unlike if UNORDERED.contains(&key) => unlike,
                (some, others) if some.is_empty() && others.is_empty() && left != right => {
                    return found.push((at.to_owned(), changed("one order", "another")));
                }
                _ => (left.iter().collect(), right.iter().collect()),
            };
            items(at, key, &some, &others, found);
        }
        (Value::Number(_), Value::Number(_)) if SIZES.contains(&key) => {}
        (Value::String(_), Value::String(_)) if MOMENTS.contains(&key) => {}
        _ if recorded == now => {}
        _ => found.push((at.to_owned(), changed(&show(recorded), &show(now)))),
    }
}

/// Compares two lists item by item. What both begin and end with is passed over first, so that an item that came or went is
/// one difference, and not one of each item behind it.
fn items(at: &str, key: &str, recorded: &[&Value], now: &[&Value], found: &mut Found) {
    let alike = |(left, right): (&&Value, &&Value)| {
        let mut differences = Found::new();
        value(at, key, left, right, &mut differences);
        differences.is_empty()
    };
    let shared = recorded.iter().zip(now).take_while(|pair| alike(*pair)).count();
    let (left, right) = (&recorded[shared..], &now[shared..]);
    let ends = left.iter().rev().zip(right.iter().rev()).take_while(|pair| alike(*pair)).count();
    let (left, right) = (&left[..left.len() - ends], &right[..right.len() - ends]);
    for index in 0..left.len().max(right.len()) {
        let place = format!("{at}/{}", shared + index);
        match (left.get(index), right.get(index)) {
            (Some(left), Some(right)) => value(&place, key, left, right, found),
            (Some(left), None) => found.push((place, Change::Removed(show(left)))),
            (None, right) => found.extend(right.map(|right| (place, Change::Added(show(right))))),
        }
    }
}

/// Leaves out the values that another list has, too, once for each there.
fn unlike<'a>(list: &'a [Value], other: &[Value]) -> Vec<&'a Value> {
    let mut there: Vec<&Value> = other.iter().collect();
    let is_there = |value: &&Value| match there.iter().position(|other| other == value) {
        Some(index) => {
            there.swap_remove(index);
            false
        }
        None => true,
    };
    list.iter().filter(is_there).collect()
}

/// Compares two streams of values. Equal ones are set against each other first, as streams of two origins race; of
/// the rest, whose number may depend on the moment, only the fields and their types count.
pub(super) fn stream(topic: &str, recorded: &[Value], now: &[Value], found: &mut Found) {
    if let ([recorded], [now]) = (recorded, now) {
        return value("", topic, recorded, now, found);
    }
    let (less, more) = (unlike(recorded, now), unlike(now, recorded));
    if less.len() == more.len() {
        for (left, right) in less.into_iter().zip(more) {
            value("", "", left, right, found);
        }
        return;
    }
    let shape = |values: &[Value]| {
        let mut all = BTreeMap::new();
        values.iter().for_each(|value| fields("", value, &mut all));
        all
    };
    members("", &shape(recorded), &shape(now), found);
}

/// Compares two sets of named texts.
pub(super) fn members(
    what: &str,
    recorded: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
    found: &mut Found,
) {
    for (name, left) in recorded {
        match now.get(name) {
            Some(right) if left == right => {}
            Some(right) => found.push((format!("{what}{name}"), changed(left, right))),
            None => found.push((format!("{what}{name}"), Change::Removed(shorten(left)))),
        }
    }
    for (name, right) in now.iter().filter(|(name, _)| !recorded.contains_key(*name)) {
        found.push((format!("{what}{name}"), Change::Added(shorten(right))));
    }
}

/// Collects the places of a value, and what stands there.
fn fields(at: &str, value: &Value, all: &mut BTreeMap<String, String>) {
    let kind = match value {
        _ if MOMENTS.contains(&at.rsplit('/').next().unwrap_or_default()) => return,
        Value::Null => "null",
        Value::Bool(_) => "a bool",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(items) => return items.iter().for_each(|item| fields(&format!("{at}/*"), item, all)),
        Value::Object(members) => {
            return members.iter().for_each(|(key, member)| fields(&format!("{at}/{key}"), member, all));
        }
    };
    all.entry(at.to_owned()).or_insert_with(|| kind.to_owned());
}

fn show(value: &Value) -> String {
    shorten(&value.to_string())
}
