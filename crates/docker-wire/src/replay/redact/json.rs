//! Redacts JSON as it streams: one pass, no value in memory, pieces of any length.
//!
//! ```text
//!            "              key or string             "
//! Between ────────▶ Text(Key | Keep | Env | Drop) ────────▶ Between
//!    │ { [ push, } ] pop, `,` and `:` switch between key and value
//! ```
//! Bytes that are no JSON pass through as they are, so a wrong media type does no harm.

use super::{
    Vault,
    rules::{self, Verdict},
    vault::{PRIVATE_KEY, SWARM_TOKENS, WORKERPASS, find},
};
use crate::replay::format::REDACTED;

/// Longer secrets are cut out, too, but not looked for in later frames.
const REMEMBERED: usize = 16 << 10;

/// Redacts JSON values, one or many.
#[derive(Default)]
pub(crate) struct JsonRedactor {
    stack: Vec<Level>,
    text: Option<Text>,
    escaped: bool,
    /// The current key while it is read, then what was dropped of its value.
    buffer: Vec<u8>,
    key: String,
    next: Verdict,
    values: usize,
    in_literal: bool,
}

struct Level {
    object: bool,
    expects_key: bool,
    verdict: Verdict,
}

/// What a string is, while inside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    Key,
    Keep,
    /// The name of `NAME=value`.
    Env,
    /// A secret, and whether its place was marked already.
    Drop(bool),
}

impl JsonRedactor {
    /// Redacts the next piece into `out`.
    pub(crate) fn feed(&mut self, piece: &[u8], vault: &mut Vault, out: &mut Vec<u8>) {
        let mut rest = piece;
        while let Some(first) = rest.first() {
            let Some(text) = self.text else {
                self.between(*first);
                out.push(*first);
                rest = &rest[1..];
                continue;
            };
            let end = self.quote(rest);
            let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
            self.part(text, part, vault, out);
            rest = after;
            if end.is_some() {
                self.close(vault);
                out.push(b'"');
                rest = &rest[1..];
            }
        }
    }

    /// Tells how many values have begun at the top.
    pub(crate) fn values(&self) -> usize {
        self.values
    }

    fn between(&mut self, byte: u8) {
        let literal = std::mem::take(&mut self.in_literal);
        match byte {
            b'"' => self.open(),
            b'{' | b'[' => {
                self.count_value();
                let object = byte == b'{';
                let verdict = match (self.verdict(), object) {
                    (Verdict::Deep, _) | (Verdict::Env, true) => Verdict::Deep,
                    (Verdict::Env, false) => Verdict::Env,
                    (Verdict::Keep | Verdict::Secret, _) => Verdict::Keep,
                };
                self.stack.push(Level { object, expects_key: object, verdict });
            }
            b'}' | b']' => {
                self.stack.pop();
            }
            b',' => {
                if let Some(level) = self.stack.last_mut() {
                    level.expects_key = level.object;
                }
            }
            b':' => {
                if let Some(level) = self.stack.last_mut() {
                    level.expects_key = false;
                }
            }
            byte if byte.is_ascii_whitespace() || byte == 0x1e => {}
            _ => {
                if !literal {
                    self.count_value();
                }
                self.in_literal = true;
            }
        }
    }

    fn count_value(&mut self) {
        if self.stack.is_empty() {
            self.values += 1;
        }
    }

    /// Judges the value that comes next.
    fn verdict(&self) -> Verdict {
        match self.stack.last() {
            None => Verdict::Keep,
            Some(level) if level.object && level.verdict != Verdict::Deep => self.next,
            Some(level) => level.verdict,
        }
    }

    fn open(&mut self) {
        self.buffer.clear();
        self.escaped = false;
        let key = self.stack.last().is_some_and(|level| level.expects_key);
        self.text = Some(match self.verdict() {
            _ if key => Text::Key,
            Verdict::Keep => Text::Keep,
            Verdict::Secret | Verdict::Deep => Text::Drop(false),
            Verdict::Env => Text::Env,
        });
        if !key {
            self.count_value();
        }
    }

    /// Finds the quote that ends the string.
    fn quote(&mut self, bytes: &[u8]) -> Option<usize> {
        for (index, byte) in bytes.iter().enumerate() {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => return Some(index),
                _ => {}
            }
        }
        None
    }

    fn part(&mut self, text: Text, part: &[u8], vault: &mut Vault, out: &mut Vec<u8>) {
        match text {
            Text::Key => {
                self.remember(part);
                out.extend_from_slice(part);
            }
            Text::Keep => self.keep(part, vault, out),
            Text::Env => self.env(part, vault, out),
            Text::Drop(marked) => {
                if !marked && !part.is_empty() {
                    vault.count(&self.key);
                    out.extend_from_slice(REDACTED.as_bytes());
                    self.text = Some(Text::Drop(true));
                }
                self.remember(part);
            }
        }
    }

    /// Passes text on, up to where a secret begins that is one under any key.
    fn keep(&mut self, part: &[u8], vault: &mut Vault, out: &mut Vec<u8>) {
        let marks = [
            (find(part, WORKERPASS).map(|at| at + WORKERPASS.len()), "WORKERPASS"),
            (find(part, PRIVATE_KEY).map(|_| 0), "private key"),
            (find(part, SWARM_TOKENS[0]), "swarm token"),
            (find(part, SWARM_TOKENS[1]), "swarm unlock key"),
        ];
        let first = marks.into_iter().filter_map(|(at, what)| Some((at?, what))).min();
        let (at, what) = first.unwrap_or((part.len(), ""));
        let (keep, drop) = part.split_at(at);
        match std::str::from_utf8(keep) {
            Ok(text) => out.extend_from_slice(vault.cover_text(text).as_bytes()),
            // A character was split between two pieces.
            Err(_) => out.extend_from_slice(keep),
        }
        if !drop.is_empty() {
            what.clone_into(&mut self.key);
            self.buffer.clear();
            self.part(Text::Drop(false), drop, vault, out);
        }
    }

    fn env(&mut self, part: &[u8], vault: &mut Vault, out: &mut Vec<u8>) {
        let equals = part.iter().position(|byte| *byte == b'=');
        let (name, value) = part.split_at(equals.unwrap_or(part.len()));
        self.remember(name);
        out.extend_from_slice(name);
        let Some((equals, value)) = value.split_first() else {
            return;
        };
        out.push(*equals);
        self.key = String::from_utf8_lossy(&self.buffer).into_owned();
        self.buffer.clear();
        let text = if vault.keeps_env(&self.key) { Text::Keep } else { Text::Drop(false) };
        self.text = Some(text);
        self.part(text, value, vault, out);
    }

    fn remember(&mut self, part: &[u8]) {
        let room = REMEMBERED.saturating_sub(self.buffer.len());
        self.buffer.extend_from_slice(&part[..part.len().min(room)]);
    }

    fn close(&mut self, vault: &mut Vault) {
        let Some(text) = self.text.take() else {
            return;
        };
        match text {
            Text::Key => {
                self.key = self.decoded();
                self.next = rules::verdict(&self.key);
            }
            Text::Drop(true) if self.buffer.len() < REMEMBERED => {
                let (name, secret) = (std::mem::take(&mut self.key), self.decoded());
                let hidden = rules::verdict(&name) != Verdict::Keep;
                if hidden { vault.remember(&secret) } else { vault.remember_env(&name, &secret) }
            }
            Text::Drop(_) | Text::Keep | Text::Env => {}
        }
    }

    /// Reads the buffer as the inside of a JSON string.
    fn decoded(&self) -> String {
        let raw = String::from_utf8_lossy(&self.buffer);
        serde_json::from_str(&format!("\"{raw}\"")).unwrap_or_else(|_| raw.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{JsonRedactor, Vault};

    fn redact(pieces: &[&[u8]], vault: &mut Vault) -> String {
        let (mut redactor, mut out) = (JsonRedactor::default(), Vec::new());
        for piece in pieces {
            redactor.feed(piece, vault, &mut out);
        }
        String::from_utf8(out).unwrap()
    }

    const BODY: &str = r#"{"Env":["PATH=/bin","A=se\"cret","EMPTY=","WORKERPASS=pa55"],"Cmd":["x","A=B"],
        "password":"p","AuthConfig":{"IdentityToken":"tok\u0065n","Username":"me"},"identitytoken":"",
        "JoinTokens":{"Worker":"SWMTKN-1","Manager":"SWMTKN-2"},"CAKey":"-----BEGIN",
        "Data":"aGVsbG8=","GraphDriver":{"Data":{"Dir":"/x"}},"n":[1,true,null]} {"after":"kept"}"#;

    const CLEAN: &str = r#"{"Env":["PATH=/bin","A=<redacted>","EMPTY=","WORKERPASS=<redacted>"],"Cmd":["x","A=B"],
        "password":"<redacted>","AuthConfig":{"IdentityToken":"<redacted>","Username":"me"},"identitytoken":"",
        "JoinTokens":{"Worker":"<redacted>","Manager":"<redacted>"},"CAKey":"<redacted>",
        "Data":"<redacted>","GraphDriver":{"Data":{"Dir":"/x"}},"n":[1,true,null]} {"after":"kept"}"#;

    #[test]
    fn secrets_go_wherever_the_pieces_are_cut() {
        for cut in 0..BODY.len() {
            let (left, right) = BODY.as_bytes().split_at(cut);
            assert_eq!(redact(&[left, right], &mut Vault::default()), CLEAN, "cut at {cut}");
        }
    }

    #[test]
    fn some_secrets_are_known_under_any_key() {
        let body = br#"{"Cmd":["env WORKERPASS=s3cret"],"pem":"-----BEGIN PRIVATE KEY-----\nMII"}"#;
        let clean = r#"{"Cmd":["env WORKERPASS=<redacted>"],"pem":"<redacted>"}"#;
        assert_eq!(redact(&[body], &mut Vault::default()), clean);
    }

    #[test]
    fn tokens_of_a_swarm_are_known_in_any_text() {
        let body = br#"{"message":"join --token SWMTKN-1-3abc-9xyz 10.0.0.1:2377","key":"SWMKEY-1-abc+d"}"#;
        let clean = r#"{"message":"join --token <redacted>","key":"<redacted>"}"#;
        assert_eq!(redact(&[body], &mut Vault::default()), clean);
    }

    #[test]
    fn a_secret_is_cut_out_of_later_strings() {
        let mut vault = Vault::default();
        redact(&[br#"{"password":"hunter2"}"#], &mut vault);
        assert_eq!(
            redact(&[br#"{"stream":"+ login hunter2\n"}"#], &mut vault),
            r#"{"stream":"+ login <redacted>\n"}"#
        );
        assert_eq!(&*vault.cover_in_place(b"\x01 hunter2!"), b"\x01 *******!");
    }

    #[test]
    fn text_that_is_no_json_passes() {
        let text = "no } json \u{0} \"at all";
        assert_eq!(redact(&[text.as_bytes()], &mut Vault::default()), text);
    }
}
