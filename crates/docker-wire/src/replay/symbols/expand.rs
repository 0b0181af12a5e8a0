//! Puts literals back in the places of symbols while a fixture is read.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{
    Kind,
    place::{Form, Place, replace},
};
use crate::replay::format::{Line, Side, hex};

/// The literals of a whole fixture.
#[derive(Default)]
pub(crate) struct Literals {
    /// By name; the longest of those that were bound.
    bound: HashMap<String, String>,
    /// What has stood on the engine's side up to here.
    met: HashSet<(Kind, u64)>,
}

impl Literals {
    /// Takes what a line binds.
    pub(crate) fn learn(&mut self, bound: &BTreeMap<String, String>) -> Result<(), String> {
        for (name, literal) in bound {
            if Place::at_start(&format!("<{name}>")).is_none() {
                return Err(format!("`{name}` in `bound` is no symbol; one looks like `container:1`"));
            }
            match self.bound.get_mut(name) {
                None => {
                    self.bound.insert(name.clone(), literal.clone());
                }
                Some(known) if literal.starts_with(known.as_str()) => literal.clone_into(known),
                Some(known) if known.starts_with(literal.as_str()) => {}
                Some(_) => return Err(format!("`<{name}>` is bound twice, to different values")),
            }
        }
        Ok(())
    }

    /// Puts literals into a line.
    pub(crate) fn line(&mut self, line: &mut Line) -> Result<(), String> {
        let client = line.request.is_some() || line.from == Some(Side::Client);
        let bound = std::mem::take(&mut line.bound);
        let mut writer = Writer { literals: self, client, bound: &bound };
        if let Some(request) = &mut line.request {
            writer.text(&mut request.target)?;
        }
        if let Some(reply) = &mut line.reply {
            reply.headers.values_mut().try_for_each(|value| writer.text(value))?;
        }
        if let Some(value) = &mut line.json {
            writer.value(value)?;
        }
        let texts = [&mut line.utf8, &mut line.base64, &mut line.file, &mut line.tar];
        texts.into_iter().flatten().try_for_each(|text| writer.text(text))?;
        line.multiplex.iter_mut().try_for_each(|(_, text)| writer.text(text))
    }

    fn literal(&self, place: Place) -> Result<String, String> {
        let known = self.bound.get(&place.name()).cloned();
        let number = place.form == Form::Number;
        let whole = known.unwrap_or_else(|| plausible(place.kind, place.number, number));
        match place.form {
            Form::Whole | Form::Number => Ok(whole),
            Form::Start(length) => whole.get(..length).map(str::to_owned).ok_or_else(|| {
                format!("`{place}` asks for {length} characters of a value that has {}", whole.len())
            }),
        }
    }
}

struct Writer<'a> {
    literals: &'a mut Literals,
    client: bool,
    /// What this line binds itself.
    bound: &'a BTreeMap<String, String>,
}

impl Writer<'_> {
    fn text(&mut self, text: &mut String) -> Result<(), String> {
        let expanded = replace(text, |place, out| {
            out.push_str(&self.place(place)?);
            Ok::<_, String>(())
        })?;
        if let Some(expanded) = expanded {
            *text = expanded;
        }
        Ok(())
    }

    fn place(&mut self, place: Place) -> Result<String, String> {
        let symbol = (place.kind, place.number);
        if !self.client {
            self.literals.met.insert(symbol);
        } else if !self.literals.met.contains(&symbol) && !self.bound.contains_key(&place.name()) {
            return Err(format!(
                "the client uses `{place}`, which nothing above has bound: no reply tells it"
            ));
        }
        self.literals.literal(place)
    }

    fn value(&mut self, value: &mut Value) -> Result<(), String> {
        match value {
            Value::String(text) => match Place::at_start(text) {
                Some((place, length)) if place.form == Form::Number && length == text.len() => {
                    let literal = self.place(place)?;
                    *value = serde_json::from_str(&literal)
                        .ok()
                        .filter(Value::is_number)
                        .ok_or_else(|| format!("`{place}` stands for a number, and its value is none"))?;
                }
                _ => self.text(text)?,
            },
            Value::Array(items) => items.iter_mut().try_for_each(|item| self.value(item))?,
            Value::Object(members) => {
                let mut expanded = Map::new();
                for (mut key, mut value) in std::mem::take(members) {
                    self.text(&mut key)?;
                    self.value(&mut value)?;
                    expanded.insert(key, value);
                }
                *members = expanded;
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
        Ok(())
    }
}

/// Makes the literal of a symbol that a person wrote and bound to nothing.
fn plausible(kind: Kind, number: u64, as_number: bool) -> String {
    let digest = || Sha256::digest(format!("{}:{number}", kind.name()));
    let hex = |length: usize| hex(&digest())[..length].to_owned();
    let low = number % 250 + 1;
    match kind {
        Kind::Container | Kind::Image | Kind::Exec | Kind::Network | Kind::Volume | Kind::Endpoint => hex(64),
        Kind::Sandbox | Kind::Plugin | Kind::Id => hex(64),
        Kind::Node | Kind::Service | Kind::Task | Kind::Secret | Kind::Config | Kind::Swarm => {
            let digits = b"0123456789abcdefghijklmnopqrstuvwxyz";
            digest().iter().take(25).map(|byte| char::from(digits[usize::from(*byte) % 36])).collect()
        }
        Kind::Uuid => {
            let hex = hex(32);
            [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
        }
        Kind::Engine => hex(48)
            .to_ascii_uppercase()
            .as_bytes()
            .chunks(4)
            .map(String::from_utf8_lossy)
            .collect::<Vec<_>>()
            .join(":"),
        // The first of January 2024, and as many seconds.
        Kind::Time if as_number => (1_704_067_200 + number).to_string(),
        Kind::Time => {
            let (hours, minutes, seconds) = (number / 3600 % 24, number / 60 % 60, number % 60);
            format!("2024-01-01T{hours:02}:{minutes:02}:{seconds:02}Z")
        }
        Kind::Age => format!("{} seconds", number + 1),
        Kind::Port => (32767 + number).to_string(),
        Kind::Address => format!("172.17.0.{low}"),
        Kind::Mac => format!("02:42:ac:11:00:{low:02x}"),
        Kind::Name => format!("eager_engine{}", number % 10),
        Kind::Version => (10 + number).to_string(),
        Kind::Pid => (1000 + number).to_string(),
        Kind::Measure => number.to_string(),
        Kind::Certificate | Kind::Stat | Kind::Body | Kind::Text => String::new(),
    }
}
