//! The literal part of Python: enough for the arguments of one call, and honest about the rest.

/// A value of an argument.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    None,
    Flag(bool),
    /// An integer or a float, as it is written.
    Number(String),
    Text(String),
    List(Vec<Value>),
    Dict(Vec<(String, Value)>),
    /// A call such as `Interpolate("…")`, by the last part of its name.
    Call(String, Vec<Argument>),
    /// Anything else, as it is written, with its line.
    Other(String, usize),
}

/// An argument of a call.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Argument {
    /// Its keyword, `*` or `**`; none is a positional one.
    pub(super) name: Option<String>,
    pub(super) value: Value,
    pub(super) line: usize,
}

/// A call, and where it begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) arguments: Vec<Argument>,
}

/// Finds every call of one of these names, outside of comments and strings; a call that nothing closes is its line.
pub(super) fn calls(text: &str, names: &[&str]) -> Result<Vec<Call>, usize> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let mut calls = Vec::new();
    while let Some(c) = reader.peek() {
        if reader.string_begins() {
            reader.pass_string();
        } else if c == '#' {
            reader.pass_line();
        } else if is_name(c) {
            let line = reader.line();
            let name = reader.name();
            let definition = text[..reader.at - name.len()].trim_end().ends_with("class");
            reader.pass_blank();
            if names.contains(&name) && reader.peek() == Some('(') && !definition {
                let arguments = reader.arguments().ok_or(line)?;
                calls.push(Call { name: name.to_owned(), line, arguments });
            }
        } else {
            reader.bump();
        }
    }
    Ok(calls)
}

/// What an argument, an item of a list or a value of a dictionary ends at.
const END_OF_ITEM: &[char] = &[',', ')', ']', '}'];

/// What a key of a dictionary ends at.
const END_OF_KEY: &[char] = &[':', ',', '}'];

/// Values in values beyond this are nobody's configuration.
const DEEPEST: usize = 32;

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn take(&mut self, c: char) -> bool {
        let taken = self.peek() == Some(c);
        if taken {
            self.bump();
        }
        taken
    }

    fn line(&self) -> usize {
        self.text[..self.at].matches('\n').count() + 1
    }

    fn pass_line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    /// Passes over blanks, line ends, comments and continued lines.
    fn pass_blank(&mut self) {
        while let Some(c) = self.peek() {
            match c {
                '#' => self.pass_line(),
                c if c.is_whitespace() || c == '\\' => self.bump(),
                _ => return,
            }
        }
    }

    fn name(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Whether a string literal begins here, with a prefix or not.
    fn string_begins(&self) -> bool {
        let prefix = self.rest().find(|c: char| !matches!(c.to_ascii_lowercase(), 'r' | 'b' | 'u' | 'f'));
        let before = self.text[..self.at].chars().next_back();
        prefix.is_some_and(|end| {
            end <= 2
                && self.rest()[end..].starts_with(['"', '\''])
                && (end == 0 || !before.is_some_and(is_name))
        })
    }

    fn pass_string(&mut self) {
        drop(self.string());
    }

    /// Reads a string literal; nothing if it is one with fields in it, or of bytes, or never ends.
    fn string(&mut self) -> Option<String> {
        let rest = self.rest();
        let prefix = rest.find(['"', '\''])?;
        let kind = rest[..prefix].to_ascii_lowercase();
        self.at += prefix;
        let quote = self.peek()?;
        let triple: String = std::iter::repeat_n(quote, 3).collect();
        let end = if self.rest().starts_with(&triple) { triple } else { quote.to_string() };
        self.at += end.len();
        let mut text = String::new();
        while !self.rest().starts_with(&end) {
            let c = self.peek()?;
            self.bump();
            if c == '\\' && !kind.contains('r') {
                self.escape(&mut text)?;
            } else if c == '\\' {
                text.push(c);
                text.extend(self.peek());
                self.bump();
            } else {
                text.push(c);
            }
        }
        self.at += end.len();
        let fields = kind.contains('f') && text.contains(['{', '}']);
        (!fields && !kind.contains('b')).then_some(text)
    }

    fn escape(&mut self, text: &mut String) -> Option<()> {
        let c = self.peek()?;
        self.bump();
        let digits = match c {
            'n' => return push(text, '\n'),
            't' => return push(text, '\t'),
            'r' => return push(text, '\r'),
            '0' => return push(text, '\0'),
            '\n' => return Some(()),
            '\\' | '\'' | '"' => return push(text, c),
            'x' => 2,
            'u' => 4,
            'U' => 8,
            other => {
                text.push('\\');
                return push(text, other);
            }
        };
        let code = u32::from_str_radix(self.rest().get(..digits)?, 16).ok()?;
        self.at += digits;
        push(text, char::from_u32(code)?)
    }

    /// Reads what stands in parentheses behind a name; nothing if they are never closed.
    fn arguments(&mut self) -> Option<Vec<Argument>> {
        let mut arguments = Vec::new();
        self.take('(');
        loop {
            self.pass_blank();
            if self.take(')') {
                return Some(arguments);
            }
            let line = self.line();
            let spread =
                if self.rest().starts_with("**") { 2 } else { usize::from(self.rest().starts_with('*')) };
            self.at += spread;
            let name = if spread > 0 { Some("*".repeat(spread)) } else { self.keyword() };
            let value = self.whole(END_OF_ITEM)?;
            arguments.push(Argument { name, value, line });
            self.pass_blank();
            if !self.take(',') && self.peek() != Some(')') {
                return None;
            }
        }
    }

    /// Reads `name =`, if that is here.
    fn keyword(&mut self) -> Option<String> {
        let begin = self.at;
        let name = self.name().to_owned();
        self.pass_blank();
        if !name.is_empty() && self.rest().starts_with('=') && !self.rest().starts_with("==") {
            self.bump();
            return Some(name);
        }
        self.at = begin;
        None
    }

    /// Reads a whole expression: a value, or anything else up to one of these ends.
    fn whole(&mut self, ends: &[char]) -> Option<Value> {
        self.pass_blank();
        let (begin, line) = (self.at, self.line());
        if self.depth < DEEPEST {
            self.depth += 1;
            let value = self.value();
            self.depth -= 1;
            self.pass_blank();
            if let Some(value) = value
                && self.peek().is_some_and(|c| ends.contains(&c))
            {
                return Some(value);
            }
        }
        self.at = begin;
        self.pass_expression(ends)?;
        Some(Value::Other(self.text[begin..self.at].trim().to_owned(), line))
    }

    fn pass_expression(&mut self, ends: &[char]) -> Option<()> {
        let mut open = 0_usize;
        // The colon and the commas of a lambda's own arguments end nothing.
        let mut lambdas = 0_usize;
        loop {
            let c = self.peek()?;
            match c {
                _ if self.string_begins() => {
                    self.pass_string();
                    continue;
                }
                '#' => {
                    self.pass_line();
                    continue;
                }
                c if open == 0 && is_name(c) => {
                    lambdas += usize::from(self.name() == "lambda");
                    continue;
                }
                ':' if open == 0 && lambdas > 0 => lambdas -= 1,
                ',' if open == 0 && lambdas > 0 => {}
                c if open == 0 && ends.contains(&c) => return Some(()),
                '(' | '[' | '{' => open += 1,
                ')' | ']' | '}' if open == 0 => return None,
                ')' | ']' | '}' => open -= 1,
                _ => {}
            }
            self.bump();
        }
    }

    fn value(&mut self) -> Option<Value> {
        if self.string_begins() {
            let mut text = self.string()?;
            loop {
                self.pass_blank();
                if !self.string_begins() {
                    return Some(Value::Text(text));
                }
                text.push_str(&self.string()?);
            }
        }
        match self.peek()? {
            '[' => self.items('[', ']').map(|(items, _)| Value::List(items)),
            '(' => match self.items('(', ')')? {
                // One value in parentheses is that value, unless a comma follows it.
                (mut items, false) if items.len() == 1 => items.pop(),
                (items, _) => Some(Value::List(items)),
            },
            '{' => self.dict(),
            c if c.is_ascii_digit() || c == '-' || c == '.' => self.number(),
            c if is_name(c) => self.named(),
            _ => None,
        }
    }

    fn items(&mut self, open: char, close: char) -> Option<(Vec<Value>, bool)> {
        self.take(open);
        let mut items = Vec::new();
        let mut comma = false;
        loop {
            self.pass_blank();
            if self.take(close) {
                return Some((items, comma));
            }
            items.push(self.whole(END_OF_ITEM)?);
            self.pass_blank();
            comma = self.take(',');
            if !comma && self.peek() != Some(close) {
                return None;
            }
        }
    }

    fn dict(&mut self) -> Option<Value> {
        self.take('{');
        let mut pairs = Vec::new();
        loop {
            self.pass_blank();
            if self.take('}') {
                return Some(Value::Dict(pairs));
            }
            let key = match self.whole(END_OF_KEY)? {
                Value::Text(key) | Value::Number(key) => key,
                _ => return None,
            };
            self.pass_blank();
            if !self.take(':') {
                return None;
            }
            pairs.push((key, self.whole(END_OF_ITEM)?));
            self.pass_blank();
            if !self.take(',') && self.peek() != Some('}') {
                return None;
            }
        }
    }

    fn number(&mut self) -> Option<Value> {
        let minus = if self.take('-') { "-" } else { "" };
        let rest = self.rest();
        let end =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_'))).unwrap_or(rest.len());
        let digits = rest[..end].replace('_', "");
        let number = match digits.strip_prefix("0x") {
            Some(hex) => i64::from_str_radix(hex, 16).ok()?.to_string(),
            None => digits.parse::<i64>().map(|n| n.to_string()).ok().or_else(|| float(&digits))?,
        };
        self.at += end;
        Some(Value::Number(format!("{minus}{number}")))
    }

    fn named(&mut self) -> Option<Value> {
        let mut name = self.name();
        loop {
            self.pass_blank();
            if !self.take('.') {
                break;
            }
            self.pass_blank();
            name = self.name();
        }
        if self.peek() == Some('(') {
            return Some(Value::Call(name.to_owned(), self.arguments()?));
        }
        match name {
            "None" => Some(Value::None),
            "True" => Some(Value::Flag(true)),
            "False" => Some(Value::Flag(false)),
            _ => None,
        }
    }
}

fn push(text: &mut String, c: char) -> Option<()> {
    text.push(c);
    Some(())
}

/// A float as TOML writes it.
fn float(digits: &str) -> Option<String> {
    let number: f64 = digits.parse().ok()?;
    let shown = format!("{number:?}");
    number.is_finite().then_some(shown)
}
