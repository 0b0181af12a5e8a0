//! `hostconfig`: the engine's `HostConfig`, in docker-py's names or in the API's own.
//!
//! The fields and their types are a table (`schema`); docker-py's short forms are small functions (`short`). What
//! comes out has the API's names only. Which of them an engine's API version has is checked when they are sent.

mod schema;
mod short;

use serde_json::{Map, Value};
use toml::de::DeValue;

use self::schema::{ENDPOINT, FIELDS, Field, Kind};
use super::{
    Volume,
    error::Problems,
    read::{Fields, Item, whole},
    size,
};

/// The fields of a `hostconfig`, its mounts apart.
#[derive(Debug, Default)]
pub(super) struct HostConfig {
    /// The fields in the API's names, without `Binds`.
    pub(super) fields: Map<String, Value>,
    /// The mounts of `binds`.
    pub(super) binds: Vec<Volume>,
}

impl HostConfig {
    /// Reads the table `hostconfig`.
    pub(super) fn read(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Self> {
        let mut fields = object(FIELDS, item, problems)?;
        let binds = match fields.remove("Binds") {
            Some(Value::Array(binds)) => {
                binds.iter().filter_map(Value::as_str).filter_map(|bind| bind.parse().ok()).collect()
            }
            _ => Vec::new(),
        };
        // As docker-py has it: a mount that says no type is one of a volume.
        for mount in fields.get_mut("Mounts").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Value::Object(mount) = mount {
                mount.entry("Type").or_insert("volume".into());
            }
        }
        Some(Self { fields, binds })
    }

    /// Gives a field that is a text.
    pub(super) fn text(&self, api: &str) -> Option<&str> {
        self.fields.get(api).and_then(Value::as_str)
    }

    /// Whether a field is there and says something.
    pub(super) fn says(&self, api: &str) -> bool {
        match self.fields.get(api) {
            None | Some(Value::Null | Value::Bool(false)) => false,
            Some(Value::Array(items)) => !items.is_empty(),
            Some(Value::Object(fields)) => !fields.is_empty(),
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Bool(true) | Value::Number(_)) => true,
        }
    }
}

/// Gives docker-py's name for a field of the API's `HostConfig`.
pub(super) fn alias(api: &str) -> Option<&'static str> {
    FIELDS.iter().find(|field| field.api == api).map(|field| field.alias)
}

/// Lists every field as the API and as docker-py name it.
#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    FIELDS.iter().map(|field| (field.api, field.alias))
}

/// Reads what the API calls `EndpointSettings`, of which only what a client may set is taken.
pub(super) fn endpoint(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    object(ENDPOINT, item, problems).map(Value::from)
}

/// Reads a table whose keys are the fields of a record.
fn object(
    record: &'static [Field],
    item: &Item<'_>,
    problems: &mut Problems<'_>,
) -> Option<Map<String, Value>> {
    let mut fields = item.table(format!("`{}`", item.path), problems)?;
    let mut object = Map::new();
    for field in record {
        match member(field, &mut fields, problems) {
            Some(Some(value)) => {
                object.insert(field.api.to_owned(), value);
            }
            Some(None) => {}
            None if field.required => {
                let name = field.alias;
                fields.missing(&format!("`{name}`"), &format!("{name} = …"), problems);
            }
            None => {}
        }
    }
    fields.finish(problems);
    Some(object)
}

/// Reads a field under either of its names; both are an error unless they mean the same.
///
/// Nothing means that the field is not there, and nothing within that it is there and wrong.
fn member(
    field: &'static Field,
    fields: &mut Fields<'_>,
    problems: &mut Problems<'_>,
) -> Option<Option<Value>> {
    let Some(item) = fields.take(field.alias) else {
        return fields.take_twin(field.api).map(|item| read(&field.kind, &item, problems));
    };
    let alias = read(&field.kind, &item, problems);
    let own = (field.api != field.alias).then(|| fields.take_twin(field.api)).flatten();
    let own = own.map(|item| read(&field.kind, &item, problems));
    if own.is_some_and(|own| own != alias) {
        let why = format!("`{}` is the same key and differs; keep one of them", field.api);
        item.wrong::<()>(why, problems);
    }
    Some(alias)
}

/// Reads a value of a kind into the form that the API has for it.
fn read(kind: &'static Kind, item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    match kind {
        Kind::Text => item.text(problems).map(Value::from),
        Kind::Flag => item.flag(problems).map(Value::from),
        Kind::Whole(least, most) => item.integer(*least, *most, problems).map(Value::from),
        Kind::Bytes => bytes(item, problems).map(Value::from),
        Kind::Address => address(item, problems),
        Kind::Scalar => scalar(item, problems),
        Kind::List(kind) => list(kind, item, problems),
        Kind::Table(kind) => table(kind, item, problems),
        Kind::Record(record) => object(record, item, problems).map(Value::from),
        Kind::Short(short) => short(item, problems),
    }
}

fn list(kind: &'static Kind, item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    let items = item.list("a list in brackets", problems)?;
    Some(items.iter().filter_map(|item| read(kind, item, problems)).collect())
}

fn table(kind: &'static Kind, item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    let fields = item.table(String::new(), problems)?;
    let pairs =
        fields.entries().filter_map(|(key, item)| Some((key.to_owned(), read(kind, &item, problems)?)));
    Some(Value::Object(pairs.collect()))
}

/// Reads a size; -1, where it is written as a number, stands for no limit.
fn bytes(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<i64> {
    match item.value() {
        DeValue::String(text) if text == "-1" => Some(-1),
        DeValue::String(text) => item.settle(size::parse(text), problems),
        DeValue::Integer(_) => item.integer(-1, i64::MAX, problems),
        DeValue::Float(float) => match float.as_str().parse().ok().and_then(size::from_float) {
            Some(bytes) => Some(bytes),
            None => item.wrong(format!("{} is no size", float.as_str()), problems),
        },
        _ => item.expected("a size such as \"512m\" or a number of bytes", problems),
    }
}

fn address(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    let text = item.text(problems)?;
    match text.parse::<std::net::IpAddr>() {
        Ok(_) => Some(text.into()),
        Err(_) => item.wrong(format!("`{text}` is no IP address"), problems),
    }
}

/// Reads a text, or a number or boolean as the text that stands for it.
fn scalar(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Value> {
    match item.value() {
        DeValue::String(text) => Some(text.as_ref().into()),
        DeValue::Integer(integer) => whole(integer).map(|number| number.to_string().into()),
        DeValue::Boolean(flag) => Some(flag.to_string().into()),
        _ => item.expected("a string or an integer", problems),
    }
}
