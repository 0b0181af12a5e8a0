//! `api versions` and `api list`: what there is to ask about.

use serde_json::{Value, json};

use super::{
    Answer, json as as_json,
    table::{row, table},
    words,
};
use crate::{
    catalogue::{self, Row, rows},
    version::ApiVersion,
};

#[derive(Debug, clap::Args)]
pub(super) struct Versions {
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Versions {
    pub(super) fn answer(self) -> Answer {
        let all = || ApiVersion::ALL.iter().map(|version| (version, catalogue::operations(*version).count()));
        if self.json {
            let all =
                all().map(|(version, count)| json!({"version": version.to_string(), "operations": count}));
            return Answer::good(as_json(&Value::Array(all.collect())));
        }
        let mut lines = vec![row(["VERSION", "OPERATIONS"])];
        lines.extend(all().map(|(version, count)| row([&version.to_string(), &count.to_string()])));
        Answer::good(table("", &lines))
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// Only what this version has, such as 1.41
    #[arg(long, value_parser = ApiVersion::known)]
    version: Option<ApiVersion>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) fn answer(self) -> Answer {
        let all =
            rows::ALL.iter().copied().filter(|row| self.version.is_none_or(|version| row.admits(version)));
        if self.json {
            return Answer::good(as_json(&Value::Array(all.map(operation).collect())));
        }
        let mut lines = vec![row(["OPERATION", "METHOD", "PATH", "SINCE", "UNTIL"])];
        lines.extend(all.map(|found| {
            row([found.id, found.method, found.path, &found.since.to_string(), &words::version(found.until)])
        }));
        Answer::good(table("", &lines))
    }
}

fn operation(row: &Row) -> Value {
    let until = row.until.map(|until| until.to_string());
    json!({
        "operation": row.id, "tag": row.tag, "method": row.method, "path": row.path,
        "since": row.since.to_string(), "until": until,
    })
}
