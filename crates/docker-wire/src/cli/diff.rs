//! `api diff`: what one version has and another has not.

use serde_json::{Map, Value, json};

use super::{
    Answer, json as as_json,
    table::{row, table},
    words,
};
use crate::{
    catalogue::{self, Change, Gate},
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
            let sign = if first.gate.is_none() { format!("{} ", sign(first)) } else { String::new() };
            text += &format!("\n{sign}{}  {} {}\n", first.row.id, first.row.method, first.row.path);
            let lines: Vec<_> = of_one.iter().filter_map(|change| Some(line(change, change.gate?))).collect();
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
            changes.iter().filter(|c| c.appeared == appeared && c.gate.is_none() == operations).count()
        };
        format!("{} and {}", words::count(count(true), "operation"), words::count(count(false), "place"))
    };
    format!("{} appear, {} disappear", told(true), told(false))
}

fn sign(change: &Change) -> &'static str {
    if change.appeared { "+" } else { "-" }
}

fn line(change: &Change, gate: &Gate) -> Vec<String> {
    let range = match gate.until {
        Some(until) => format!("{} to {until}", gate.since),
        None => format!("since {}", gate.since),
    };
    row([sign(change), words::part(gate.place), &words::place(gate), gate.r#type, &range])
}

/// An operation that appears or disappears brings or takes all that can be said to it.
fn change(change: &Change) -> Value {
    let mut told = match change.gate {
        Some(gate) => words::gate_json(gate),
        None => Map::from_iter([
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
