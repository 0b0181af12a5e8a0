//! Durations as people write them: `"5s"`, `"1h30m"`, `"500ms"`; a bare integer is seconds; negative is never.

use std::time::Duration;

use toml::de::DeValue;

use super::{
    error::{ParseError, Problems},
    read::{Item, whole},
};

/// A duration or, where it is negative or `"never"`, none at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// So long.
    For(Duration),
    /// Without end.
    Never,
}

const EXPECTED: &str = "a duration such as \"5s\" or \"1h30m\"";

/// The longest duration that is taken: a hundred years, far from where milliseconds would overflow.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

impl Wait {
    /// Reads a duration of the configuration.
    pub(super) fn read(item: &Item<'_>, problems: &mut Problems<'_>) -> Option<Self> {
        let parsed = match item.value() {
            DeValue::String(text) => Self::parse(text),
            DeValue::Integer(integer) => {
                whole(integer).ok_or_else(|| too_long(&integer.to_string())).and_then(Self::seconds)
            }
            DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => return item.expected(EXPECTED, problems),
        };
        item.settle(parsed, problems)
    }

    fn seconds(seconds: i64) -> Result<Self, ParseError> {
        match u64::try_from(seconds) {
            Ok(seconds) => bounded(Duration::from_secs(seconds), &format!("{seconds} s")),
            Err(_) => Ok(Self::Never),
        }
    }

    /// Reads a duration with units.
    pub(super) fn parse(text: &str) -> Result<Self, ParseError> {
        let trimmed = text.trim();
        if trimmed == "never" {
            return Ok(Self::Never);
        }
        match trimmed.strip_prefix('-') {
            Some("1") => Ok(Self::Never),
            Some(rest) => sum(rest, text).map(|_| Self::Never),
            None => sum(trimmed, text).and_then(|duration| bounded(duration, text)),
        }
    }
}

fn bounded(duration: Duration, text: &str) -> Result<Wait, ParseError> {
    if duration > LONGEST { Err(too_long(text)) } else { Ok(Wait::For(duration)) }
}

fn too_long(text: &str) -> ParseError {
    ParseError::new(format!("`{text}` is too long; write \"never\" for no limit"))
}

/// Adds up numbers with units, which must go from large to small.
fn sum(mut rest: &str, text: &str) -> Result<Duration, ParseError> {
    let malformed = || ParseError::new(format!("`{text}` is no duration; write 500ms, 5s, 10m or 1h30m"));
    if rest.is_empty() {
        return Err(malformed());
    }
    let mut total = Duration::ZERO;
    let mut smaller_than = u64::MAX;
    while !rest.is_empty() {
        let (number, unit, after) = part(rest).ok_or_else(malformed)?;
        if unit.is_empty() {
            return Err(ParseError::new(format!(
                "`{text}` has no unit; write {number}s, {number}m or {number}h"
            )));
        }
        let unit = milliseconds(unit).filter(|unit| *unit < smaller_than).ok_or_else(malformed)?;
        let number: u64 = number.parse().map_err(|_| too_long(text))?;
        let more = number.checked_mul(unit).map(Duration::from_millis).ok_or_else(|| too_long(text))?;
        total = total.checked_add(more).ok_or_else(|| too_long(text))?;
        smaller_than = unit;
        rest = after;
    }
    Ok(total)
}

/// Splits off a number and its unit.
fn part(text: &str) -> Option<(&str, &str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (unit, rest) = rest.split_at(letters);
    let separated = rest.trim_start();
    let ends = unit.is_empty() && !rest.is_empty();
    (!number.is_empty() && !ends).then_some((number, unit, separated))
}

fn milliseconds(unit: &str) -> Option<u64> {
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    Some(milliseconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Wait::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn durations_are_read_with_their_units() {
        let table = [
            ("0s", 0),
            ("500ms", 500),
            ("5s", 5_000),
            ("10m", 600_000),
            ("1h30m", 5_400_000),
            ("1h 30m", 5_400_000),
            (" 2d ", 172_800_000),
            ("1m1s1ms", 61_001),
        ];
        for (text, milliseconds) in table {
            assert_eq!(Wait::parse(text), Ok(Wait::For(Duration::from_millis(milliseconds))), "{text}");
        }
    }

    #[test]
    fn negative_is_never() {
        for text in ["-1", "-5s", "never", "-1h30m"] {
            assert_eq!(Wait::parse(text), Ok(Wait::Never), "{text}");
        }
        assert_eq!(Wait::seconds(-1), Ok(Wait::Never));
    }

    #[test]
    fn what_is_no_duration_says_what_to_write() {
        assert_eq!(error("90"), "`90` has no unit; write 90s, 90m or 90h");
        assert_eq!(error("1.5h"), "`1.5h` is no duration; write 500ms, 5s, 10m or 1h30m");
        assert_eq!(error("99999999999d"), "`99999999999d` is too long; write \"never\" for no limit");
        assert_eq!(
            error("99999999999999999999s"),
            "`99999999999999999999s` is too long; write \"never\" for no limit"
        );
        for text in ["", " ", "s", "5x", "5s5s", "5s1m", "-", "--5s", "+5s", "5 s", "5µs", "soon", "-x"] {
            assert_eq!(
                error(text),
                format!("`{text}` is no duration; write 500ms, 5s, 10m or 1h30m"),
                "{text:?}"
            );
        }
    }
}
