//! `api check`: whether a version can carry a request.

use std::{fs, io::Read};

use http::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::{
    Answer,
    find::find,
    json as as_json, known_version,
    table::{row, table},
    words,
};
use crate::{
    catalogue::{self, Below, Gated, Row, Said},
    version::ApiVersion,
};

#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// The version that the request would be sent at, such as 1.41
    #[arg(long, value_parser = known_version)]
    version: ApiVersion,
    /// A method and a path, or an id: "POST /containers/create", ContainerCreate
    operation: String,
    /// A query parameter of the request; may come more than once
    #[arg(long = "query", value_name = "NAME=VALUE", value_parser = pair)]
    queries: Vec<(String, String)>,
    /// A header of the request; may come more than once
    #[arg(long = "header", value_name = "NAME=VALUE", value_parser = pair)]
    headers: Vec<(String, String)>,
    /// A file with the JSON body of the request, or - for standard input
    file: Option<String>,
    /// Answer as JSON: {admitted, gated: [{at, since, until, below}], unknown: [{at, nearest}]}
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn answer(self, stdin: &mut dyn Read) -> Result<Answer, String> {
        let found = find(&self.operation)?;
        let mut said = Said::default();
        said.query.extend(self.queries.into_iter().map(|(name, value)| (name.into(), value)));
        for (name, value) in self.headers {
            let key = HeaderName::from_bytes(name.as_bytes());
            let key = key.map_err(|_| format!("--header: `{name}` is no name of a header"))?;
            let value = HeaderValue::from_str(&value);
            said.headers.append(key, value.map_err(|_| format!("--header: {name} cannot hold this value"))?);
        }
        said.json = self.file.map(|file| body(&file, stdin)).transpose()?;
        let broken = catalogue::broken(found, self.version, &said);
        let text = if self.json { as_json(&answer(&broken)) } else { lines(found, self.version, &broken) };
        Ok(Answer { text, code: u8::from(!broken.is_empty()) })
    }
}

/// Reads `name=value`; the value may be empty and may have `=` in it.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write a name, `=` and a value".to_owned()),
    }
}

fn body(file: &str, stdin: &mut dyn Read) -> Result<Value, String> {
    let mut bytes = Vec::new();
    let (name, read) = match file {
        "-" => ("standard input", stdin.read_to_end(&mut bytes).map(drop)),
        path => (path, fs::read(path).map(|read| bytes = read)),
    };
    read.map_err(|error| format!("{name} cannot be read: {error}"))?;
    if bytes.trim_ascii().is_empty() {
        return Err(format!("{name} is empty; give a JSON body, or no file for a request without one"));
    }
    serde_json::from_slice(&bytes).map_err(|error| format!("{name} is no JSON: {error}"))
}

fn answer(broken: &[Gated]) -> Value {
    let (gated, unknown): (Vec<_>, Vec<_>) = broken.iter().partition(|gated| gated.since.is_some());
    let version = |version: Option<ApiVersion>| version.map(|version| version.to_string());
    let gated = gated.into_iter().map(|gated| {
        json!({
            "at": at(gated), "since": version(gated.since), "until": version(gated.until),
            "below": words::below(gated.below),
        })
    });
    let unknown = unknown.into_iter().map(|gated| json!({"at": at(gated), "nearest": gated.nearest}));
    json!({
        "admitted": broken.is_empty(),
        "gated": gated.collect::<Value>(),
        "unknown": unknown.collect::<Value>(),
    })
}

/// Where it is in the catalogue; the empty pointer is the body, so the operation has a word of its own.
fn at(gated: &Gated) -> &str {
    if gated.place == "operation" { &gated.place } else { &gated.at }
}

fn lines(found: &Row, version: ApiVersion, broken: &[Gated]) -> String {
    let title = format!("{}  {} {} at API {version}", found.id, found.method, found.path);
    if broken.is_empty() {
        return format!("{title}: admitted\n");
    }
    let unknown = broken.iter().filter(|gated| gated.since.is_none()).count();
    let mut lines = vec![row(["PLACE", "SINCE", "UNTIL", &format!("AN ENGINE AT {version}")])];
    lines.extend(broken.iter().map(|gated| {
        row([&gated.place, &words::version(gated.since), &words::version(gated.until), &consequence(gated)])
    }));
    format!("{title}: {} gated, {unknown} unknown\n\n{}", broken.len() - unknown, table("", &lines))
}

fn consequence(gated: &Gated) -> String {
    match (gated.since, gated.below, &gated.nearest) {
        (None, _, Some(nearest)) => format!("knows no such name, as every other; did you mean `{nearest}`?"),
        (None, _, None) => "knows no such name, as every other".to_owned(),
        (Some(_), Below::Ignored, _) => "would silently ignore it".to_owned(),
        (Some(_), Below::Refused, _) => "would refuse it".to_owned(),
        (Some(_), Below::Differs, _) => "would do something else".to_owned(),
    }
}
