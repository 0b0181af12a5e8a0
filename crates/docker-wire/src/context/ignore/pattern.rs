//! One pattern of an ignore file.
//!
//! The `docker` CLI turns a pattern into a regular expression, after it was checked by the rules of Go's
//! `filepath.Match`; both steps are done here in the same order, so that odd patterns mean what they mean there.

use super::expression::Expression;

/// One pattern, without the `!` of an exception.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    text: String,
    form: Form,
}

#[derive(Debug, Clone)]
enum Form {
    /// The path itself.
    Exact,
    /// `…**`: paths that begin so.
    Prefix(String),
    /// `**…`: paths that end so.
    Suffix(String),
    Expression(Expression),
}

impl Pattern {
    /// Reads a cleaned pattern.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        check(text)?;
        Ok(Self { form: form(text)?, text: text.to_owned() })
    }

    /// Makes the pattern that means one path, whatever characters are in it.
    pub(super) fn literal(path: &str) -> Self {
        Self { text: path.to_owned(), form: Form::Exact }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Tells whether it means this path, without regard to the folders above.
    pub(super) fn matches(&self, path: &str) -> bool {
        match &self.form {
            Form::Exact => path == self.text,
            Form::Prefix(prefix) => path.starts_with(prefix.as_str()),
            Form::Suffix(suffix) => {
                path.ends_with(suffix.as_str()) || suffix.strip_prefix('/').is_some_and(|name| path == name)
            }
            Form::Expression(expression) => expression.matches(path),
        }
    }
}

/// Translates a pattern; what needs no expression is told by the characters that it has.
fn form(text: &str) -> Result<Form, String> {
    let (mut expression, mut needed) = (String::from("^"), false);
    let (mut prefix, mut suffix) = (false, false);
    let mut rest = text.chars().peekable();
    let mut first = true;
    while let Some(char) = rest.next() {
        match char {
            '*' if rest.next_if_eq(&'*').is_some() => {
                rest.next_if_eq(&'/');
                if rest.peek().is_some() {
                    expression.push_str("(.*/)?");
                    needed = true;
                } else if needed || suffix {
                    expression.push_str(".*");
                    needed = true;
                } else {
                    prefix = true;
                }
                if first {
                    (needed, prefix, suffix) = (false, false, true);
                }
            }
            '*' => {
                expression.push_str("[^/]*");
                needed = true;
            }
            '?' => {
                expression.push_str("[^/]");
                needed = true;
            }
            '.' | '+' | '(' | ')' | '|' | '{' | '}' | '$' => expression.extend(['\\', char]),
            '\\' => {
                let escaped = rest.next().unwrap_or('\\');
                if escaped.is_alphanumeric() || !escaped.is_ascii() {
                    return Err(format!("`\\{escaped}` has no meaning; write the character alone"));
                }
                expression.extend(['\\', escaped]);
                needed = true;
            }
            '[' | ']' => {
                expression.push(char);
                needed = true;
            }
            other => expression.push(other),
        }
        first = false;
    }
    expression.push('$');
    Ok(match (needed, prefix, suffix) {
        (true, ..) => Form::Expression(Expression::parse(&expression)?),
        (false, _, true) => Form::Suffix(text.chars().skip(2).collect()),
        (false, true, false) => Form::Prefix(text.trim_end_matches('*').to_owned()),
        (false, false, false) => Form::Exact,
    })
}

/// Refuses what Go's `filepath.Match` calls a syntax error.
fn check(text: &str) -> Result<(), String> {
    let mut rest = text.chars();
    while let Some(char) = rest.next() {
        match char {
            '\\' => drop(rest.next().ok_or("it ends in a backslash")?),
            '[' => class(&mut rest)?,
            _ => {}
        }
    }
    Ok(())
}

fn class(rest: &mut std::str::Chars<'_>) -> Result<(), String> {
    let mut ahead = rest.clone();
    if ahead.next() == Some('^') {
        rest.next();
    }
    let mut ranges = 0;
    loop {
        let mut ahead = rest.clone();
        if ranges > 0 && ahead.next() == Some(']') {
            rest.next();
            return Ok(());
        }
        member(rest)?;
        if rest.as_str().starts_with('-') {
            rest.next();
            member(rest)?;
        }
        ranges += 1;
    }
}

fn member(rest: &mut std::str::Chars<'_>) -> Result<(), String> {
    match rest.next() {
        None | Some('-' | ']') => return Err("its brackets are not well formed".to_owned()),
        Some('\\') => drop(rest.next().ok_or("it ends in a backslash")?),
        Some(_) => {}
    }
    if rest.as_str().is_empty() { Err("its brackets are not closed".to_owned()) } else { Ok(()) }
}
