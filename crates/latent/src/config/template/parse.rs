//! Parses a template; every error names the character where it stands.

use super::{Otherwise, Part};
use crate::config::error::ParseError;

/// How deep templates may stand in templates; nobody needs more, and the stack has an end.
const DEPTH: usize = 8;

const FORMS: &str = "write %(prop:NAME)s, %(prop:NAME:-default)s or, for a percent sign, %%";

/// Parses a whole template.
pub(super) fn parts(text: &str) -> Result<Vec<Part>, ParseError> {
    nested(text, 0, text, DEPTH)
}

/// Parses a template that stands at a byte of the whole text.
fn nested(text: &str, at: usize, whole: &str, depth: usize) -> Result<Vec<Part>, ParseError> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(found) = rest.find('%') {
        literal.push_str(&rest[..found]);
        let here = at + (text.len() - rest.len()) + found;
        let after = &rest[found + 1..];
        if let Some(after) = after.strip_prefix('%') {
            literal.push('%');
            rest = after;
            continue;
        }
        let body = after.strip_prefix('(').ok_or_else(|| wrong(whole, here, "a `%` that begins nothing"))?;
        let end = closing(body).ok_or_else(|| wrong(whole, here, "a `%(` that no `)s` closes"))?;
        if !literal.is_empty() {
            parts.push(Part::Literal(std::mem::take(&mut literal)));
        }
        parts.push(property(&body[..end], here, whole, depth)?);
        rest = &body[end + 2..];
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        parts.push(Part::Literal(literal));
    }
    Ok(parts)
}

/// Finds the `)s` that closes what has been opened, counting parentheses in between.
fn closing(body: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (index, byte) in body.bytes().enumerate() {
        match byte {
            b'(' => open += 1,
            b')' if open > 0 => open -= 1,
            b')' => return body[index + 1..].starts_with('s').then_some(index),
            _ => {}
        }
    }
    None
}

/// Parses what stands between `%(` and `)s`.
fn property(body: &str, here: usize, whole: &str, depth: usize) -> Result<Part, ParseError> {
    let Some(inner) = body.strip_prefix("prop:") else {
        return Err(wrong(whole, here, "a `%(` that is not followed by `prop:`"));
    };
    if depth == 0 {
        return Err(wrong(whole, here, "a property that stands too deep inside others"));
    }
    let (name, form) = match inner.find(':') {
        Some(colon) => (&inner[..colon], &inner[colon + 1..]),
        None => (inner, ""),
    };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
    if name.is_empty() || !name.chars().all(plain) {
        return Err(wrong(whole, here, "a property without a proper name"));
    }
    if name.len() == inner.len() {
        return Ok(Part::Property { name: name.to_owned(), otherwise: Otherwise::Fail });
    }
    // What follows the sign of a form begins after `%(prop:`, the name, a colon and the sign.
    let after_colon = here + 8 + name.len();
    let value = |form: &str| nested(&form[1..], after_colon + 1, whole, depth - 1);
    let choose = |form: &str, sign: usize| {
        let (yes, no) = arms(&form[sign..])
            .ok_or_else(|| wrong(whole, here, "a `?` without two values, as in `:?|yes|no`"))?;
        let begin = after_colon + sign + (form.len() - sign - yes.len() - no.len()) / 2;
        let yes_parts = nested(yes, begin, whole, depth - 1)?;
        let no_parts = nested(no, after_colon + form.len() - no.len(), whole, depth - 1)?;
        Ok(Otherwise::Choose { by_truth: sign == 2, yes: yes_parts, no: no_parts })
    };
    let otherwise = match form.chars().next() {
        Some('-') => Otherwise::IfMissing(value(form)?),
        Some('~') => Otherwise::IfFalse(value(form)?),
        Some('+') => Otherwise::Replace(value(form)?),
        Some('?') => choose(form, 1)?,
        Some('#') if form.starts_with("#?") => choose(form, 2)?,
        _ => return Err(wrong(whole, here, "a `:` that is not followed by `-`, `~`, `+`, `?` or `#?`")),
    };
    Ok(Part::Property { name: name.to_owned(), otherwise })
}

/// Splits `|yes|no`, whose first character separates the two, at the next one that stands in no parentheses.
fn arms(text: &str) -> Option<(&str, &str)> {
    let separator = text.chars().next().filter(|c| *c != '(')?;
    let both = &text[separator.len_utf8()..];
    let mut open = 0_i32;
    for (index, c) in both.char_indices() {
        match c {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        if open == 0 && c == separator {
            return Some((&both[..index], &both[index + c.len_utf8()..]));
        }
    }
    None
}

fn wrong(whole: &str, byte: usize, what: &str) -> ParseError {
    let character = whole.get(..byte).map_or(0, |before| before.chars().count()) + 1;
    ParseError::new(format!("`{whole}` has {what} at character {character}; {FORMS}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_character() {
        let table = [
            ("%", "a `%` that begins nothing at character 1"),
            ("äb%x", "a `%` that begins nothing at character 3"),
            ("a%(prop:b", "a `%(` that no `)s` closes at character 2"),
            ("a%(prop:b)d", "a `%(` that no `)s` closes at character 2"),
            ("%(kw:b)s", "a `%(` that is not followed by `prop:` at character 1"),
            ("%(b)s", "a `%(` that is not followed by `prop:` at character 1"),
            ("%(prop:)s", "a property without a proper name at character 1"),
            ("%(prop:a b)s", "a property without a proper name at character 1"),
            ("%(prop:a:b)s", "a `:` that is not followed by `-`, `~`, `+`, `?` or `#?` at character 1"),
            ("%(prop:a:)s", "a `:` that is not followed by `-`, `~`, `+`, `?` or `#?` at character 1"),
            ("%(prop:a:?)s", "a `?` without two values, as in `:?|yes|no` at character 1"),
            ("%(prop:a:?|b)s", "a `?` without two values, as in `:?|yes|no` at character 1"),
            ("%(prop:a:#?(b(c)s", "a `%(` that no `)s` closes at character 1"),
            ("%(prop:a:?|%x|c)s", "a `%` that begins nothing at character 12"),
            ("%(prop:a:?|b|%x)s", "a `%` that begins nothing at character 14"),
            ("%(prop:a:-%(prop:b)s%)s", "a `%` that begins nothing at character 21"),
            ("x%(prop:a:-ab%c)s", "a `%` that begins nothing at character 14"),
        ];
        for (text, what) in table {
            let message = format!("`{text}` has {what}; {FORMS}");
            assert_eq!(parts(text).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn depth_has_an_end() {
        let deep = |levels: usize| format!("{}x{}", "%(prop:a:-".repeat(levels), ")s".repeat(levels));
        assert!(parts(&deep(DEPTH)).is_ok());
        assert!(parts(&deep(DEPTH + 1)).unwrap_err().to_string().contains("too deep"));
        assert!(parts(&deep(10_000)).is_err());
    }
}
