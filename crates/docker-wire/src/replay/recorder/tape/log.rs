//! One exchange of a recording, as its streams write to it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use bytes::Bytes;
use http::{request, response};

use super::{At, Held, Piece, Tape, frame, line};
use crate::{
    error::{TransportError, TransportErrorKind},
    replay::{
        format::{
            BESIDE_HEAD, Compare, Content, End, Failure, Line, ReplyHead, RequestHead, Sha, Side, TarDigest,
            is_json,
        },
        recorder::media_type,
        redact::{self, Scrub},
    },
};

/// An opaque body up to this length is stored; of a longer one, only its digest.
pub(crate) const OPAQUE: usize = 4 << 10;

/// Writes the events of one exchange. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Log {
    tape: Arc<Tape>,
    exchange: Arc<Exchange>,
}

struct Exchange {
    at: At,
    target_only: bool,
    /// Nothing more can come from the engine, or nobody looks.
    over: AtomicBool,
    /// How much has come from the engine.
    passed: AtomicU64,
    /// The reply's body is an archive.
    archive: AtomicBool,
    /// The reply's body is known to be long, or can only be bytes.
    long: AtomicBool,
}

impl Log {
    /// Writes the request down; `whole` is its body, unless it streams.
    pub(crate) fn begin(
        tape: &Arc<Tape>,
        lane: &Arc<str>,
        parts: &request::Parts,
        whole: Option<&Bytes>,
        media_type: Option<&str>,
    ) -> Self {
        let (method, path) = (&parts.method, parts.uri.path());
        let target_only = tape.options.is_target_only(method, path);
        let t = tape.now();
        let mut state = tape.lock();
        let at = At { x: state.report.exchanges, lane: lane.clone(), path: path.into() };
        state.report.exchanges += 1;
        let body = whole.filter(|bytes| !bytes.is_empty() && !target_only).map(|bytes| {
            let opaque = !media_type.is_none_or(is_json);
            match TarDigest::of(bytes).filter(|_| opaque) {
                Some(digest) => Content::Tar(digest),
                None if bytes.len() > if opaque { OPAQUE } else { BESIDE_HEAD } => {
                    Content::digest(&Sha::of(bytes))
                }
                None => redact::complete(bytes, media_type, &mut state.vault),
            }
        });
        let head = RequestHead {
            method: method.to_string(),
            target: redact::target(&parts.uri, &mut state.vault),
            headers: redact::request_headers(&parts.headers, &mut state.vault),
        };
        let mut line = Line {
            repeat: tape.options.is_repeat(method, path),
            compare: target_only.then_some(Compare::Target),
            request: Some(head),
            ..line(&at, t)
        };
        if let Some(body) = body {
            body.put(&mut line);
        }
        state.event(&at, line);
        drop(state);
        let exchange = Exchange {
            at,
            target_only,
            over: AtomicBool::new(false),
            passed: AtomicU64::new(0),
            archive: AtomicBool::new(false),
            long: AtomicBool::new(false),
        };
        Self { tape: tape.clone(), exchange: Arc::new(exchange) }
    }

    /// Tells whether the bytes of the client are not stored.
    pub(crate) fn target_only(&self) -> bool {
        self.exchange.target_only
    }

    /// Writes the head of an ordinary reply, with its body where it is `whole`; `hold` says that it may soon be,
    /// for its length is told and small (`sized`) or it may be one JSON value; `long` that it is too long for that.
    pub(crate) fn reply(
        &self,
        parts: &response::Parts,
        whole: Option<&Bytes>,
        sized: bool,
        hold: bool,
        long: bool,
    ) {
        let t = self.tape.now();
        let media_type = media_type(&parts.headers).unwrap_or_default();
        let archive =
            media_type.starts_with("application/x-tar") || media_type.starts_with("application/tar");
        let opaque = archive || media_type.starts_with("application/octet-stream");
        self.exchange.archive.store(archive, Ordering::Relaxed);
        self.exchange.long.store(long || (opaque && !sized), Ordering::Relaxed);
        let mut state = self.tape.lock();
        let head = self.reply_head(parts, &mut state.vault);
        if let Some(bytes) = whole.filter(|bytes| bytes.len() <= BESIDE_HEAD) {
            let media_type = Some(media_type).filter(|media_type| !media_type.is_empty());
            let mut line = Line { reply: Some(head), archive, ..line(self.at(), t) };
            redact::complete(bytes, media_type, &mut state.vault).put(&mut line);
            state.event(self.at(), line);
            self.exchange.over.store(true, Ordering::Relaxed);
            return;
        }
        state.release();
        let held = Held { at: self.at().clone(), t, head, sized, pieces: Vec::new(), length: 0 };
        state.held = Some(held);
        if !hold {
            state.release();
        }
    }

    /// Writes the head of a reply whose connection became a raw stream.
    pub(crate) fn hijacked(&self, parts: &response::Parts) {
        let t = self.tape.now();
        let mut state = self.tape.lock();
        let mut head = self.reply_head(parts, &mut state.vault);
        head.hijacked = head.status != 101;
        state.event(self.at(), Line { reply: Some(head), ..line(self.at(), t) });
    }

    fn reply_head(&self, parts: &response::Parts, vault: &mut redact::Vault) -> ReplyHead {
        ReplyHead {
            status: parts.status.as_u16(),
            hijacked: false,
            headers: redact::reply_headers(&parts.headers, vault),
        }
    }

    /// Writes a piece from the engine.
    pub(crate) fn engine(&self, bytes: &Bytes, scrub: &mut Scrub) {
        let t = self.tape.now();
        let mut state = self.tape.lock();
        let (bytes, redacted) = scrub.piece(bytes, &mut state.vault);
        if !bytes.is_empty() {
            let before = self.exchange.passed.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            if before == 0 && is_archive(&bytes) {
                self.exchange.archive.store(true, Ordering::Relaxed);
                self.exchange.long.store(true, Ordering::Relaxed);
            }
            let long = self.exchange.long.load(Ordering::Relaxed)
                || before + bytes.len() as u64 > BESIDE_HEAD as u64;
            let archive = self.exchange.archive.load(Ordering::Relaxed);
            let piece = Piece { t, bytes, redacted };
            state.piece(self.at(), piece, scrub.json_values(), long, archive);
        }
    }

    /// Writes the end of the engine's side.
    pub(crate) fn engine_end(&self, scrub: &Scrub) {
        if !self.exchange.over.swap(true, Ordering::Relaxed) {
            let t = self.tape.now();
            let json = scrub.json_values().is_some();
            let archive = self.exchange.archive.load(Ordering::Relaxed);
            self.tape.lock().body_end(self.at(), t, json, archive);
        }
    }

    /// Writes a piece from the client.
    pub(crate) fn client(&self, bytes: &Bytes, scrub: &mut Scrub) {
        let t = self.tape.now();
        let mut state = self.tape.lock();
        let (bytes, redacted) = scrub.piece(bytes, &mut state.vault);
        if !bytes.is_empty() {
            state.event(self.at(), frame(self.at(), Side::Client, Piece { t, bytes, redacted }));
        }
    }

    /// Writes what the client sent as a whole.
    pub(crate) fn client_content(&self, content: Content) {
        let mut line = Line { from: Some(Side::Client), ..line(self.at(), self.tape.now()) };
        content.put(&mut line);
        self.tape.lock().event(self.at(), line);
    }

    /// Writes the end of the client's side.
    pub(crate) fn client_end(&self) {
        let line = Line { end: Some(End::Client), ..line(self.at(), self.tape.now()) };
        self.tape.lock().event(self.at(), line);
    }

    /// Writes a failure down and hands it on.
    pub(crate) fn failed(&self, error: TransportError) -> TransportError {
        match error.kind() {
            TransportErrorKind::Unsent => self.fail(Failure::Refused, None),
            TransportErrorKind::Broken | TransportErrorKind::Input => self.fail(Failure::Reset, None),
            TransportErrorKind::Timeout(timer) => self.fail(Failure::Timeout, Some(timer)),
        }
        error
    }

    /// Writes down that the client lost interest.
    pub(crate) fn dropped(&self) {
        self.fail(Failure::Dropped, None);
    }

    fn fail(&self, how: Failure, timer: Option<&str>) {
        if !self.exchange.over.swap(true, Ordering::Relaxed) {
            let t = self.tape.now();
            self.tape.lock().fail(self.at(), t, how, timer);
        }
    }

    /// Tells whether nothing more can come from the engine.
    pub(crate) fn is_over(&self) -> bool {
        self.exchange.over.load(Ordering::Relaxed)
    }

    /// Guards the wait for the reply: dropping it early says that the client lost interest.
    pub(crate) fn waiting(&self) -> Waiting {
        Waiting { log: Some(self.clone()) }
    }

    fn at(&self) -> &At {
        &self.exchange.at
    }
}

/// Tells by its first header whether an archive begins here, which not every engine says by the media type.
fn is_archive(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

/// A reply that is waited for.
pub(crate) struct Waiting {
    log: Option<Log>,
}

impl Waiting {
    /// Says that the wait is over, one way or another.
    pub(crate) fn over(mut self) {
        self.log = None;
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(log) = &self.log {
            log.dropped();
        }
    }
}
