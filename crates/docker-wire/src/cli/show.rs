//! `api show`: everything that can be said to an operation, and what its replies tell.

use serde_json::{Map, Value};

use super::{
    Answer,
    find::find,
    json,
    table::{row, table},
    words,
};
use crate::{
    catalogue::{Gate, ReplyField},
    version::ApiVersion,
};

#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// A method and a path, or an id: "POST /containers/create", /containers/web/json, ContainerCreate
    operation: String,
    /// Only what this version has, such as 1.41
    #[arg(long, value_parser = ApiVersion::known)]
    version: Option<ApiVersion>,
    /// Only one part of requests and replies
    #[arg(long = "in", value_name = "PART", value_parser = ["path", "query", "filter", "header", "body", "reply", "reply-header"])]
    part: Option<String>,
    /// Answer as JSON: an array of {in, at, type, since, until, below, source}
    #[arg(long)]
    json: bool,
}

/// A line of the answer.
enum Line {
    Said(&'static Gate),
    Told(&'static ReplyField),
}

impl Show {
    pub(super) fn answer(self) -> Result<Answer, String> {
        let found = find(&self.operation)?;
        // An operation that the version does not have cannot be told anything in it.
        let code = u8::from(self.version.is_some_and(|version| !found.admits(version)));
        let said = found.gates.iter().map(Line::Said);
        let lines: Vec<Line> = said
            .chain(found.reply_fields().iter().map(Line::Told))
            .filter(|line| code == 0 && self.version.is_none_or(|version| line.is_in(version)))
            .filter(|line| self.part.as_ref().is_none_or(|part| line.part() == part))
            .collect();
        if self.json {
            let all = lines.iter().map(|line| Value::Object(line.json()));
            return Ok(Answer { text: json(&Value::Array(all.collect())), code });
        }
        let title = format!("{}  {} {}, {}", found.id, found.method, found.path, words::range(found));
        let text = match self.version {
            Some(version) if code != 0 => format!("{title}: not in {version}\n"),
            Some(version) if lines.is_empty() => format!("{title}: nothing in {version}\n"),
            None if lines.is_empty() => format!("{title}: nothing\n"),
            Some(version) => format!("{title}; what {version} has\n\n{}", columns(&lines)),
            None => format!("{title}\n\n{}", columns(&lines)),
        };
        Ok(Answer { text, code })
    }
}

/// Lays the lines out; the last two columns are there if anything stands in them.
fn columns(lines: &[Line]) -> String {
    let mut rows = vec![row(["IN", "AT", "TYPE", "SINCE", "UNTIL", "BELOW", "SOURCE", "EMPTY", "VALUES"])];
    rows.extend(lines.iter().map(Line::row));
    for last in [8, 7] {
        if rows.iter().skip(1).all(|row| row.get(last).is_none_or(|cell| cell == words::NOTHING)) {
            rows.iter_mut().for_each(|row| drop(row.remove(last)));
        }
    }
    table("", &rows)
}

impl Line {
    fn is_in(&self, version: ApiVersion) -> bool {
        match self {
            Self::Said(gate) => gate.admits(version),
            Self::Told(field) => field.has(version),
        }
    }

    fn part(&self) -> &'static str {
        match self {
            Self::Said(gate) => words::part(gate.place),
            Self::Told(field) => words::reply_part(field.place),
        }
    }

    fn json(&self) -> Map<String, Value> {
        match self {
            Self::Said(gate) => words::gate_json(gate),
            Self::Told(field) => words::reply_json(field),
        }
    }

    fn row(&self) -> Vec<String> {
        let (at, kind, since, until, below, source, empty, values) = match self {
            Self::Said(gate) => {
                let below = words::below(gate.below);
                let empty = String::new();
                (
                    words::place(gate),
                    gate.r#type,
                    gate.since,
                    gate.until,
                    below,
                    gate.source,
                    empty,
                    gate.values,
                )
            }
            Self::Told(field) => {
                let (at, empty) = (words::reply_place(field), words::empty(field));
                (at, field.r#type, field.since, field.until, words::ABSENT, field.source, empty, field.values)
            }
        };
        let cell = |text: String| if text.is_empty() { words::NOTHING.to_owned() } else { text };
        row([
            self.part(),
            &at,
            kind,
            &since.to_string(),
            &words::version(until),
            below,
            words::source(source),
            &cell(empty),
            &cell(values.join("|")),
        ])
    }
}
