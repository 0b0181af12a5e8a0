//! `api show`: everything that can be said to an operation.

use serde_json::Value;

use super::{
    Answer,
    find::find,
    json,
    table::{row, table},
    words,
};
use crate::{catalogue::Gate, version::ApiVersion};

#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// A method and a path, or an id: "POST /containers/create", /containers/web/json, ContainerCreate
    operation: String,
    /// Only what this version has, such as 1.41
    #[arg(long, value_parser = ApiVersion::known)]
    version: Option<ApiVersion>,
    /// Answer as JSON: an array of {in, at, type, since, until, below, source}
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(super) fn answer(self) -> Result<Answer, String> {
        let found = find(&self.operation)?;
        // An operation that the version does not have cannot be told anything in it.
        let code = u8::from(self.version.is_some_and(|version| !found.admits(version)));
        let here = |gate: &&Gate| code == 0 && self.version.is_none_or(|version| gate.admits(version));
        let gates: Vec<&Gate> = found.gates.iter().filter(here).collect();
        if self.json {
            let all = gates.iter().map(|gate| Value::Object(words::gate_json(gate)));
            return Ok(Answer { text: json(&Value::Array(all.collect())), code });
        }
        let title = format!("{}  {} {}, {}", found.id, found.method, found.path, words::range(found));
        let text = match self.version {
            Some(version) if code != 0 => format!("{title}: not in {version}\n"),
            Some(version) if gates.is_empty() => format!("{title}: takes nothing in {version}\n"),
            None if gates.is_empty() => format!("{title}: takes nothing\n"),
            Some(version) => format!("{title}; what {version} has\n\n{}", lines(&gates)),
            None => format!("{title}\n\n{}", lines(&gates)),
        };
        Ok(Answer { text, code })
    }
}

fn lines(gates: &[&Gate]) -> String {
    let mut lines = vec![row(["IN", "AT", "TYPE", "SINCE", "UNTIL", "BELOW", "SOURCE"])];
    lines.extend(gates.iter().map(|gate| {
        row([
            words::part(gate.place),
            &words::place(gate),
            gate.r#type,
            &gate.since.to_string(),
            &words::version(gate.until),
            words::below(gate.below),
            words::source(gate.source),
        ])
    }));
    table("", &lines)
}
