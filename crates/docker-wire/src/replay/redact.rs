//! What reaches the disk: an allow-list, applied before the first byte is written.
//!
//! These are the rules `standard/2`; changing one is a new name.
//!
//! | where | rule |
//! |---|---|
//! | headers | only those of a short list are written; of a cookie, only its name |
//! | JSON | the values of `Env`, unless the variable is on a short list; of `password`, `auth`, `token`, `identitytoken`, `registrytoken`, `JoinToken`, `WORKERPASS` in any case; of `JoinTokens`, `Data` and every `…Key` but `SandboxKey`; text with `PRIVATE KEY-----`, `WORKERPASS=`, `SWMTKN-` or `SWMKEY-` |
//! | other text | the same tokens, and what is inside of private keys |
//! | query, forms | the values of the same names, of `buildargs`, and user and password in a URL |
//! | long opaque bodies of requests, and archives | only a digest is written |
//!
//! What was cut out becomes [`REDACTED`]. It is remembered in memory, if it has at least four bytes (eight, where only
//! the value of a variable with a harmless name), and also cut out of every later frame, whoever repeats it; in
//! frames that are not JSON it is overwritten with as many asterisks, as frames may tell their own length.
//!
//! # Limits
//!
//! A JSON value is redacted wherever its pieces are cut. A secret that is merely *repeated* is not found if it is cut
//! between two frames (a private key, if its first line is), encoded, or came before it was known: name it with
//! [`Options::secret`](super::Options::secret), and look at a new fixture before you publish it. Secrets that are
//! numbers in JSON stay.

mod json;
mod rules;
mod vault;

use std::borrow::Cow;

use bytes::Bytes;

pub(crate) use json::JsonRedactor;
pub(crate) use rules::{reply_headers, request_headers, target};
pub(crate) use vault::Vault;

use super::format::{Content, REDACTED, is_json};

/// The name of the rules, as it stands in a fixture's header.
pub const RULES: &str = "standard/2";

/// What the redaction says instead when it speaks to a client: valid in a header, in JSON and as base64.
pub(crate) const PLAUSIBLE: &str = "redacted";

/// Redacts one direction of one exchange, piece by piece.
pub(crate) enum Scrub {
    /// Nothing was seen and no media type said what comes.
    Unknown,
    /// JSON, one value or many; lengths may change.
    Json(JsonRedactor),
    /// Anything else; lengths stay, as frames may hold them.
    Raw {
        /// The last piece ended inside of a private key.
        in_key: bool,
    },
}

impl Scrub {
    /// Chooses by media type, which may be missing.
    pub(crate) fn new(media_type: Option<&str>) -> Self {
        match media_type {
            Some(media_type) if is_json(media_type) => Self::Json(JsonRedactor::default()),
            Some(_) => Self::raw(),
            None => Self::Unknown,
        }
    }

    /// Expects bytes that are not JSON.
    pub(crate) fn raw() -> Self {
        Self::Raw { in_key: false }
    }

    /// Redacts the next piece, and tells whether bytes of it were overwritten in place.
    pub(crate) fn piece(&mut self, piece: &Bytes, vault: &mut Vault) -> (Bytes, bool) {
        if let Self::Unknown = self {
            *self = match piece.iter().find(|byte| !byte.is_ascii_whitespace()) {
                Some(b'{' | b'[') => Self::Json(JsonRedactor::default()),
                _ => Self::raw(),
            };
        }
        match self {
            Self::Json(json) => {
                let mut out = Vec::with_capacity(piece.len());
                json.feed(piece, vault, &mut out);
                (if out == piece.as_ref() { piece.clone() } else { out.into() }, false)
            }
            Self::Unknown => (piece.clone(), false),
            Self::Raw { in_key } => {
                let covered = vault.cover_in_place(piece);
                let (covered, still) = vault.cover_private_keys(covered, *in_key);
                *in_key = still;
                match covered {
                    Cow::Borrowed(_) => (piece.clone(), false),
                    Cow::Owned(covered) if covered == piece.as_ref() => (piece.clone(), false),
                    Cow::Owned(covered) => (covered.into(), true),
                }
            }
        }
    }

    /// Tells whether this is JSON, and how many values have begun.
    pub(crate) fn json_values(&self) -> Option<usize> {
        match self {
            Self::Json(json) => Some(json.values()),
            Self::Unknown | Self::Raw { .. } => None,
        }
    }
}

/// Redacts a complete body, where lengths may change.
pub(crate) fn complete(bytes: &Bytes, media_type: Option<&str>, vault: &mut Vault) -> Content {
    let mut scrub = Scrub::new(media_type);
    let (clean, _) = scrub.piece(bytes, vault);
    if scrub.json_values().is_some() {
        return Content::body(clean, true);
    }
    let private = vault::find(bytes, vault::PRIVATE_KEY).is_some();
    match std::str::from_utf8(bytes) {
        Ok(text) if media_type.is_some_and(is_form) => Content::Bytes(rules::parameters(text, vault).into()),
        // What was a private key is overwritten already.
        Ok(_) if !private => {
            Content::Bytes(vault.cover_text(&String::from_utf8_lossy(bytes)).into_owned().into())
        }
        Ok(_) | Err(_) => Content::Bytes(clean),
    }
}

fn is_form(media_type: &str) -> bool {
    media_type.starts_with("application/x-www-form-urlencoded")
}

/// Matches a text in which [`REDACTED`] stands for anything.
pub(crate) fn matches(recorded: &str, asked: &str) -> bool {
    let mut parts = recorded.split(REDACTED);
    let Some(mut rest) = parts.next().and_then(|first| asked.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    true
}

/// Makes a text that a client can use of one that may hold [`REDACTED`].
pub(crate) fn plausible(text: &str) -> Cow<'_, str> {
    if text.contains(REDACTED) { text.replace(REDACTED, PLAUSIBLE).into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn redacted_stands_for_any_text() {
        assert!(matches("A=<redacted>", "A="));
        assert!(matches("A=<redacted>;B=<redacted>!", "A=1;B=2;B=3!"));
        assert!(matches("plain", "plain"));
        assert!(!matches("plain", "plainer"));
        assert!(!matches("A=<redacted>", "B=1"));
        assert!(!matches("<redacted>x", "y"));
    }
}
