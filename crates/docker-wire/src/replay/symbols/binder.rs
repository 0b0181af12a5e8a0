//! Binds symbols while a recording is written: one pass, line by line.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{
    Form, Kind, Place, kind,
    scan::{self, Scanner, Shape, Syntax},
};
use crate::replay::format::{Line, Side, TarDigest};

/// The length of an id, and those of the short forms in which engines tell it to people; the last is Podman's, of images.
const LONG: usize = 64;
const SHORT: usize = 12;
const SHORTEST: usize = 11;

/// Who said it: what a client says first is its own and never a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Party {
    Client,
    Engine,
}

/// So many times are remembered, as an engine may go on telling new ones for ever.
const TIMES: usize = 4096;

/// The symbols of one recording.
#[derive(Default)]
pub(crate) struct Binder {
    counters: HashMap<Kind, u64>,
    ids: HashMap<String, Vec<Known>>,
    /// By kind, where all ids are one.
    literals: HashMap<(Kind, String), (Kind, u64)>,
    times: VecDeque<String>,
    /// What the client said first.
    own: HashSet<String>,
    /// The digests of the entries of archives that the engine told.
    archives: HashSet<String>,
    /// What was bound on the current line.
    bound: BTreeMap<String, String>,
}

/// An id that was seen, perhaps only its short form.
struct Known {
    kind: Kind,
    number: u64,
    literal: String,
}

/// Where a text stands.
#[derive(Clone, Copy)]
struct Context<'a> {
    party: Party,
    path: &'a str,
    key: &'a str,
}

impl Binder {
    /// Puts symbols into a line of an exchange, whose request had this path.
    pub(crate) fn line(&mut self, line: &mut Line, path: &str) {
        let client = line.request.is_some() || line.from == Some(Side::Client);
        let party = if client { Party::Client } else { Party::Engine };
        let context = Context { party, path, key: "" };
        if let Some(request) = &mut line.request {
            request.target = self.target(&request.target, context);
        }
        if let Some(reply) = &mut line.reply {
            for (name, value) in &mut reply.headers {
                *value = match name.as_str() {
                    "x-docker-container-path-stat" => self.bind(Kind::Stat, value, Form::Whole),
                    _ => self.text(value, Syntax::Plain, context),
                };
            }
        }
        if let Some(value) = &mut line.json {
            self.value(value, context);
        }
        if let Some(text) = &mut line.utf8 {
            let json = text.trim_start().starts_with(['{', '[']);
            *text = self.text(text, if json { Syntax::Json } else { Syntax::Plain }, context);
        }
        for (_, text) in &mut line.multiplex {
            *text = self.text(text, Syntax::Plain, context);
        }
        if let Some(file) = &mut line.file {
            *file = self.bind(Kind::Body, file, Form::Whole);
        }
        if let Some(base64) = line.base64.as_mut().filter(|_| line.archive) {
            let bytes = STANDARD.decode(&*base64).unwrap_or_default();
            self.archives.extend(TarDigest::of(&bytes));
            *base64 = self.bind(Kind::Body, base64, Form::Whole);
        }
        // What the client makes of its own files is the same in every recording; what it hands back is not.
        if let Some(tar) = line.tar.as_mut().filter(|tar| self.archives.contains(*tar)) {
            *tar = self.bind(Kind::Body, tar, Form::Whole);
        }
        line.bound = std::mem::take(&mut self.bound);
    }

    fn target(&mut self, target: &str, context: Context<'_>) -> String {
        let Some((path, query)) = target.split_once('?') else {
            return self.text(target, Syntax::Target, context);
        };
        let path = self.text(path, Syntax::Target, context);
        let pairs: Vec<String> = query.split('&').map(|pair| self.parameter(pair, context)).collect();
        format!("{path}?{}", pairs.join("&"))
    }

    fn parameter(&mut self, pair: &str, context: Context<'_>) -> String {
        let Some((name, value)) = pair.split_once('=') else {
            return self.text(pair, Syntax::Target, context);
        };
        let decoded = percent_decode_str(value).decode_utf8_lossy();
        let class = if name == "version" { Kind::Version } else { Kind::Time };
        if let Some(symbol) = self.known(class, &decoded, Form::Whole) {
            return format!("{name}={symbol}");
        }
        // Made from a time that the engine told: what else would be the same when it is played again?
        if matches!(name, "since" | "until") && kind::is_time(&decoded) {
            return format!("{name}={}", self.bind(Kind::Time, &decoded, Form::Whole));
        }
        format!("{name}={}", self.text(value, Syntax::Target, context))
    }

    fn value(&mut self, value: &mut Value, context: Context<'_>) {
        match value {
            Value::String(text) => *text = self.string(text, context),
            Value::Number(number) => {
                if let Some(symbol) = self.number(&number.to_string(), context, Form::Number) {
                    *value = Value::String(symbol);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item, context)),
            Value::Object(members) => {
                // In the order of the symbols: that of ids is another one in every recording.
                let mut entries: Vec<(String, String, Value)> = std::mem::take(members)
                    .into_iter()
                    .map(|(key, value)| (self.text(&key, Syntax::Plain, context), key, value))
                    .collect();
                entries.sort_by(|left, right| left.0.cmp(&right.0));
                for (symbolic, key, mut value) in entries {
                    self.value(&mut value, Context { key: &key, ..context });
                    members.insert(symbolic, value);
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn string(&mut self, text: &str, context: Context<'_>) -> String {
        let Context { party, path, key } = context;
        if key == "HostPort" && party == Party::Client {
            self.own.insert(text.to_owned());
        }
        let whole = kind::of_text(key, path)
            .filter(|_| party == Party::Engine && text.contains(|c: char| c.is_ascii_digit()));
        if let Some(kind) = whole {
            return if self.own.contains(text) {
                text.to_owned()
            } else {
                self.bind(kind, text, Form::Whole)
            };
        }
        if party == Party::Engine
            && kind::holds_ages(key)
            && let Some((start, end)) = scan::age(text)
        {
            let age = self.bind(Kind::Age, &text[start..end], Form::Whole);
            return format!("{}{age}{}", &text[..start], &text[end..]);
        }
        self.text(text, Syntax::Plain, context)
    }

    /// Puts symbols into a text.
    fn text(&mut self, text: &str, syntax: Syntax, context: Context<'_>) -> String {
        let mut scanner = Scanner::new(text, syntax);
        let (mut out, mut done) = (String::new(), 0);
        while let Some(found) = scanner.next() {
            let key = if syntax == Syntax::Json { scanner.key() } else { context.key };
            let piece = &text[found.start..found.end];
            let context = Context { key, ..context };
            let symbol = match found.shape {
                Shape::Hex => self.hex(piece, &text[..found.start], context),
                Shape::Swarm => self.swarm(piece, context),
                Shape::Name => self.name(piece, context),
                Shape::Number => self.number(piece, context, Form::Whole),
                Shape::Random => self.literal(Kind::Id, piece, context),
                Shape::Is(Kind::Text) => Some(self.bind(Kind::Text, piece, Form::Whole)),
                Shape::Is(kind) => self.literal(kind, piece, context),
            };
            if let Some(symbol) = symbol {
                out.push_str(&text[done..found.start]);
                out.push_str(&symbol);
                done = found.end;
            }
        }
        out.push_str(&text[done..]);
        out
    }

    /// An id, or the start of one.
    fn hex(&mut self, piece: &str, before: &str, context: Context<'_>) -> Option<String> {
        let form = if piece.len() == LONG { Form::Whole } else { Form::Start(piece.len()) };
        for id in self.ids.get_mut(&piece[..SHORTEST]).into_iter().flatten() {
            let longer = piece.starts_with(&id.literal) && context.party == Party::Engine;
            if longer && id.literal.len() < piece.len() {
                piece.clone_into(&mut id.literal);
                self.bound.insert(Place::whole(id.kind, id.number).name(), id.literal.clone());
            }
            if id.literal.starts_with(piece) {
                return Some(Place { kind: id.kind, number: id.number, form }.to_string());
            }
        }
        match context.party {
            Party::Client => {
                self.own.insert(piece.to_owned());
                None
            }
            Party::Engine if self.own.contains(piece) || !is_told_as_id(piece, before, context) => None,
            Party::Engine => {
                let kind = of_id(before, context);
                let number = self.next(kind);
                let known = self.ids.entry(piece[..SHORTEST].to_owned()).or_default();
                known.push(Known { kind, number, literal: piece.to_owned() });
                let place = Place { kind, number, form };
                self.bound.insert(place.name(), piece.to_owned());
                Some(place.to_string())
            }
        }
    }

    /// An id of Swarm's. One in some thousands has no digit: where no key says that it is an id, that is a word.
    fn swarm(&mut self, piece: &str, context: Context<'_>) -> Option<String> {
        let is_word = piece.bytes().all(|byte| byte.is_ascii_lowercase());
        let is_told = matches!(context.key, "ID" | "Id" | "id") || kind::by_key(context.key).is_some();
        if is_word && !is_told && context.party == Party::Engine {
            return self.known(Kind::Id, piece, Form::Whole);
        }
        self.literal(of_id("", context), piece, context)
    }

    fn name(&mut self, piece: &str, context: Context<'_>) -> Option<String> {
        let may_bind = context.party == Party::Client || kind::holds_names(context.key);
        if may_bind {
            self.literal(Kind::Name, piece, context)
        } else {
            self.known(Kind::Name, piece, Form::Whole)
        }
    }

    fn number(&mut self, digits: &str, context: Context<'_>, form: Form) -> Option<String> {
        let kind = kind::of_number(context.key, context.path, digits);
        if context.party == Party::Client {
            self.own.insert(digits.to_owned());
            return kind.filter(|kind| *kind == Kind::Time).and_then(|kind| self.known(kind, digits, form));
        }
        let kind = kind.filter(|kind| *kind != Kind::Port || !self.own.contains(digits))?;
        Some(self.bind(kind, digits, form))
    }

    /// A value that is a symbol as a whole.
    fn literal(&mut self, kind: Kind, piece: &str, context: Context<'_>) -> Option<String> {
        let by_chance = context.party == Party::Engine && is_fresh(kind, piece);
        if !by_chance && let Some(symbol) = self.known(kind, piece, Form::Whole) {
            return Some(symbol);
        }
        if context.party == Party::Client {
            self.own.insert(piece.to_owned());
            return None;
        }
        (!self.own.contains(piece)).then(|| self.bind(kind, piece, Form::Whole))
    }

    fn known(&self, kind: Kind, literal: &str, form: Form) -> Option<String> {
        let (kind, number) = *self.literals.get(&(class(kind), literal.to_owned()))?;
        Some(Place { kind, number, form }.to_string())
    }

    /// Takes the symbol of a literal, or the next one.
    fn bind(&mut self, kind: Kind, literal: &str, form: Form) -> String {
        if !is_fresh(kind, literal)
            && let Some(symbol) = self.known(kind, literal, form)
        {
            return symbol;
        }
        let place = Place { kind, number: self.next(kind), form };
        self.bound.insert(place.name(), literal.to_owned());
        if !kind.is_fresh() {
            self.literals.insert((class(kind), literal.to_owned()), (kind, place.number));
        }
        if kind == Kind::Time {
            self.times.push_back(literal.to_owned());
            if self.times.len() > TIMES
                && let Some(oldest) = self.times.pop_front()
            {
                self.literals.remove(&(Kind::Time, oldest));
            }
        }
        place.to_string()
    }

    fn next(&mut self, kind: Kind) -> u64 {
        let counter = self.counters.entry(kind).or_default();
        *counter += 1;
        *counter
    }
}

/// Tells whether so many digits are an id where they stand: eleven are one only where Podman says that of an image.
fn is_told_as_id(piece: &str, before: &str, context: Context<'_>) -> bool {
    let arrow = ["--> ", "--\\u003e "].iter().any(|words| before.ends_with(words));
    match piece.len() {
        SHORT | LONG => true,
        SHORTEST => arrow || context.key == "Hostname",
        _ => false,
    }
}

/// Judges an id by what stands around it.
fn of_id(before: &str, context: Context<'_>) -> Kind {
    if ["Running in ", "container "].iter().any(|words| before.ends_with(words)) {
        return Kind::Container;
    }
    let kind = kind::by_key(context.key).unwrap_or_else(|| kind::by_path(context.path));
    if before.ends_with("sha256:") && !matches!(kind, Kind::Plugin) { Kind::Image } else { kind }
}

/// Tells whether an equal literal is equal by chance: so is a time in whole seconds.
fn is_fresh(kind: Kind, literal: &str) -> bool {
    let digits = literal.bytes().all(|byte| byte.is_ascii_digit());
    let coarse = if digits { literal.len() == 10 } else { !literal.contains('.') };
    kind.is_fresh() || (kind == Kind::Time && coarse)
}

/// Tells where equal literals are looked for.
fn class(kind: Kind) -> Kind {
    if kind.is_id() { Kind::Id } else { kind }
}
