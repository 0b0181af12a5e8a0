//! Bytes as they stand in a fixture: readable where that is truthful.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::Value;

use super::{Channel, Line, Sha};

/// A body or a frame.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    /// One JSON value.
    Json(Value),
    /// Bytes, which are written as text where they are.
    Bytes(Bytes),
    /// Bytes that are not stored.
    Digest {
        /// The algorithm and its digits.
        digest: String,
        /// The length.
        bytes: u64,
    },
    /// An archive that is not stored: the digest of its normalised entries.
    Tar(String),
    /// Bytes in a file beside the fixture, by its name.
    File(String),
}

impl Content {
    /// Takes a complete body; `json` says that its media type promises JSON.
    pub(crate) fn body(bytes: Bytes, json: bool) -> Self {
        match serde_json::from_slice(&bytes) {
            Ok(value) if json => Self::Json(value),
            _ => Self::Bytes(bytes),
        }
    }

    /// Takes a digest instead of bytes.
    pub(crate) fn digest(digest: &Sha) -> Self {
        Self::Digest { digest: digest.text(), bytes: digest.bytes() }
    }

    /// Writes itself into a line.
    pub(crate) fn put(self, line: &mut Line) {
        match self {
            Self::Json(value) => line.json = Some(value),
            Self::Bytes(bytes) => match std::str::from_utf8(&bytes) {
                Ok(text) if readable(text) => line.utf8 = Some(text.to_owned()),
                _ => match multiplexed(&bytes) {
                    Some(pieces) => line.multiplex = pieces,
                    None => line.base64 = Some(STANDARD.encode(&bytes)),
                },
            },
            Self::Digest { digest, bytes } => {
                line.digest = Some(digest);
                line.bytes = Some(bytes);
            }
            Self::Tar(digest) => line.tar = Some(digest),
            Self::File(name) => line.file = Some(name),
        }
    }

    /// Reads itself from a line, which may hold none.
    pub(crate) fn take(line: &mut Line) -> Result<Option<Self>, String> {
        let json = line.json.take().map(|value| Ok(Self::Json(value)));
        let text = line.utf8.take().map(|text| Ok(Self::Bytes(text.into())));
        let binary = line.base64.take().map(|text| decode(&text));
        let digest = line.digest.take().map(|digest| match line.bytes.take() {
            Some(bytes) => Ok(Self::Digest { digest, bytes }),
            None => Err("`digest` without `bytes`".to_owned()),
        });
        let pieces = std::mem::take(&mut line.multiplex);
        let framed = (!pieces.is_empty()).then(|| Ok(Self::Bytes(multiplex(&pieces))));
        let tar = line.tar.take().map(|digest| Ok(Self::Tar(digest)));
        let file = line.file.take().map(sidecar);
        let mut found = [json, text, binary, digest, framed, tar, file].into_iter().flatten();
        match (found.next(), found.next()) {
            (_, Some(_)) => {
                Err("more than one of `json`, `utf8`, `base64`, `multiplex`, `digest`, `tar`, `file`"
                    .to_owned())
            }
            (Some(content), None) => content.map(Some),
            (None, None) => Ok(None),
        }
    }

    /// Tells the bytes that a client or an engine would have sent, where they are stored.
    pub(crate) fn to_bytes(&self) -> Option<Bytes> {
        match self {
            Self::Json(value) => Some(value.to_string().into()),
            Self::Bytes(bytes) => Some(bytes.clone()),
            Self::Digest { .. } | Self::Tar(_) | Self::File(_) => None,
        }
    }
}

/// Takes the name of a file, which must be in the fixture's own folder.
fn sidecar(name: String) -> Result<Content, String> {
    let plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
    if plain { Ok(Content::File(name)) } else { Err(format!("`file` is no plain name: {name:?}")) }
}

/// Takes bytes apart that are whole frames of multiplexed output with readable text.
fn multiplexed(bytes: &[u8]) -> Option<Vec<(Channel, String)>> {
    let (mut rest, mut pieces) = (bytes, Vec::new());
    while let Some((header, after)) = rest.split_first_chunk::<8>() {
        let [stream @ 0..=2, 0, 0, 0, length @ ..] = *header else {
            return None;
        };
        let (text, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(length)).ok()?)?;
        let text = std::str::from_utf8(text).ok().filter(|text| readable(text))?;
        let channel = [Channel::Stdin, Channel::Stdout, Channel::Stderr][usize::from(stream)];
        pieces.push((channel, text.to_owned()));
        rest = after;
    }
    rest.is_empty().then_some(pieces)
}

/// Puts frames of multiplexed output together.
fn multiplex(pieces: &[(Channel, String)]) -> Bytes {
    let mut all = Vec::new();
    for (channel, text) in pieces {
        let stream = match channel {
            Channel::Stdin => 0,
            Channel::Stdout => 1,
            Channel::Stderr => 2,
        };
        all.extend([stream, 0, 0, 0]);
        // What was a frame has a length of 32 bits; a person's longer text is cut by the next reader.
        all.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
        all.extend(text.bytes());
    }
    all.into()
}

fn decode(text: &str) -> Result<Content, String> {
    let bytes = STANDARD.decode(text).map_err(|error| format!("`base64` cannot be decoded: {error}"))?;
    Ok(Content::Bytes(bytes.into()))
}

fn readable(text: &str) -> bool {
    text.chars().all(|char| !char.is_control() || matches!(char, '\t' | '\n' | '\r' | '\x1b'))
}

/// Tells whether a media type promises JSON, one value or many.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(
        essence.as_str(),
        "application/json" | "application/x-ndjson" | "application/jsonl" | "application/json-seq"
    ) || essence.ends_with("+json")
}
