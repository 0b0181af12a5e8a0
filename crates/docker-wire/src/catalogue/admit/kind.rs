//! Whether a value has the type that the catalogue writes for its place.
//!
//! Types are those that an engine decodes: `null` is accepted everywhere, an integer has the range of its format and
//! no fraction, and `array<string>|string` takes either. Lists of known values are open and no types.

use serde::de::IgnoredAny;
use serde_json::{Number, Value};

/// Tells what was found in place of a value of a type; what is inside a list, a map or an object is not looked at.
pub(super) fn mistaken(wanted: &'static str, value: &Value) -> Option<&'static str> {
    // Alternatives are rare, and the first is the common one.
    let right = fits(wanted, value) || wanted.split('|').any(|wanted| fits(wanted, value));
    (!right).then(|| found(wanted, value))
}

fn fits(wanted: &str, value: &Value) -> bool {
    match value {
        _ if matches!(wanted, "" | "any") => true,
        Value::Null => true,
        Value::String(_) => wanted.starts_with("string"),
        Value::Bool(_) => wanted == "boolean",
        Value::Array(_) => wanted.starts_with("array"),
        Value::Object(_) => matches!(wanted, "object" | "empty") || wanted.starts_with("map"),
        Value::Number(number) if wanted.starts_with("integer") => in_range(wanted, number),
        Value::Number(_) => wanted == "number",
    }
}

/// Tells what was found in place of a query parameter's value. The empty text is as good as none.
///
/// An engine takes any text it does not know for a true boolean; here only what can be meant is.
pub(super) fn mistaken_text(wanted: &'static str, text: &str) -> Option<&'static str> {
    match wanted {
        _ if text.is_empty() => None,
        "boolean" => (!BOOLEANS.iter().any(|known| known.eq_ignore_ascii_case(text))).then_some("text"),
        "integer" | "integer:int64" => match text.parse::<i64>() {
            Ok(_) => None,
            Err(_) if is_decimal(text) => Some("number"),
            Err(_) => Some("text"),
        },
        "number" => (!is_decimal(text)).then_some("text"),
        "string:json-object" => json(text, b'{'),
        "string:json-array" => json(text, b'['),
        _ => None,
    }
}

/// Tells what was found in place of a filter's value. Filters are stricter than parameters: an engine refuses a boolean
/// that is none, and reads a time in the forms below and no other.
pub(super) fn mistaken_filter(wanted: &'static str, text: &str) -> Option<&'static str> {
    let right = match wanted {
        "boolean" => matches!(text, "true" | "false" | "1" | "0"),
        "integer" => text.parse::<i64>().is_ok(),
        "string:time" => is_decimal(text) || is_date(text) || is_duration(text),
        _ => true,
    };
    (!right).then_some(if text.is_empty() { "nothing" } else { "text" })
}

/// A year, a month and a day, and what follows them: `2026-01-31`, `2026-01-31T12:00:00.5+01:00`.
fn is_date(text: &str) -> bool {
    let form = |(index, byte): (usize, u8)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    let zone = |byte| matches!(byte, b'T' | b'Z' | b'+' | b'-' | b':' | b'.') || byte.is_ascii_digit();
    let (day, rest) = text.as_bytes().split_at(text.len().min(10));
    day.len() == 10 && day.iter().copied().enumerate().all(form) && rest.iter().copied().all(zone)
}

/// Numbers, each with a unit, as Go writes them: `1h30m`, `-1.5s`, `0`.
fn is_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut parts = 0;
    while !rest.is_empty() {
        let number =
            rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(number);
        // Of two units of which one begins as the other does, the longer comes first.
        let unit =
            ["ns", "us", "µs", "μs", "ms", "s", "m", "h"].iter().find_map(|unit| after.strip_prefix(unit));
        let Some(after) = unit.filter(|_| number.parse::<f64>().is_ok()) else { return false };
        (rest, parts) = (after, parts + 1);
    }
    parts > 0
}

const BOOLEANS: [&str; 9] = ["true", "false", "1", "0", "t", "f", "yes", "no", "none"];

/// Seconds may have a fraction, as in `1700000000.5`.
fn is_decimal(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn json(text: &str, first: u8) -> Option<&'static str> {
    let text = text.trim_ascii();
    match text.bytes().next() {
        _ if text == "null" => None,
        _ if serde_json::from_str::<IgnoredAny>(text).is_err() => Some("text that is no JSON"),
        Some(byte) if byte == first => None,
        Some(b'{') => Some("JSON object"),
        Some(b'[') => Some("JSON array"),
        _ => Some("JSON that is neither object nor array"),
    }
}

/// The type of what is inside lists and maps of a type; empty where nothing is known about it.
pub(super) fn inner(wanted: &'static str) -> &'static str {
    let inside = |one: &'static str| one.split_once('<').and_then(|(_, rest)| rest.strip_suffix('>'));
    // Between alternatives, not those of what is inside.
    inside(wanted).or_else(|| wanted.split('|').find_map(inside)).unwrap_or_default()
}

fn in_range(wanted: &str, number: &Number) -> bool {
    match wanted {
        "integer:uint64" => number.is_u64(),
        "integer:uint32" => number.as_u64().is_some_and(|number| u32::try_from(number).is_ok()),
        "integer:uint16" => number.as_u64().is_some_and(|number| u16::try_from(number).is_ok()),
        _ => number.is_i64(),
    }
}

fn found(wanted: &str, value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) if wanted.starts_with("integer") => "integer out of range",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalogue::{Place, rows};

    #[test]
    fn a_value_fits_its_type_as_an_engine_decodes_it() {
        for (wanted, good, bad) in [
            ("string", vec![json!("x"), json!("")], vec![(json!(1), "integer"), (json!(["x"]), "array")]),
            ("boolean", vec![json!(true)], vec![(json!("true"), "string"), (json!(1), "integer")]),
            (
                "integer",
                vec![json!(-1), json!(i64::MAX)],
                vec![(json!(1.0), "number"), (json!("1"), "string")],
            ),
            ("integer:int64", vec![json!(i64::MIN)], vec![(json!(u64::MAX), "integer out of range")]),
            ("integer:uint64", vec![json!(u64::MAX)], vec![(json!(-1), "integer out of range")]),
            ("integer:uint32", vec![json!(u32::MAX)], vec![(json!(1_u64 << 32), "integer out of range")]),
            ("number", vec![json!(1), json!(0.5)], vec![(json!("0.5"), "string")]),
            ("object", vec![json!({})], vec![(json!([]), "array"), (json!(true), "boolean")]),
            ("empty", vec![json!({})], vec![(json!(""), "string")]),
            ("map<string>", vec![json!({"a": 1})], vec![(json!(["a=1"]), "array")]),
            ("array<string>", vec![json!([1])], vec![(json!({}), "object"), (json!("a"), "string")]),
            ("array<string>|string", vec![json!([]), json!("a")], vec![(json!({}), "object")]),
            ("any", vec![json!(1), json!({}), json!("")], vec![]),
        ] {
            for good in good.iter().chain([&Value::Null]) {
                assert_eq!(mistaken(wanted, good), None, "{wanted} {good}");
            }
            for (bad, what) in bad {
                assert_eq!(mistaken(wanted, &bad), Some(what), "{wanted} {bad}");
            }
        }
    }

    #[test]
    fn a_parameter_fits_its_type_as_it_can_be_meant() {
        for (wanted, good, bad) in [
            ("boolean", vec!["1", "0", "true", "False", "no"], vec![("maybe", "text"), ("2", "text")]),
            (
                "integer",
                vec!["-1", "10"],
                vec![("1.5", "number"), ("10s", "text"), (" 1", "text"), ("9e9", "text")],
            ),
            (
                "number",
                vec!["1700000000", "1.5", "-1"],
                vec![("1.", "text"), ("10m", "text"), (".5", "text")],
            ),
            (
                "string:json-object",
                vec!["{\"a\":[\"b\"]}", " {}", "null"],
                vec![
                    ("a=b", "text that is no JSON"),
                    ("[]", "JSON array"),
                    ("{\"a\"", "text that is no JSON"),
                ],
            ),
            (
                "string:json-array",
                vec!["[\"a\"]"],
                vec![("{}", "JSON object"), ("1", "JSON that is neither object nor array")],
            ),
            ("string", vec!["anything"], vec![]),
            ("array<string>:multi", vec!["anything"], vec![]),
        ] {
            for good in good.iter().chain([&""]) {
                assert_eq!(mistaken_text(wanted, good), None, "{wanted} {good}");
            }
            for (bad, what) in bad {
                assert_eq!(mistaken_text(wanted, bad), Some(what), "{wanted} {bad}");
            }
        }
    }

    #[test]
    fn a_value_of_a_filter_is_one_that_an_engine_reads() {
        for (wanted, good, bad) in [
            ("boolean", vec!["true", "false", "1", "0"], vec!["maybe", "True", "t", "yes"]),
            ("integer", vec!["0", "-1", "137"], vec!["1.5", "one", "1 "]),
            (
                "string:time",
                vec![
                    "10m",
                    "1h30m",
                    "-1.5s",
                    "300ms",
                    "1700000000",
                    "1700000000.5",
                    "2026-01-31",
                    "2026-01-31T12:00",
                    "2026-01-31T12:00:00.5Z",
                    "2026-01-31T12:00:00+01:00",
                ],
                vec![
                    "yesterday",
                    "10 m",
                    "10d",
                    "m",
                    "1.2.3s",
                    "31.01.2026",
                    "2026-1-31",
                    "2026-01-31 12:00",
                ],
            ),
        ] {
            for good in good {
                assert_eq!(mistaken_filter(wanted, good), None, "{wanted} {good}");
            }
            for bad in bad {
                assert_eq!(mistaken_filter(wanted, bad), Some("text"), "{wanted} {bad}");
            }
            assert_eq!(mistaken_filter(wanted, ""), Some("nothing"), "{wanted}");
        }
        assert_eq!(mistaken_filter("string", ""), None);
    }

    #[test]
    fn what_is_inside_has_the_inner_type() {
        assert_eq!(inner("map<array<object>>"), "array<object>");
        assert_eq!(inner("array<string>|string"), "string");
        assert_eq!(inner("object"), "");
    }

    #[test]
    fn every_type_of_a_body_and_a_parameter_is_one_that_is_checked() {
        let known = ["string", "boolean", "integer", "number", "object", "empty", "map", "array"];
        for gate in rows::ALL.iter().flat_map(|row| row.gates) {
            for one in gate.r#type.split('|') {
                let outer = one.split(['<', ':']).next().unwrap();
                assert!(known.contains(&outer), "{gate:?}");
            }
            let formats = [
                "int64",
                "uint64",
                "uint32",
                "json-object",
                "json-array",
                "binary",
                "multi",
                "ip-address",
                "time",
            ];
            let format = gate.r#type.rsplit_once(':').map(|(_, format)| format.trim_end_matches('>'));
            assert!(format.is_none_or(|format| formats.contains(&format)), "{gate:?}");
            assert!(!matches!(gate.place, Place::Query(_)) || gate.r#type != "integer:uint32", "{gate:?}");
        }
    }
}
