//! The secrets that were met, in memory only, so that a later frame cannot repeat them.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use super::rules;
use crate::replay::format::REDACTED;

/// A shorter secret would be found in every second word.
const SHORTEST: usize = 4;

/// The value of a harmless-sounding variable must be longer, or `true` and `8080` would be cut out of everything.
const SHORTEST_BY_CHANCE: usize = 8;

/// Secrets to cut out, and counts of what was cut out.
#[derive(Default)]
pub(crate) struct Vault {
    /// As they are, and as they stand in JSON; longest first.
    secrets: Vec<String>,
    plain_env: Vec<String>,
    counts: BTreeMap<String, u64>,
}

impl Vault {
    /// Remembers a secret.
    pub(crate) fn remember(&mut self, secret: &str) {
        if secret.len() < SHORTEST {
            return;
        }
        let quoted = serde_json::Value::from(secret).to_string();
        let escaped = &quoted[1..quoted.len() - 1];
        for form in [secret, escaped] {
            if !self.secrets.iter().any(|known| known == form) {
                self.secrets.push(form.to_owned());
            }
        }
        self.secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    }

    /// Remembers the value of an environment variable, unless it could stand anywhere by chance.
    pub(crate) fn remember_env(&mut self, name: &str, value: &str) {
        if rules::sounds_secret(name) || value.len() >= SHORTEST_BY_CHANCE {
            self.remember(value);
        }
    }

    /// Lets the value of one more environment variable through.
    pub(crate) fn keep_env(&mut self, name: String) {
        self.plain_env.push(name);
    }

    /// Tells whether the value of an environment variable may be written.
    pub(crate) fn keeps_env(&self, name: &str) -> bool {
        rules::is_plain_env(name) || self.plain_env.iter().any(|plain| plain == name)
    }

    /// Counts one redaction.
    pub(crate) fn count(&mut self, what: &str) {
        *self.counts.entry(what.to_owned()).or_default() += 1;
    }

    /// Shows the counts.
    pub(crate) fn counts(&self) -> &BTreeMap<String, u64> {
        &self.counts
    }

    /// Cuts known secrets out of a text.
    pub(crate) fn cover_text<'a>(&mut self, text: &'a str) -> Cow<'a, str> {
        self.learn_from_text(text.as_bytes());
        let mut text = Cow::Borrowed(text);
        for secret in &self.secrets {
            if text.contains(secret.as_str()) {
                text = Cow::Owned(text.replace(secret.as_str(), REDACTED));
                *self.counts.entry("repeated secret".to_owned()).or_default() += 1;
            }
        }
        text
    }

    /// Overwrites known secrets in place, as frames may tell their own length.
    pub(crate) fn cover_in_place<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        self.learn_from_text(bytes);
        let mut bytes = Cow::Borrowed(bytes);
        for secret in &self.secrets {
            let mut from = 0;
            while let Some(at) = find(&bytes[from..], secret.as_bytes()) {
                let (start, end) = (from + at, from + at + secret.len());
                bytes.to_mut()[start..end].fill(b'*');
                from = end;
                *self.counts.entry("repeated secret".to_owned()).or_default() += 1;
            }
        }
        bytes
    }

    /// Finds `WORKERPASS=…` and the tokens of a Swarm in text that is not JSON: what `env` prints, for one.
    fn learn_from_text(&mut self, bytes: &[u8]) {
        let after = find(bytes, WORKERPASS).map(|at| at + WORKERPASS.len());
        let tokens = SWARM_TOKENS.iter().map(|token| find(bytes, token));
        for at in tokens.chain([after]).flatten() {
            let value = bytes[at..].split(|byte| byte.is_ascii_control() || b" \"',<".contains(byte)).next();
            if let Some(Ok(secret)) = value.map(std::str::from_utf8) {
                self.remember(secret);
            }
        }
    }

    /// Overwrites what is inside of private keys in place, and tells whether one goes on in the next piece.
    ///
    /// Only long runs of base64 are: between them may be the headers of frames.
    pub(crate) fn cover_private_keys<'a>(
        &mut self,
        bytes: Cow<'a, [u8]>,
        mut inside: bool,
    ) -> (Cow<'a, [u8]>, bool) {
        if !inside && find(&bytes, PRIVATE_KEY).is_none() {
            return (bytes, false);
        }
        let mut bytes = bytes.into_owned();
        let mut at = 0;
        while at < bytes.len() {
            let mark = if inside { KEY_END } else { PRIVATE_KEY };
            let end = find(&bytes[at..], mark).map(|found| at + found);
            if inside {
                let end = end.unwrap_or(bytes.len());
                cover_runs(&mut bytes[at..end]);
                *self.counts.entry("private key".to_owned()).or_default() += 1;
            }
            let Some(end) = end else {
                break;
            };
            // The mark that ends a key has the words of the one that begins it.
            at = if inside { end + KEY_END.len() + PRIVATE_KEY.len() } else { end + mark.len() };
            at = at.min(bytes.len());
            inside = !inside;
        }
        (Cow::Owned(bytes), inside)
    }
}

/// The one variable that is secret wherever it stands.
pub(super) const WORKERPASS: &[u8] = b"WORKERPASS=";

/// How the tokens to join and to unlock a Swarm begin.
pub(super) const SWARM_TOKENS: [&[u8]; 2] = [b"SWMTKN-", b"SWMKEY-"];

/// What stands in the first and the last line of a private key.
pub(super) const PRIVATE_KEY: &[u8] = b"PRIVATE KEY-----";

const KEY_END: &[u8] = b"-----END ";

/// Overwrites runs of base64; a byte after a zero belongs to the header of a frame.
fn cover_runs(bytes: &mut [u8]) {
    const SHORTEST_RUN: usize = 16;
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let mut start = 0;
    while start < bytes.len() {
        let length = bytes[start..].iter().take_while(|byte| is_base64(**byte)).count();
        let header = usize::from(start > 0 && bytes[start - 1] == 0);
        if length >= SHORTEST_RUN + header {
            bytes[start + header..start + length].fill(b'*');
        }
        start += length.max(1);
    }
}

/// Finds the first occurrence of `needle`, which is not empty.
pub(super) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, needle)
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("secrets", &self.secrets.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::Vault;

    #[test]
    fn a_private_key_is_overwritten_wherever_its_pieces_are_cut() {
        let (line, last) =
            ("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj", "c2hvcnQgbGFzdCBsaW5l");
        let text = format!(
            "key:\n-----BEGIN PRIVATE KEY-----\n{line}\n\u{1}\0\0\0\0\0\0A{line}\n{last}\n-----END PRIVATE KEY-----\nafter it"
        );
        // A mark that is cut itself is not found.
        let marks = [5..33, text.len() - 34..text.len() - 9];
        for cut in (0..text.len()).filter(|cut| !marks.iter().any(|mark| mark.contains(cut))) {
            let mut vault = Vault::default();
            let (left, right) = text.as_bytes().split_at(cut);
            let (left, inside) = vault.cover_private_keys(Cow::Borrowed(left), false);
            let (right, inside) = vault.cover_private_keys(Cow::Borrowed(right), inside);
            let seen = String::from_utf8([left, right].concat()).unwrap();
            assert!(
                !inside && seen.len() == text.len() && seen.ends_with("-----\nafter it"),
                "{cut}: {seen}"
            );
            assert!(seen.contains("\0A**") || cut > 90, "{cut}: {seen}");
            let left_over = seen.split(|c: char| !c.is_ascii_alphanumeric()).map(str::len).max();
            assert!(left_over < Some(33), "{cut}: {seen}");
        }
    }

    #[test]
    fn tokens_are_learned_from_text() {
        let mut vault = Vault::default();
        assert_eq!(vault.cover_text("join SWMTKN-1-2abc-3def now"), "join <redacted> now");
        assert_eq!(&*vault.cover_in_place(b"\0key SWMKEY-1-abc\n"), b"\0key ************\n");
    }
}
