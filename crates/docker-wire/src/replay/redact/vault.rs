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

    /// Finds `WORKERPASS=…` in text that is not JSON: what `env` prints, for one.
    fn learn_from_text(&mut self, bytes: &[u8]) {
        let Some(at) = find(bytes, WORKERPASS) else {
            return;
        };
        let value =
            bytes[at + WORKERPASS.len()..].split(|byte| byte.is_ascii_control() || *byte == b' ').next();
        if let Some(Ok(secret)) = value.map(std::str::from_utf8) {
            self.remember(secret);
        }
    }
}

/// The one variable that is secret wherever it stands.
pub(super) const WORKERPASS: &[u8] = b"WORKERPASS=";

/// Finds the first occurrence of `needle`, which is not empty.
pub(super) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("secrets", &self.secrets.len()).finish_non_exhaustive()
    }
}
