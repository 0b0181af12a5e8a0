//! `api diff`: what one version has and another has not.

use serde_json::{Map, Value, json};

use super::{
    Answer, json as as_json,
    table::{row, table},
    words,
};
use crate::{
    catalogue::{self, Change, Changed},
    version::ApiVersion,
};

#[derive(Debug, clap::Args)]
pub(super) struct Diff {
    /// The version to begin with, such as 1.41
    #[arg(value_parser = ApiVersion::known)]
    from: ApiVersion,
    /// The version to end with, such as 1.45
    #[arg(value_parser = ApiVersion::known)]
    to: ApiVersion,
    /// Answer as JSON: an array of {change, operation, in, at, type, since, until, below, source}
    #[arg(long)]
    json: bool,
}

impl Diff {
    pub(super) fn answer(self) -> Answer {
        let changes = catalogue::diff(self.from, self.to);
        if self.json {
            return Answer::good(as_json(&changes.iter().map(change).collect()));
        }
        let mut text = format!("API {} to {}: {}\n", self.from, self.to, summary(&changes));
        for of_one in changes.chunk_by(|one, other| one.row.id == other.row.id) {
            let Some(first) = of_one.first() else { continue };
            let sign = if matches!(first.what, Changed::Operation) {
                format!("{} ", sign(first))
            } else {
                String::new()
            };
            text += &format!("\n{sign}{}  {} {}\n", first.row.id, first.row.method, first.row.path);
            let lines: Vec<_> = of_one.iter().filter_map(line).collect();
            text += &table("  ", &lines);
        }
        Answer::good(text)
    }
}

fn summary(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "nothing changes".to_owned();
    }
    let told = |appeared: bool| {
        let count = |operations: bool| {
            let counted = |change: &&Change| {
                change.appeared == appeared && matches!(change.what, Changed::Operation) == operations
            };
            changes.iter().filter(counted).count()
        };
        format!("{} and {}", words::count(count(true), "operation"), words::count(count(false), "place"))
    };
    format!("{} appear, {} disappear", told(true), told(false))
}

fn sign(change: &Change) -> &'static str {
    if change.appeared { "+" } else { "-" }
}

/// A line of the table; the operation itself is its title.
fn line(change: &Change) -> Option<Vec<String>> {
    let (part, at, kind, since, until) = match change.what {
        Changed::Operation => return None,
        Changed::Request(gate) => {
            (words::part(gate.place), words::place(gate), gate.r#type, gate.since, gate.until)
        }
        Changed::Reply(field) => (
            words::reply_part(field.place),
            words::reply_place(field),
            field.r#type,
            field.since,
            field.until,
        ),
    };
    let range = match until {
        Some(until) => format!("{since} to {until}"),
        None => format!("since {since}"),
    };
    Some(row([sign(change), part, &at, kind, &range]))
}

/// An operation that appears or disappears brings or takes all that can be said to it.
fn change(change: &Change) -> Value {
    let mut told = match change.what {
        Changed::Request(gate) => words::gate_json(gate),
        Changed::Reply(field) => words::reply_json(field),
        Changed::Operation => Map::from_iter([
            ("in".to_owned(), json!("operation")),
            ("at".to_owned(), json!(format!("{} {}", change.row.method, change.row.path))),
            ("since".to_owned(), json!(change.row.since.to_string())),
            ("until".to_owned(), json!(change.row.until.map(|until| until.to_string()))),
        ]),
    };
    told.insert("change".to_owned(), json!(if change.appeared { "appears" } else { "disappears" }));
    told.insert("operation".to_owned(), json!(change.row.id));
    Value::Object(told)
}
