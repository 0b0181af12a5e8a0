//! Workers of one kind: what a loop made, and differs in the name alone.

use super::{
    python::{Argument, Call, Value},
    write,
};

/// Calls that are alike but for the worker's name.
pub(super) struct Alike {
    /// The first of them.
    pub(super) call: Call,
    /// Their names; of one call none where it has no literal one.
    pub(super) names: Vec<String>,
}

/// Puts calls together that one place of the text made one after the other.
pub(super) fn alike(calls: Vec<Call>) -> Vec<Alike> {
    let mut all: Vec<Alike> = Vec::new();
    for call in calls {
        let name = name_of(&call).cloned();
        match (all.last_mut(), &name) {
            (Some(last), Some(name)) if last.takes(&call) => last.names.push(name.clone()),
            _ => all.push(Alike { call, names: name.into_iter().collect() }),
        }
    }
    all
}

impl Alike {
    fn takes(&self, other: &Call) -> bool {
        let but_name = |call: &Call| {
            let mut arguments = call.arguments.clone();
            if let Some(position) = position(call) {
                arguments.remove(position);
            }
            arguments
        };
        !self.names.is_empty() && self.call.range == other.range && but_name(&self.call) == but_name(other)
    }
}

/// The key that names several workers.
pub(super) fn key(names: &[String]) -> String {
    let first = names.first().map(String::as_str).unwrap_or_default();
    // Counting begins with 1.
    for (at, one) in first.match_indices('1') {
        let (before, after) = (&first[..at], &first[at + one.len()..]);
        let plain = !first.contains(['{', '}']);
        if plain && names.iter().zip(1..).all(|(name, n)| *name == format!("{before}{n}{after}")) {
            let name = write::string(&format!("{before}{{n}}{after}"));
            return format!("name = {name}\ncount = {}", names.len());
        }
    }
    let names: Vec<String> = names.iter().map(|name| write::string(name)).collect();
    format!("names = [{}]", names.join(", "))
}

fn position(call: &Call) -> Option<usize> {
    let named = |argument: &Argument| argument.name.as_deref() == Some("name");
    let first = call.arguments.first().filter(|argument| argument.name.is_none()).map(|_| 0);
    call.arguments.iter().position(named).or(first)
}

fn name_of(call: &Call) -> Option<&String> {
    match call.arguments.get(position(call)?).map(|argument| &argument.value) {
        Some(Value::Text(name)) => Some(name),
        _ => None,
    }
}
