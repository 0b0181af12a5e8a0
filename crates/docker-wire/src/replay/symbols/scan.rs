//! Finds what may be a symbol in a text: ids, times, addresses and names, by their shape.

use super::{Kind, Place, kind};

/// A piece of a text that may be a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) shape: Shape,
}

/// What a piece looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// 11 to 64 hexadecimal digits.
    Hex,
    /// Twenty-five lowercase letters and digits.
    Swarm,
    /// Two words in lowercase with `_` between, perhaps a digit after.
    Name,
    /// A number in JSON, outside of strings.
    Number,
    /// What makes the name of a temporary file its own, or where something stands in the engine's memory.
    Random,
    /// Told by its shape alone.
    Is(Kind),
}

/// How a text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Plain,
    /// JSON as it is sent, or a piece of it.
    Json,
    /// Path and query, in which `%` and two digits are one character.
    Target,
}

/// Walks through a text.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    syntax: Syntax,
    in_string: bool,
    string_start: usize,
    /// The last string of the JSON, and whether a colon made it a key.
    last: (usize, usize),
    key: (usize, usize),
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str, syntax: Syntax) -> Self {
        Self { text, at: 0, syntax, in_string: false, string_start: 0, last: (0, 0), key: (0, 0) }
    }

    /// Tells the JSON key whose value the scanner stands in.
    pub(super) fn key(&self) -> &'a str {
        &self.text[self.key.0..self.key.1]
    }

    /// Finds the next piece.
    pub(super) fn next(&mut self) -> Option<Found> {
        let bytes = self.text.as_bytes();
        let mut boundary = true;
        while self.at < bytes.len() {
            let start = self.at;
            if let Some(length) = self.escape(&bytes[start..]) {
                self.at += length;
                boundary = true;
                continue;
            }
            let byte = bytes[start];
            if boundary && byte.is_ascii() {
                if let Some((from, end)) = random(self.text, start) {
                    self.at = end;
                    return Some(Found { start: from, end, shape: Shape::Random });
                }
                if let Some((length, shape)) = self.piece(start) {
                    self.at = start + length;
                    return Some(Found { start, end: self.at, shape });
                }
            }
            self.punctuation(byte);
            self.at += 1;
            boundary = !is_word(byte);
        }
        None
    }

    fn escape(&self, rest: &[u8]) -> Option<usize> {
        match (self.syntax, rest) {
            (Syntax::Json, [b'\\', b'u', ..]) => Some(rest.len().min(6)),
            (Syntax::Json, [b'\\', ..]) => Some(rest.len().min(2)),
            (Syntax::Target, [b'%', a, b, ..]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => Some(3),
            _ => None,
        }
        .filter(|length| rest.get(*length..).is_some_and(|rest| rest.first().is_none_or(u8::is_ascii)))
    }

    fn punctuation(&mut self, byte: u8) {
        if self.syntax != Syntax::Json {
            return;
        }
        match byte {
            b'"' if self.in_string => {
                self.in_string = false;
                self.last = (self.string_start, self.at);
            }
            b'"' => {
                self.in_string = true;
                self.string_start = self.at + 1;
            }
            b':' if !self.in_string => self.key = self.last,
            _ => {}
        }
    }

    /// Tells what begins here, and its length.
    fn piece(&self, start: usize) -> Option<(usize, Shape)> {
        let rest = &self.text[start..];
        let first = *rest.as_bytes().first()?;
        if first == b'<' {
            return Place::at_start(rest).map(|(_, length)| (length, Shape::Is(Kind::Text)));
        }
        if first == b'-' && self.is_bare() {
            return number(rest).map(|length| (length, Shape::Number));
        }
        if !is_word(first) {
            return None;
        }
        if first.is_ascii_digit()
            && let Some(found) = self.digits(rest)
        {
            return Some(found);
        }
        let word = rest.bytes().position(|byte| !is_word(byte)).unwrap_or(rest.len());
        let run = &rest[..word];
        if let Some(length) = uuid(rest) {
            return Some((length, Shape::Is(Kind::Uuid)));
        }
        if let Some(length) = groups(rest, ':', 6, 2, |c| c.is_ascii_hexdigit()) {
            return Some((length, Shape::Is(Kind::Mac)));
        }
        if let Some(length) = groups(rest, ':', 12, 4, |c| c.is_ascii_uppercase() || c.is_ascii_digit()) {
            return Some((length, Shape::Is(Kind::Engine)));
        }
        let hex = run.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        let has_digit = run.bytes().any(|byte| byte.is_ascii_digit());
        let lower = run.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase());
        if hex && has_digit && (11..=64).contains(&word) {
            return Some((word, Shape::Hex));
        }
        if word == 25 && lower && run.bytes().any(|byte| byte.is_ascii_lowercase()) {
            return Some((word, Shape::Swarm));
        }
        is_name(run).then_some((word, Shape::Name))
    }

    /// Tells whether JSON could have a number here.
    fn is_bare(&self) -> bool {
        self.syntax == Syntax::Json && !self.in_string
    }

    /// What begins with a digit: a time, an address, a number.
    fn digits(&self, rest: &str) -> Option<(usize, Shape)> {
        if let Some(length) = time(rest) {
            return Some((length, Shape::Is(Kind::Time)));
        }
        if let Some(length) = address(rest) {
            return Some((length, Shape::Is(Kind::Address)));
        }
        let length = number(rest)?;
        if self.is_bare() {
            return Some((length, Shape::Number));
        }
        let ends = !rest[length..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        (ends && kind::is_time(&rest[..length])).then_some((length, Shape::Is(Kind::Time)))
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Finds what an engine's language made up, in the word that starts here: the digits at the end of the name of a file in
/// `/tmp/`, and an address in memory.
fn random(text: &str, start: usize) -> Option<(usize, usize)> {
    let word = &text[start..start + count(&text[start..], |c| c.is_ascii_alphanumeric() || c == '_')];
    let end = start + word.len();
    if let Some(digits) = word.strip_prefix("0x") {
        let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        return (hex && (9..=16).contains(&digits.len())).then_some((start, end));
    }
    let digits = word.len() - word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let folder = text[..start].rfind("/tmp/")? + "/tmp/".len();
    let file = text[folder..start].bytes().all(|byte| is_word(byte) || matches!(byte, b'-' | b'.'));
    (file && (7..=10).contains(&digits)).then_some((end - digits, end))
}

fn count(text: &str, is: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is(c)).unwrap_or(text.len())
}

/// Measures a JSON number.
fn number(text: &str) -> Option<usize> {
    let digit = |c: char| c.is_ascii_digit();
    let mut at = usize::from(text.starts_with('-'));
    let whole = count(&text[at..], digit);
    if whole == 0 {
        return None;
    }
    at += whole;
    if let Some(fraction) = text[at..].strip_prefix('.') {
        let length = count(fraction, digit);
        at += if length > 0 { length + 1 } else { 0 };
    }
    if let Some(power) = text[at..].strip_prefix(['e', 'E']) {
        let sign = usize::from(power.starts_with(['+', '-']));
        let length = count(&power[sign..], digit);
        at += if length > 0 { 1 + sign + length } else { 0 };
    }
    Some(at)
}

/// Measures a date with a time, as RFC 3339 and Go write it; years before 1970 say that there is none.
fn time(text: &str) -> Option<usize> {
    let shape = b"0000-00-00T00:00:00";
    let head = text.as_bytes().get(..shape.len())?;
    let fits = shape.iter().zip(head).all(|(shape, byte)| match shape {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b' '),
        other => byte == other,
    });
    if !fits || &text[..4] < "1971" {
        return None;
    }
    let mut at = shape.len();
    if let Some(fraction) = text[at..].strip_prefix('.') {
        let length = count(fraction, |c| c.is_ascii_digit());
        at += if length > 0 { length + 1 } else { 0 };
    }
    for zone in ["Z", " +0000 UTC"] {
        if text[at..].starts_with(zone) {
            return Some(at + zone.len());
        }
    }
    let zone = &text.as_bytes()[at..];
    let offset = matches!(zone, [b'+' | b'-', a, b, b':', c, d, ..]
        if [a, b, c, d].into_iter().all(u8::is_ascii_digit));
    Some(if offset { at + 6 } else { at })
}

/// Measures an IPv4 address that belongs to this engine: neither unset nor of the loopback.
fn address(text: &str) -> Option<usize> {
    let length = count(text, |c| c.is_ascii_digit() || c == '.');
    let address: std::net::Ipv4Addr = text[..length].trim_end_matches('.').parse().ok()?;
    let word = text[length..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let special = address.is_unspecified() || address.is_loopback() || address.is_broadcast();
    (!word && !special).then(|| text[..length].trim_end_matches('.').len())
}

fn uuid(text: &str) -> Option<usize> {
    let bytes = text.as_bytes().get(..36)?;
    let fits = bytes.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    (fits && text.as_bytes().get(36).is_none_or(|byte| !is_word(*byte) && *byte != b'-')).then_some(36)
}

/// Measures groups of equal length.
fn groups(
    text: &str,
    between: char,
    groups: usize,
    length: usize,
    is: impl Fn(char) -> bool,
) -> Option<usize> {
    let total = groups * (length + 1) - 1;
    let piece = text.get(..total)?;
    let fits = piece.split(between).all(|group| group.len() == length && group.chars().all(&is));
    let after = text[total..].chars().next();
    (fits && after.is_none_or(|c| !c.is_ascii_alphanumeric() && c != between)).then_some(total)
}

fn is_name(run: &str) -> bool {
    let Some((first, second)) = run.split_once('_') else {
        return false;
    };
    let second = second.strip_suffix(|c: char| c.is_ascii_digit()).unwrap_or(second);
    let word = |text: &str| text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_lowercase());
    first.len() > 2 && word(first) && word(second)
}

/// Finds how long ago something was, as engines say it in words.
pub(super) fn age(text: &str) -> Option<(usize, usize)> {
    const UNITS: &[&str] = &["second", "minute", "hour", "day", "week", "month", "year"];
    for phrase in ["Less than a second", "About a minute", "About an hour"] {
        if let Some(at) = text.find(phrase) {
            return Some((at, at + phrase.len()));
        }
    }
    let mut from = 0;
    while let Some(at) = text[from..].find(|c: char| c.is_ascii_digit()).map(|at| from + at) {
        let digits = count(&text[at..], |c| c.is_ascii_digit());
        let unit = text[at + digits..]
            .strip_prefix(' ')
            .and_then(|rest| UNITS.iter().find(|unit| rest.starts_with(**unit)));
        if let Some(unit) = unit {
            let end = at + digits + 1 + unit.len();
            return Some((at, end + usize::from(text[end..].starts_with('s'))));
        }
        from = at + digits;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Kind, Scanner, Shape, Syntax, age};

    fn found(text: &str, syntax: Syntax) -> Vec<(String, Shape)> {
        let mut scanner = Scanner::new(text, syntax);
        let mut all = Vec::new();
        while let Some(found) = scanner.next() {
            all.push((text[found.start..found.end].to_owned(), found.shape));
        }
        all
    }

    fn one(text: &str) -> Option<Shape> {
        let all = found(text, Syntax::Plain);
        assert!(all.len() < 2, "{all:?}");
        all.first().map(|(piece, shape)| {
            assert_eq!(piece, text);
            *shape
        })
    }

    #[test]
    fn shapes_are_told_apart() {
        let id = "b31ee26bd2caa95baa3b756b0626192c6744b3ac7f986b9f05e5ac91d767e72a";
        assert_eq!(one(id), Some(Shape::Hex));
        assert_eq!(one(&id[..12]), Some(Shape::Hex));
        assert_eq!(one(&id[..11]), Some(Shape::Hex));
        assert_eq!(one(&id[..10]), None);
        assert_eq!(one("x1g9tkvu6dq0rz3l2jmz5n4ab"), Some(Shape::Swarm));
        assert_eq!(one("jolly_clarke7"), Some(Shape::Name));
        assert_eq!(one("strange_tu"), Some(Shape::Name));
        assert_eq!(one("my_Thing"), None);
        for time in ["2026-11-23T19:50:20.812923491Z", "2026-05-07T21:09:36.000000000+00:00", "1795463418"] {
            assert_eq!(one(time), Some(Shape::Is(Kind::Time)), "{time}");
        }
        assert_eq!(one("0001-01-01T00:00:00Z"), None);
        assert_eq!(one("172.17.0.2"), Some(Shape::Is(Kind::Address)));
        assert_eq!(one("0.0.0.0"), None);
        assert_eq!(one("02:42:ac:11:00:02"), Some(Shape::Is(Kind::Mac)));
        assert_eq!(one("6a1f0fa3-6f1c-4d4e-9a57-2f0a8a6f2f11"), Some(Shape::Is(Kind::Uuid)));
        let engine = "T2KL:SX6D:QWKN:PKUJ:Z7G7:RCBS:33VR:A7YM:ALTT:YFQN:CNT5:ULRL";
        assert_eq!(one(engine), Some(Shape::Is(Kind::Engine)));
        assert_eq!(one("<container:1>"), Some(Shape::Is(Kind::Text)));
        assert_eq!(one("6.18.44-fc-v657"), None);
    }

    #[test]
    fn what_is_made_up_at_random_ends_the_name_of_a_temporary_file_or_is_an_address() {
        let random = |text: &str| {
            let all = found(text, Syntax::Plain);
            all.into_iter()
                .filter(|(_, shape)| *shape == Shape::Random)
                .map(|(piece, _)| piece)
                .collect::<Vec<_>>()
        };
        let load = "open /run/podman-4.3/tmp/api_load.tar980679627/index.json: not a directory";
        assert_eq!(random(load), ["980679627"]);
        assert_eq!(random("open /x/data/tmp/docker-import-3846993499/repositories"), ["3846993499"]);
        let addresses =
            "Dirs:(*idtools.IDPair)(0xc00035adc0), Files:(*idtools.IDPair)(0x3d77ee7fff30), Mode:0x80000000";
        assert_eq!(random(addresses), ["0xc00035adc0", "0x3d77ee7fff30"]);
        assert_eq!(random("/tmp/file12 /tmp/folder/sub/12345678 12345678"), [""; 0]);
    }

    #[test]
    fn json_has_keys_numbers_and_escapes() {
        let text = r#"{"stream":"\n702ce74ba1a5\u003e","time":1795463418,"n":[-1.5e3,true]}"#;
        let mut scanner = Scanner::new(text, Syntax::Json);
        let mut all = Vec::new();
        while let Some(found) = scanner.next() {
            all.push((scanner.key(), &text[found.start..found.end], found.shape));
        }
        assert_eq!(
            all,
            [
                ("stream", "702ce74ba1a5", Shape::Hex),
                ("time", "1795463418", Shape::Is(Kind::Time)),
                ("n", "-1.5e3", Shape::Number)
            ]
            .map(|(key, piece, shape)| (
                key,
                piece,
                if key == "time" { Shape::Number } else { shape }
            ))
        );
    }

    #[test]
    fn a_target_has_escapes() {
        let all = found("/v1.41/x?filters=%7B%22id%22:%5B%22702ce74ba1a5%22%5D%7D", Syntax::Target);
        assert_eq!(all, [("702ce74ba1a5".to_owned(), Shape::Hex)]);
    }

    const PIECES: &[&str] = &[
        "\"",
        "\\",
        "\\u",
        "\\u00",
        "%2",
        "%22",
        ":",
        ".",
        "-",
        " ",
        "{",
        "ɰ",
        "7",
        "1795463418",
        "e5",
        "abcdef012345",
        "2026-11-23T19:50:20",
        "+0",
        "<id:1",
        ">",
        "172.17.",
        "02:42:",
        "jolly_clarke",
        "T2KL:",
        "/tmp/",
        "0xc000a2",
        "6a1f0fa3-6f1c-",
    ];

    proptest::proptest! {
        #[test]
        fn any_text_is_walked_to_its_end(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..12)) {
            let text = pieces.concat();
            for syntax in [Syntax::Plain, Syntax::Json, Syntax::Target] {
                found(&text, syntax);
            }
            let _ = age(&text);
        }
    }

    #[test]
    fn ages_are_found() {
        let part = |text: &'static str| age(text).map(|(start, end)| &text[start..end]);
        assert_eq!(part("Up Less than a second"), Some("Less than a second"));
        assert_eq!(part("Exited (0) 12 seconds ago"), Some("12 seconds"));
        assert_eq!(part("Exited (0)"), None);
    }
}
