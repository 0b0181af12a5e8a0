//! Values as TOML has them.

use super::python::Value;

/// Writes a value on one line; nothing where TOML has no such value.
pub(super) fn value(value: &Value) -> Option<String> {
    match value {
        Value::Flag(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.clone()),
        Value::Text(text) => Some(string(text)),
        Value::List(items) => {
            let items: Option<Vec<_>> = items.iter().map(self::value).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        Value::Dict(pairs) => {
            let pairs = pairs.iter().filter(|(_, value)| *value != Value::None);
            let pair = |(name, it): &(String, Value)| Some(format!("{} = {}", key(name), self::value(it)?));
            let pairs: Option<Vec<_>> = pairs.map(pair).collect();
            let pairs = pairs?;
            Some(if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) })
        }
        Value::None | Value::Variable(..) | Value::Call(..) | Value::Other(..) => None,
    }
}

/// Writes a text; one of several lines keeps them.
pub(super) fn string(text: &str) -> String {
    let lines = text.trim_end_matches('\n').contains('\n');
    let mut out = String::from(if lines { "\"\"\"\n" } else { "\"" });
    for c in text.chars() {
        match c {
            '\n' if lines => out.push('\n'),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push_str(if lines { "\"\"\"" } else { "\"" });
    out
}

fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if bare { name.to_owned() } else { string(name).replace('\n', "\\n") }
}
