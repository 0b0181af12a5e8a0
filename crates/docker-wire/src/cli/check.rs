//! `api check`: whether a version can carry a request.

use std::{fs, io::Read};

use http::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::{
    Answer,
    find::find,
    json as as_json,
    table::{row, table},
    words,
};
use crate::{
    catalogue::{self, Below, Gated, Mistyped, Row, Said},
    version::ApiVersion,
};

#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// The version that the request would be sent at, such as 1.41
    #[arg(long, value_parser = ApiVersion::known)]
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
    /// Answer as JSON: {admitted, gated: [{at, since, until, below}], unknown: [{at, nearest}]}, and where values have the
    /// wrong type, mistyped: [{at, expected, found}]
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

/// The answer for programs; `mistyped` is there only where something is.
fn answer(broken: &[Gated]) -> Value {
    let version = |version: Option<ApiVersion>| version.map(|version| version.to_string());
    let (mut gated, mut unknown, mut mistyped) = (Vec::new(), Vec::new(), Vec::new());
    for one in broken {
        match (one.mistyped, one.since) {
            (Some(Mistyped { expected, found, .. }), _) => {
                mistyped.push(json!({"at": at(one), "expected": expected, "found": found}));
            }
            (None, None) => unknown.push(json!({"at": at(one), "nearest": one.nearest})),
            (None, Some(_)) => gated.push(json!({
                "at": at(one), "since": version(one.since), "until": version(one.until),
                "below": words::below(one.below),
            })),
        }
    }
    let mut answer = json!({"admitted": broken.is_empty(), "gated": gated, "unknown": unknown});
    if let (Value::Object(answer), false) = (&mut answer, mistyped.is_empty()) {
        answer.insert("mistyped".to_owned(), Value::Array(mistyped));
    }
    answer
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
    let mistyped = broken.iter().filter(|gated| gated.mistyped.is_some()).count();
    let unknown = broken.iter().filter(|gated| gated.since.is_none()).count() - mistyped;
    let gated = broken.len() - unknown - mistyped;
    let mut lines = vec![row(["PLACE", "SINCE", "UNTIL", &format!("AN ENGINE AT {version}")])];
    lines.extend(broken.iter().map(|gated| {
        row([&gated.place, &words::version(gated.since), &words::version(gated.until), &consequence(gated)])
    }));
    let mistyped = if mistyped > 0 { format!(", {mistyped} mistyped") } else { String::new() };
    format!("{title}: {gated} gated, {unknown} unknown{mistyped}\n\n{}", table("", &lines))
}

fn consequence(gated: &Gated) -> String {
    if let Some(mistyped) = gated.mistyped {
        return format!("would take no such value: {mistyped}");
    }
    match (gated.since, gated.below, &gated.nearest) {
        (None, _, Some(nearest)) => format!("knows no such name, as every other; did you mean `{nearest}`?"),
        (None, _, None) => "knows no such name, as every other".to_owned(),
        (Some(_), Below::Ignored, _) => "would silently ignore it".to_owned(),
        (Some(_), Below::Refused, _) => "would refuse it".to_owned(),
        (Some(_), Below::Differs, _) => "would do something else".to_owned(),
    }
}
