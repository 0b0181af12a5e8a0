//! Differences that a person can read in a failed test.

use std::fmt;

use serde_json::Value;

use super::matching::{Asked, path};
use crate::replay::{
    format::{Exchange, Fixture},
    redact,
};

/// Longer values are cut.
const SHOWN: usize = 120;

/// More differences than these are counted only.
const LISTED: usize = 12;

/// One field in which a request differs.
pub(super) struct Difference {
    field: String,
    recorded: String,
    asked: String,
}

impl Difference {
    pub(super) fn new(field: impl Into<String>, recorded: &str, asked: &str) -> Self {
        Self { field: field.into(), recorded: shorten(recorded), asked: shorten(asked) }
    }

    pub(super) fn optional(field: impl Into<String>, recorded: Option<&str>, asked: Option<&str>) -> Self {
        Self::new(field, recorded.unwrap_or("nothing"), asked.unwrap_or("nothing"))
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: recorded {}, asked {}", self.field, self.recorded, self.asked)
    }
}

/// Compares two JSON values; a redacted text fits any.
pub(super) fn json(at: &str, recorded: &Value, asked: &Value, found: &mut Vec<Difference>) {
    match (recorded, asked) {
        (Value::String(recorded), Value::String(asked)) if redact::matches(recorded, asked) => {}
        (Value::Object(left), Value::Object(right)) => {
            for (key, value) in left {
                match right.get(key) {
                    Some(other) => json(&format!("{at}/{key}"), value, other, found),
                    None => found.push(Difference::new(format!("{at}/{key}"), &value.to_string(), "nothing")),
                }
            }
            for (key, value) in right.iter().filter(|(key, _)| !left.contains_key(*key)) {
                found.push(Difference::new(format!("{at}/{key}"), "nothing", &value.to_string()));
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (value, other)) in left.iter().zip(right).enumerate() {
                json(&format!("{at}/{index}"), value, other, found);
            }
        }
        _ if recorded == asked => {}
        _ => found.push(Difference::new(at.trim_end(), &recorded.to_string(), &asked.to_string())),
    }
}

/// Compares two sorted queries; a redacted value fits any.
pub(super) fn query(recorded: &[(String, String)], asked: &[(String, String)], found: &mut Vec<Difference>) {
    let mut rest: Vec<&(String, String)> = asked.iter().collect();
    let mut missing = Vec::new();
    for pair in recorded {
        match rest.iter().position(|other| other.0 == pair.0 && redact::matches(&pair.1, &other.1)) {
            Some(index) => drop(rest.remove(index)),
            None => missing.push(pair),
        }
    }
    for (name, value) in missing {
        let other = rest.iter().position(|other| other.0 == *name).map(|index| rest.remove(index));
        let asked = other.map(|(_, value)| format!("{value:?}"));
        found.push(Difference::optional(
            format!("query {name}"),
            Some(&format!("{value:?}")),
            asked.as_deref(),
        ));
    }
    for (name, value) in rest {
        found.push(Difference::optional(format!("query {name}"), None, Some(&format!("{value:?}"))));
    }
}

/// Shows where two bodies part.
pub(super) fn bytes(recorded: &[u8], asked: &[u8]) -> Difference {
    let at = recorded.iter().zip(asked).take_while(|(left, right)| left == right).count();
    Difference::new(format!("body at byte {at}"), &excerpt(&recorded[at..]), &excerpt(&asked[at..]))
}

/// Shows the start of some bytes as text.
pub(super) fn excerpt(bytes: &[u8]) -> String {
    let shown = &bytes[..bytes.len().min(SHOWN / 2)];
    let more = if shown.len() < bytes.len() { "…" } else { "" };
    match bytes {
        [] => "the end".to_owned(),
        _ => format!("\"{}\"{more}", shown.escape_ascii()),
    }
}

/// Says that no exchange is the one of a request, and shows the nearest.
pub(super) fn unmatched(fixture: &Fixture, lane: &str, asked: &Asked, was_asked: &[bool]) -> String {
    let mut message = format!("no recorded exchange fits {} {}", asked.method, asked.target);
    let mut add = |line: &str| {
        message.push_str("\n  ");
        message.push_str(line);
    };
    let of_lane = || fixture.exchanges.iter().enumerate().filter(|(_, exchange)| exchange.lane == lane);
    let Some((index, nearest)) =
        of_lane().min_by_key(|(index, it)| distance(fixture, it, asked, was_asked[*index]))
    else {
        add(&format!("{} has nothing on lane `{lane}`; its lanes: {:?}", fixture.name, fixture.lanes()));
        return message;
    };
    add(&format!("nearest: {}", fixture.describe(nearest.request)));
    let differences = asked.differences(fixture, nearest);
    for difference in differences.iter().take(LISTED) {
        add(&format!("  {difference}"));
    }
    if differences.len() > LISTED {
        add(&format!("  and {} more differences", differences.len() - LISTED));
    }
    if was_asked[index] && !nearest.repeat {
        add(
            "  it was asked for already, as often as it was recorded; a polling loop is declared with `repeat`",
        );
    }
    match of_lane().find(|(index, exchange)| !was_asked[*index] && !exchange.repeat) {
        Some((_, next)) => add(&format!("next in the file: {}", fixture.describe(next.request))),
        None => add("next in the file: nothing, every exchange of this lane was asked for"),
    }
    message
}

/// Orders exchanges by nearness: same method and path, same path, then by what would have to be typed anew.
fn distance(
    fixture: &Fixture,
    exchange: &Exchange,
    asked: &Asked,
    was_asked: bool,
) -> (usize, usize, usize, bool) {
    let recorded = path(&exchange.head.target);
    let same_method = exchange.head.method == asked.method;
    let class = match (recorded == asked.path(), same_method) {
        (true, true) => 0,
        (true, false) => 1,
        (false, _) => 2,
    };
    let edits = if class == 2 { edits(recorded, asked.path()) + usize::from(!same_method) } else { 0 };
    (class, edits, asked.differences(fixture, exchange).len(), was_asked)
}

/// Counts the characters that must be changed, added or removed.
fn edits(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, from) in left.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (column, to) in right.iter().enumerate() {
            let change = diagonal + usize::from(from != *to);
            diagonal = row[column + 1];
            row[column + 1] = change.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::edits;

    #[test]
    fn edits_are_counted() {
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("same", "same"), 0);
    }
}
