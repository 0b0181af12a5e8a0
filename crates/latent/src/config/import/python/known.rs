//! Functions and methods without effect, and those that change what a name stands for.

use std::{fs, path::Path};

use super::{
    Argument, Value, format,
    operate::{self, Number, put},
};

/// A larger file is none that an option is written in.
const LARGEST: u64 = 1 << 20;

/// A longer range is none of workers.
const LONGEST: usize = 1_000;

/// What a function comes to.
pub(super) fn function(name: &str, arguments: &[Argument]) -> Option<Value> {
    if name == "dict" {
        return dict(arguments);
    }
    if arguments.iter().any(|argument| argument.name.is_some()) {
        return None;
    }
    let values: Vec<&Value> = arguments.iter().map(|argument| &argument.value).collect();
    match (name, values.as_slice()) {
        ("range" | "xrange", numbers) => range(numbers),
        ("list" | "tuple", []) => Some(Value::List(Vec::new())),
        ("list" | "tuple", [Value::List(items)]) => Some(Value::List(items.clone())),
        ("str", [value]) => format::text(value).map(Value::Text),
        ("int", [Value::Text(text)]) => text.trim().parse().ok().and_then(|it| Number::Whole(it).value()),
        ("int", [number @ Value::Number(_)]) => {
            matches!(Number::of(number), Some(Number::Whole(_))).then(|| (*number).clone())
        }
        ("len", [Value::List(items)]) => count(items.len()),
        ("len", [Value::Dict(pairs)]) => count(pairs.len()),
        ("len", [Value::Text(text)]) => count(text.chars().count()),
        ("enumerate", [Value::List(items)]) => numbered(items, 0),
        ("enumerate", [Value::List(items), Value::Number(first)]) => numbered(items, first.parse().ok()?),
        ("zip", [Value::List(one), Value::List(other)]) => {
            let pair = |(one, other): (&Value, &Value)| Value::List(vec![one.clone(), other.clone()]);
            Some(Value::List(one.iter().zip(other).map(pair).collect()))
        }
        _ => None,
    }
}

/// What a function of `os.path` comes to.
pub(super) fn of_path(name: &str, arguments: &[Argument]) -> Option<Value> {
    let texts = arguments.iter().map(|argument| match &argument.value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    });
    let texts: Vec<&str> = texts.collect::<Option<_>>()?;
    let path = match (name, texts.as_slice()) {
        ("join", [first, rest @ ..]) => {
            rest.iter().fold(Path::new(first).to_owned(), |path, it| path.join(it))
        }
        ("dirname", [path]) => Path::new(path).parent().unwrap_or(Path::new("")).to_owned(),
        ("abspath" | "realpath" | "normpath", [path]) => Path::new(path).to_owned(),
        _ => return None,
    };
    Some(Value::Text(path.display().to_string()))
}

/// What a method of a value comes to.
pub(super) fn method(of: &Value, name: &str, arguments: &[Argument], folder: &Path) -> Option<Value> {
    let values: Vec<&Value> = arguments.iter().map(|argument| &argument.value).collect();
    match (of, name, values.as_slice()) {
        (Value::Text(text), "format", _) => format::braces(text, arguments).and_then(operate::short),
        (Value::Text(text), "lower", []) => Some(Value::Text(text.to_lowercase())),
        (Value::Text(text), "upper", []) => Some(Value::Text(text.to_uppercase())),
        (Value::Text(text), "strip", []) => Some(Value::Text(text.trim().to_owned())),
        (Value::Text(text), "replace", [Value::Text(from), Value::Text(to)]) if !from.is_empty() => {
            operate::short(text.replace(from, to))
        }
        (Value::Text(text), "split", []) => {
            Some(Value::List(text.split_whitespace().map(|it| Value::Text(it.to_owned())).collect()))
        }
        (Value::Text(text), "join", [Value::List(items)]) => {
            let items: Vec<&str> = items.iter().map(plain_text).collect::<Option<_>>()?;
            operate::short(items.join(text))
        }
        (Value::Dict(pairs), "get", [Value::Text(key), rest @ ..]) => {
            let found = pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value);
            Some(found.or(rest.first().copied()).cloned().unwrap_or(Value::None))
        }
        (Value::Dict(pairs), "items" | "iteritems", []) => {
            let pair =
                |(key, value): &(String, Value)| Value::List(vec![Value::Text(key.clone()), value.clone()]);
            Some(Value::List(pairs.iter().map(pair).collect()))
        }
        (Value::Dict(pairs), "keys", []) => {
            Some(Value::List(pairs.iter().map(|(key, _)| Value::Text(key.clone())).collect()))
        }
        (Value::Dict(pairs), "values", []) => {
            Some(Value::List(pairs.iter().map(|(_, value)| value.clone()).collect()))
        }
        (Value::Dict(_) | Value::List(_), "copy", []) => Some(of.clone()),
        (Value::Call(call, named), "read" | "read_text", []) => file(call, named, folder),
        _ => None,
    }
}

/// Changes a value by a method; tells whether that is known to have been done.
pub(super) fn change(of: &mut Value, name: &str, arguments: &[Argument]) -> bool {
    let values: Vec<&Value> = arguments.iter().map(|argument| &argument.value).collect();
    match (of, name, values.as_slice()) {
        (Value::List(items), "append", [value]) => items.push((*value).clone()),
        (Value::List(items), "extend", [Value::List(more)]) => items.extend(more.iter().cloned()),
        (Value::Dict(pairs), "update", _) => {
            let Some(Value::Dict(more)) = dict(arguments) else { return false };
            more.into_iter().for_each(|(key, value)| put(pairs, key, value));
        }
        _ => return false,
    }
    true
}

fn dict(arguments: &[Argument]) -> Option<Value> {
    let mut pairs = Vec::new();
    for argument in arguments {
        match (argument.name.as_deref(), &argument.value) {
            (None, Value::Dict(more)) => {
                more.iter().for_each(|(key, it)| put(&mut pairs, key.clone(), it.clone()));
            }
            (Some(name), value) if !name.starts_with('*') => put(&mut pairs, name.to_owned(), value.clone()),
            _ => return None,
        }
    }
    Some(Value::Dict(pairs))
}

fn range(numbers: &[&Value]) -> Option<Value> {
    let whole = |value: &&Value| match Number::of(value) {
        Some(Number::Whole(whole)) => Some(whole),
        _ => None,
    };
    let numbers: Vec<i64> = numbers.iter().map(whole).collect::<Option<_>>()?;
    let (first, end, step) = match numbers.as_slice() {
        [end] => (0, *end, 1),
        [first, end] => (*first, *end, 1),
        [first, end, step] if *step > 0 => (*first, *end, usize::try_from(*step).ok()?),
        _ => return None,
    };
    let items: Vec<Value> =
        (first..end).step_by(step).take(LONGEST + 1).filter_map(|it| Number::Whole(it).value()).collect();
    (items.len() <= LONGEST).then_some(Value::List(items))
}

fn numbered(items: &[Value], first: i64) -> Option<Value> {
    let pair =
        |(number, item): (i64, &Value)| Some(Value::List(vec![Number::Whole(number).value()?, item.clone()]));
    (first..).zip(items).map(pair).collect::<Option<_>>().map(Value::List)
}

fn count(length: usize) -> Option<Value> {
    i64::try_from(length).ok().and_then(|length| Number::Whole(length).value())
}

fn plain_text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// Reads a file that is named beside the one that is imported.
fn file(call: &str, named: &[Argument], folder: &Path) -> Option<Value> {
    let Some(Argument { value: Value::Text(path), .. }) =
        named.first().filter(|_| ["open", "Path"].contains(&call))
    else {
        return None;
    };
    let path = folder.join(path);
    let fits = fs::metadata(&path).is_ok_and(|found| found.is_file() && found.len() <= LARGEST);
    fits.then(|| fs::read_to_string(path).ok()).flatten().map(Value::Text)
}
