//! A recording as it is compared: exchange by exchange, symbols without their numbers.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use crate::replay::{
    format::{Failure, FixtureError, Line, Side, lines},
    symbols::strip,
};

/// A recording.
pub(super) struct Script {
    pub(super) name: String,
    pub(super) scenes: Vec<Scene>,
}

/// One exchange.
pub(super) struct Scene {
    pub(super) line: usize,
    pub(super) lane: String,
    /// Method and target.
    pub(super) request: String,
    pub(super) repeat: bool,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) output: Output,
    status: Option<u16>,
    fail: Option<Failure>,
}

/// What the engine sent.
#[derive(Default)]
pub(super) enum Output {
    #[default]
    Nothing,
    Json(Vec<Value>),
    /// By stream; that of a terminal or an ordinary body is `body`.
    Text(BTreeMap<String, String>),
    Bytes,
}

impl Output {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Json(_) => "JSON",
            Self::Text(_) => "text",
            Self::Bytes => "bytes",
        }
    }

    fn text(&mut self, name: &str, more: &str) {
        match self {
            Self::Text(streams) => streams.entry(name.to_owned()).or_default().push_str(more),
            Self::Nothing if more.is_empty() => {}
            Self::Nothing => *self = Self::Text(BTreeMap::from([(name.to_owned(), more.to_owned())])),
            Self::Json(_) | Self::Bytes => {}
        }
    }

    /// Reads a text as the JSON that it may be.
    fn settle(&mut self) {
        let Self::Text(streams) = self else {
            return;
        };
        let Some(body) = streams.get("body").filter(|body| body.trim_start().starts_with(['{', '['])) else {
            streams.values_mut().for_each(|text| *text = strip(text));
            return;
        };
        let quoted = quote_numbers(body);
        let values: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(&quoted).into_iter().collect();
        match values {
            Ok(values) => *self = Self::Json(values.into_iter().map(plain).collect()),
            Err(_) => streams.values_mut().for_each(|text| *text = strip(text)),
        }
    }
}

impl Scene {
    /// Tells what the path ends with.
    pub(super) fn topic(&self) -> &str {
        let path = self.request.split('?').next().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default()
    }

    /// Says how the exchange ended.
    pub(super) fn answer(&self) -> String {
        match (self.status, self.fail) {
            (Some(status), None | Some(Failure::Dropped)) => status.to_string(),
            (Some(status), Some(fail)) => format!("{status}, then {}", said(fail)),
            (None, Some(fail)) => said(fail).to_owned(),
            (None, None) => "no answer".to_owned(),
        }
    }
}

fn said(fail: Failure) -> &'static str {
    match fail {
        Failure::Refused => "refused",
        Failure::Reset => "reset",
        Failure::Timeout => "timeout",
        Failure::Dropped => "dropped",
    }
}

impl Script {
    pub(super) fn parse(text: &str, name: &str) -> Result<Self, FixtureError> {
        let mut scenes: Vec<Scene> = Vec::new();
        let mut numbers = HashMap::new();
        for (number, line) in lines(text, name)? {
            let Some(x) = line.x else {
                continue;
            };
            if let Some(request) = &line.request {
                numbers.insert(x, scenes.len());
                scenes.push(Scene {
                    line: number,
                    lane: line.c.clone().unwrap_or_default(),
                    request: format!("{} {}", request.method, strip(&request.target)),
                    repeat: line.repeat,
                    headers: BTreeMap::new(),
                    output: Output::default(),
                    status: None,
                    fail: None,
                });
            } else if let Some(scene) = numbers.get(&x).and_then(|index| scenes.get_mut(*index)) {
                scene.go_on(line);
            }
        }
        scenes.iter_mut().for_each(|scene| scene.output.settle());
        Ok(Self { name: name.to_owned(), scenes })
    }
}

impl Scene {
    fn go_on(&mut self, line: Line) {
        if line.from == Some(Side::Client) {
            return;
        }
        if let Some(reply) = line.reply {
            self.status = Some(reply.status);
            self.headers = reply.headers.into_iter().map(|(name, value)| (name, strip(&value))).collect();
        }
        self.fail = self.fail.or(line.fail);
        if let Some(json) = line.json {
            self.output = Output::Json(vec![plain(json)]);
        }
        if let Some(text) = line.utf8 {
            self.output.text("body", &text);
        }
        for (channel, text) in line.multiplex {
            self.output.text(channel.name(), &text);
        }
        if line.base64.is_some() || line.file.is_some() {
            self.output = Output::Bytes;
        }
    }
}

/// Puts symbols that stand for numbers in the text of JSON between quotes, so that it can be read.
fn quote_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_string, mut escaped, mut symbol) = (false, false, false);
    for char in text.chars() {
        match char {
            '<' if !in_string => {
                symbol = true;
                out.push('"');
            }
            '>' if symbol => {
                symbol = false;
                out.push_str(":number>\"");
                continue;
            }
            _ if escaped => escaped = false,
            '\\' => escaped = in_string,
            '"' => in_string = !in_string,
            _ => {}
        }
        out.push(char);
    }
    out
}

/// Leaves of symbols only their kinds.
fn plain(value: Value) -> Value {
    match value {
        Value::String(text) => strip(&text).into(),
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Object(members) => {
            let mut all = Map::new();
            for (key, value) in members {
                let (key, value) = (strip(&key), plain(value));
                // Several ids of one kind.
                let mut name = key.clone();
                for number in 2.. {
                    if !all.contains_key(&name) {
                        break;
                    }
                    name = format!("{key} {number}");
                }
                all.insert(name, value);
            }
            Value::Object(all)
        }
        other => other,
    }
}
