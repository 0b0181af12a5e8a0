//! Walks a JSON body against the gates of its operation.
//!
//! The gates of a body are one sorted list, in which everything inside a place is one stretch. Going down a level is
//! narrowing the stretch by binary search, so the walk needs no tree beside the list.

use std::{cmp::Ordering, ops::ControlFlow};

use serde_json::Value;

use super::{Asked, At, Condition, Finding, Found, Gate, kind};
use crate::nearest;

/// A place on the way down, linked to the one above: its pointer is written only when something is found there.
#[derive(Clone, Copy)]
struct Trail<'a> {
    above: Option<&'a Trail<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

/// What the catalogue knows about a place: its own gates, and those inside it.
#[derive(Clone, Copy)]
struct Known {
    own: &'static [Gate],
    inside: &'static [Gate],
    /// The place's pointer in the catalogue.
    at: &'static str,
    /// Levels of lists and maps below that pointer which the catalogue tells by the type alone.
    levels: usize,
    /// The type of what is said there; empty where anything may stand.
    kind: &'static str,
}

/// Reports what a body says that the version cannot carry.
pub(super) fn walk(asked: &Asked<'_>, json: &Value, found: Found<'_>) -> ControlFlow<()> {
    let gates = asked.row.body_gates();
    let (own, inside) = gates.split_at(gates.partition_point(|gate| gate.place.at().is_empty()));
    let kind = own.first().map_or("empty", |gate| gate.r#type);
    let known = Known { own, inside, at: "", levels: 0, kind };
    value(asked, known, json, &Trail { above: None, step: Step::Root }, found)
}

fn value(
    asked: &Asked<'_>,
    known: Known,
    json: &Value,
    trail: &Trail<'_>,
    found: Found<'_>,
) -> ControlFlow<()> {
    if json.is_null() {
        return ControlFlow::Continue(());
    }
    let broken = known.own.iter().find(|gate| applies(gate.condition, json) && !gate.admits(asked.pinned));
    if let Some(gate) = broken {
        let pointer = trail.pointer();
        let gated = asked.broken(gate, place(&pointer));
        return found(Finding { at: At::Body(pointer), gated });
    }
    if let Some(what) = kind::mistaken(known.kind, json) {
        let pointer = trail.pointer();
        let gated = asked.mistyped(place(&pointer), known.pointer(), known.kind, what);
        return found(Finding { at: At::Body(pointer), gated });
    }
    let element = || known.child("*").unwrap_or_else(|| known.element());
    match json {
        Value::Array(items) => {
            let element = element();
            items.iter().enumerate().try_for_each(|(index, item)| {
                value(asked, element, item, &trail.down(Step::Index(index)), found)
            })
        }
        Value::Object(entries) if known.is_open() => {
            let element = element();
            entries
                .iter()
                .try_for_each(|(key, entry)| value(asked, element, entry, &trail.down(Step::Key(key)), found))
        }
        Value::Object(entries) => entries.iter().try_for_each(|(key, entry)| {
            let trail = trail.down(Step::Key(key));
            match known.child(key) {
                Some(child) => value(asked, child, entry, &trail, found),
                None if entry.is_null() => ControlFlow::Continue(()),
                None => unknown(asked, known, key, &trail, found),
            }
        }),
        _ => ControlFlow::Continue(()),
    }
}

fn unknown(
    asked: &Asked<'_>,
    known: Known,
    key: &str,
    trail: &Trail<'_>,
    found: Found<'_>,
) -> ControlFlow<()> {
    let pointer = trail.pointer();
    if asked.allows_in_body(&pointer) {
        return ControlFlow::Continue(());
    }
    let nearest = nearest::same(key, known.names())
        .or_else(|| elsewhere(key, asked.row.body_gates()))
        .or_else(|| nearest::of(key, known.names()));
    let at = format!("{}/{}", known.pointer(), escape(key));
    let gated = asked.unknown(place(&pointer), at, nearest);
    found(Finding { at: At::Body(pointer), gated })
}

fn place(pointer: &str) -> String {
    if pointer.is_empty() { "body".to_owned() } else { format!("body `{pointer}`") }
}

/// Tells whether what is said is what a gate is about. Null members of an object are counted, as the engine does.
fn applies(condition: Option<Condition>, json: &Value) -> bool {
    match (condition, json) {
        (None, _) => true,
        (Some(Condition::MoreThanOne), Value::Object(entries)) => entries.len() > 1,
        (Some(Condition::MoreThanOne), Value::Array(items)) => items.len() > 1,
        (Some(Condition::Value(wanted)), Value::String(said)) => said == wanted,
        (Some(_), _) => false,
    }
}

impl Known {
    fn child(self, name: &str) -> Option<Self> {
        let order = |gate: &Gate| order(gate, self.at.len(), name);
        let rest = &self.inside[self.inside.partition_point(|gate| order(gate).is_lt())..];
        let stretch = &rest[..rest.partition_point(|gate| order(gate).is_eq())];
        let at = stretch.first()?.place.at().get(..self.at.len() + 1 + name.len())?;
        let (own, inside) =
            stretch.split_at(stretch.partition_point(|gate| gate.place.at().len() == at.len()));
        let kind = own.first().map_or_else(|| kind::inner(self.kind), |gate| gate.r#type);
        Some(Self { own, inside, at, levels: 0, kind })
    }

    /// What is inside a list or map of which the catalogue tells the type alone.
    fn element(self) -> Self {
        Self { own: &[], inside: &[], levels: self.levels + 1, kind: kind::inner(self.kind), ..self }
    }

    /// Tells whether any key may stand there: a map, or what the catalogue tells nothing about.
    fn is_open(self) -> bool {
        let any = self.inside.first().is_some_and(|gate| order(gate, self.at.len(), "*").is_eq());
        let closed = self.levels == 0 && matches!(self.kind, "object" | "empty");
        any || self.inside.is_empty() && !closed
    }

    fn names(self) -> impl Iterator<Item = &'static str> + Clone {
        self.inside.iter().map(move |gate| segment(gate, self.at.len()))
    }

    /// Its pointer as the catalogue would write it.
    fn pointer(self) -> String {
        self.at.to_owned() + &"/*".repeat(self.levels)
    }
}

/// The segment of a gate's pointer that begins after `depth` bytes.
fn segment(gate: &Gate, depth: usize) -> &'static str {
    let rest = gate.place.at().get(depth + 1..).unwrap_or_default();
    rest.split_once('/').map_or(rest, |(segment, _)| segment)
}

/// Compares that segment with a name, without looking for its end first: every step of a search does it.
fn order(gate: &Gate, depth: usize, name: &str) -> Ordering {
    let rest = gate.place.at().as_bytes().get(depth + 1..).unwrap_or_default();
    rest.iter().take_while(|byte| **byte != b'/').cmp(name.as_bytes())
}

impl<'a> Trail<'a> {
    fn down<'b>(&'b self, step: Step<'b>) -> Trail<'b>
    where
        'a: 'b,
    {
        Trail { above: Some(self), step }
    }

    fn pointer(&self) -> String {
        let above = self.above.map(Trail::pointer).unwrap_or_default();
        match self.step {
            Step::Root => above,
            Step::Key(key) => format!("{above}/{}", escape(key)),
            Step::Index(index) => format!("{above}/{index}"),
        }
    }
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Removes a place from a body; it may be gone with what it stood in.
pub(super) fn take_out(json: &mut Option<Value>, pointer: &str) {
    let Some((above, key)) = pointer.rsplit_once('/') else {
        *json = None;
        return;
    };
    if let Some(Value::Object(entries)) = json.as_mut().and_then(|json| json.pointer_mut(above)) {
        entries.remove(&key.replace("~1", "/").replace("~0", "~"));
    }
}

/// Finds the other place in the body that has this very name: the only one, or the only one at the top of all.
fn elsewhere(name: &str, gates: &'static [Gate]) -> Option<String> {
    let places = gates.iter().filter(|gate| gate.condition.is_none()).map(|gate| gate.place.at());
    let named = places.filter(|at| at.rsplit_once('/').is_some_and(|(_, last)| last == name));
    let depth = |at: &&str| at.matches('/').count();
    let highest = named.clone().map(|at| depth(&at)).min()?;
    let mut highest = named.filter(|at| depth(at) == highest);
    match (highest.next(), highest.next()) {
        (Some(only), None) => Some(only.to_owned()),
        _ => None,
    }
}
