//! Whether a request is the one that was recorded.

use bytes::Bytes;
use http::{HeaderMap, Request, header};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::diff::{self, Difference};
use crate::{
    body::Body,
    error::TransportError,
    replay::{
        format::{Compare, Content, Digesting, Exchange, Fixture, Happening, is_json},
        redact,
    },
};

/// The largest JSON body that is read before it is compared: 64 MiB.
const LARGEST: usize = 64 << 20;

/// A request as it is compared.
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) target: String,
    media_type: Option<String>,
    /// The body, unless it streams and is compared while it does.
    pub(super) body: Option<Bytes>,
    json: Option<Value>,
}

/// What a request's body is compared with.
pub(super) enum Expected {
    /// Nothing: it may be anything.
    Anything,
    Json(Value),
    Digest {
        digest: String,
        bytes: u64,
    },
    /// The digest of an archive's normalised entries.
    Tar(String),
    /// Pieces, which may be none.
    Pieces(Vec<Piece>),
}

/// Recorded bytes of a client.
pub(super) struct Piece {
    pub(super) event: usize,
    pub(super) bytes: Bytes,
    /// Only its length is right.
    pub(super) redacted: bool,
}

impl Asked {
    /// Takes a request apart; the second value is its body where that is compared while it streams.
    pub(super) async fn read(request: Request<Body>) -> Result<(Self, Option<Body>), TransportError> {
        let (parts, body) = request.into_parts();
        let media_type = essence(&parts.headers);
        let promises_json = media_type.as_deref().is_some_and(is_json);
        let (body, streaming) = match body.as_whole() {
            Some(bytes) => (Some(bytes.clone()), None),
            None if body.exact_length() == Some(0) => (Some(Bytes::new()), None),
            None if promises_json => (Some(body.collect(LARGEST).await?), None),
            None => (None, Some(body)),
        };
        let json = body.as_ref().and_then(|bytes| serde_json::from_slice(bytes).ok());
        let target = parts.uri.path_and_query().map_or_else(|| parts.uri.path(), |target| target.as_str());
        let asked =
            Self { method: parts.method.to_string(), target: target.to_owned(), media_type, body, json };
        Ok((asked, streaming))
    }

    pub(super) fn path(&self) -> &str {
        path(&self.target)
    }

    /// Tells whether this is the request of an exchange.
    pub(super) fn fits(&self, fixture: &Fixture, exchange: &Exchange) -> bool {
        self.method == exchange.head.method && self.differences(fixture, exchange).is_empty()
    }

    /// Lists in what this is not the request of an exchange.
    pub(super) fn differences(&self, fixture: &Fixture, exchange: &Exchange) -> Vec<Difference> {
        let head = &exchange.head;
        let mut found = Vec::new();
        if head.method != self.method {
            found.push(Difference::new("method", &head.method, &self.method));
        }
        let recorded = path(&head.target);
        if recorded != self.path() && !redact::matches(recorded, self.path()) {
            found.push(Difference::new("path", recorded, self.path()));
            return found;
        }
        diff::query(&parameters(&head.target), &parameters(&self.target), &mut found);
        let media_type = head.headers.get("content-type").map(|value| media_essence(value));
        if media_type != self.media_type {
            found.push(Difference::optional("media type", media_type.as_deref(), self.media_type.as_deref()));
        }
        if let Some(body) = &self.body {
            self.compare(body, &expected(fixture, exchange), &mut found);
        }
        found
    }

    fn compare(&self, asked: &Bytes, expected: &Expected, found: &mut Vec<Difference>) {
        match expected {
            Expected::Anything => {}
            Expected::Json(recorded) => match &self.json {
                Some(asked) => diff::json("body ", recorded, asked, found),
                None => found.push(Difference::new("body", &recorded.to_string(), "no JSON")),
            },
            Expected::Digest { digest, bytes } => {
                let mut own = Digesting::like(digest);
                own.update(asked);
                if own.text() != *digest {
                    let recorded = format!("{bytes} bytes, {digest}");
                    let asked = format!("{} bytes, {}", asked.len(), own.text());
                    found.push(Difference::new("body", &recorded, &asked));
                }
            }
            Expected::Tar(digest) => {
                let mut own = Digesting::tar();
                own.update(asked);
                if own.text() != *digest {
                    let recorded = format!("an archive with entries of {digest}");
                    let asked = format!("{} bytes, {}", asked.len(), own.text());
                    found.push(Difference::new("body", &recorded, &asked));
                }
            }
            Expected::Pieces(pieces) => self.compare_pieces(asked, pieces, found),
        }
    }

    fn compare_pieces(&self, asked: &Bytes, pieces: &[Piece], found: &mut Vec<Difference>) {
        let recorded: Vec<u8> = pieces.iter().flat_map(|piece| piece.bytes.iter().copied()).collect();
        // JSON that was streamed, and so stands in frames.
        if let (Some(asked), Ok(recorded)) = (&self.json, serde_json::from_slice(&recorded)) {
            diff::json("body ", &recorded, asked, found);
            return;
        }
        let redacted: Vec<bool> =
            pieces.iter().flat_map(|piece| piece.bytes.iter().map(|_| piece.redacted)).collect();
        let same = recorded.len() == asked.len()
            && recorded
                .iter()
                .zip(asked)
                .zip(redacted)
                .all(|((left, right), redacted)| redacted || left == right);
        let as_text =
            || Some(redact::matches(std::str::from_utf8(&recorded).ok()?, std::str::from_utf8(asked).ok()?));
        if !same && as_text() != Some(true) {
            found.push(diff::bytes(&recorded, asked));
        }
    }
}

/// Tells what the body of an exchange's request is compared with.
pub(super) fn expected(fixture: &Fixture, exchange: &Exchange) -> Expected {
    if exchange.compare == Some(Compare::Target) {
        return Expected::Anything;
    }
    match &exchange.body {
        Some(Content::Json(value)) => return Expected::Json(value.clone()),
        Some(Content::Digest { digest, bytes }) => {
            return Expected::Digest { digest: digest.clone(), bytes: *bytes };
        }
        Some(Content::Bytes(bytes)) => {
            let piece = Piece { event: exchange.request, bytes: bytes.clone(), redacted: false };
            return Expected::Pieces(vec![piece]);
        }
        Some(Content::Tar(digest)) => return Expected::Tar(digest.clone()),
        // Refused when the fixture was read.
        Some(Content::File(_)) => return Expected::Anything,
        None => {}
    }
    client_stream(fixture, exchange, sides(fixture, exchange).0)
}

/// Tells which events of the client belong to the request's body, and which to the raw stream after it.
pub(super) fn sides<'a>(fixture: &Fixture, exchange: &'a Exchange) -> (&'a [usize], &'a [usize]) {
    if !is_hijacked(fixture, exchange) {
        return (&exchange.client, &[]);
    }
    let ends = |event: &usize| {
        matches!(fixture.events[*event].what, Happening::End(_))
            && exchange.reply.is_some_and(|reply| *event < reply)
    };
    exchange.client.split_at(exchange.client.iter().position(ends).map_or(0, |end| end + 1))
}

/// Tells what a client's frames are compared with: those of a streamed body, or of a raw stream.
pub(super) fn client_stream(fixture: &Fixture, exchange: &Exchange, events: &[usize]) -> Expected {
    if exchange.compare == Some(Compare::Target) {
        return Expected::Anything;
    }
    let mut pieces = Vec::new();
    for event in events {
        match &fixture.events[*event].what {
            Happening::Frame { content: Content::Digest { digest, bytes }, .. } => {
                return Expected::Digest { digest: digest.clone(), bytes: *bytes };
            }
            Happening::Frame { content: Content::Tar(digest), .. } => return Expected::Tar(digest.clone()),
            Happening::Frame { content, redacted, .. } => {
                let bytes = content.to_bytes().unwrap_or_default();
                pieces.push(Piece { event: *event, bytes, redacted: *redacted });
            }
            Happening::Request | Happening::Reply { .. } | Happening::End(_) | Happening::Fail { .. } => {}
        }
    }
    Expected::Pieces(pieces)
}

/// Tells whether the connection of an exchange became a raw stream.
pub(super) fn is_hijacked(fixture: &Fixture, exchange: &Exchange) -> bool {
    exchange.reply.is_some_and(
        |reply| matches!(&fixture.events[reply].what, Happening::Reply { head, .. } if head.is_hijacked()),
    )
}

pub(super) fn path(target: &str) -> &str {
    target.split_once('?').map_or(target, |(path, _)| path)
}

/// Reads a query as a sorted set.
fn parameters(target: &str) -> Vec<(String, String)> {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect();
    pairs.sort();
    pairs
}

fn essence(headers: &HeaderMap) -> Option<String> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok().map(media_essence)
}

fn media_essence(value: &str) -> String {
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
