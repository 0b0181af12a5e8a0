//! Texts that are made of values: `%`, `format` and `f"…"`. What would be written otherwise than here is not known.

use super::{Argument, Value, operate::Number};

/// A value as `str` writes it.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        Value::None => Some("None".to_owned()),
        Value::Flag(flag) => Some(if *flag { "True" } else { "False" }.to_owned()),
        Value::List(_) | Value::Dict(_) | Value::Call(..) | Value::Variable(..) | Value::Other(..) => None,
    }
}

/// Fills a text in as `%` does.
pub(super) fn percent(format: &str, values: &Value) -> Option<String> {
    let mut positions = match values {
        Value::List(items) => items.iter(),
        other => std::slice::from_ref(other).iter(),
    };
    let mut out = String::new();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let (value, after) = match after.strip_prefix('(') {
            Some(named) => {
                let (name, after) = named.split_once(')')?;
                let Value::Dict(pairs) = values else { return None };
                (&pairs.iter().find(|(key, _)| key == name)?.1, after)
            }
            None => (positions.next()?, after),
        };
        let end = after.find(|c: char| c.is_ascii_alphabetic())?;
        let (spec, after) = after.split_at(end);
        let kind = after.chars().next()?;
        let text = match (kind, Number::of(value)) {
            ('s', _) => text(value)?,
            ('d' | 'i', Some(Number::Whole(whole))) => whole.to_string(),
            ('x', Some(Number::Whole(whole))) if whole >= 0 => format!("{whole:x}"),
            _ => return None,
        };
        out.push_str(&padded(&text, spec, kind != 's', Side::Right)?);
        rest = after.get(1..)?;
    }
    let named = matches!(values, Value::Dict(_));
    (named || positions.next().is_none()).then(|| out + rest)
}

/// Fills a text in as its method `format` does.
pub(super) fn braces(format: &str, arguments: &[Argument]) -> Option<String> {
    let mut positions = arguments.iter().filter(|argument| argument.name.is_none());
    let mut out = String::new();
    let mut rest = format;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            out.push_str(brace);
            rest = after;
            continue;
        }
        let (field, after) = rest.split_once('}').filter(|_| brace == "{")?;
        let (name, spec) = field.split_once(':').unwrap_or((field, ""));
        let argument = if name.is_empty() {
            positions.next()?
        } else if let Ok(position) = name.parse::<usize>() {
            arguments.iter().filter(|argument| argument.name.is_none()).nth(position)?
        } else {
            arguments.iter().find(|argument| argument.name.as_deref() == Some(name))?
        };
        out.push_str(&field_of(&argument.value, spec)?);
        rest = after;
    }
    Some(out + rest)
}

/// A value as a field of a format writes it.
pub(super) fn field_of(value: &Value, spec: &str) -> Option<String> {
    let number = matches!(Number::of(value), Some(Number::Whole(_)));
    let spec = match spec.strip_suffix('d').filter(|_| number) {
        Some(spec) => spec,
        None => spec.strip_suffix('s').filter(|_| matches!(value, Value::Text(_))).unwrap_or(spec),
    };
    padded(&text(value)?, spec, number, if number { Side::Right } else { Side::Left })
}

/// At which side a text stands in the room that it is given.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

/// Writes a text in the room that digits ask for, with zeros where the first of them is one.
fn padded(text: &str, spec: &str, number: bool, mut side: Side) -> Option<String> {
    let mut width = spec;
    if let Some(rest) = width.strip_prefix(['-', '<']) {
        (width, side) = (rest, Side::Left);
    } else if let Some(rest) = width.strip_prefix('>') {
        (width, side) = (rest, Side::Right);
    }
    let zeros = width.starts_with('0');
    if width.is_empty() {
        return Some(text.to_owned());
    }
    let width: usize = width.parse().ok().filter(|width| *width < 1_000)?;
    Some(match (zeros, side) {
        (true, Side::Right) if number && !text.starts_with('-') => format!("{text:0>width$}"),
        (true, _) => return None,
        (false, Side::Right) => format!("{text:>width$}"),
        (false, Side::Left) => format!("{text:<width$}"),
    })
}
