//! The bytes that a client streams.

use bytes::Bytes;

use super::log::{Log, OPAQUE};
use crate::replay::{
    format::{Content, Sha, TarDigest, is_json},
    redact::Scrub,
};

/// The bytes that a client streams: stored while they are few or readable, otherwise digested.
pub(crate) struct ClientBytes {
    log: Log,
    scrub: Scrub,
    /// What to make of a body that is not readable; `None` when every piece is written at once.
    opaque: Option<Opaque>,
    ended: bool,
}

/// A body of which at most the digest is written, unless it is short.
#[derive(Default)]
struct Opaque {
    digest: Sha,
    tar: TarDigest,
    /// The first pieces, until it is known to be long.
    early: Vec<Bytes>,
}

impl ClientBytes {
    /// Takes the body of a request.
    pub(crate) fn body(log: Log, media_type: Option<&str>) -> Self {
        let opaque = !media_type.is_some_and(is_json);
        Self { log, scrub: Scrub::new(media_type), opaque: opaque.then(Opaque::default), ended: false }
    }

    /// Takes the client's side of a raw stream.
    pub(crate) fn stream(log: Log) -> Self {
        Self { log, scrub: Scrub::raw(), opaque: None, ended: false }
    }

    /// Takes the next piece.
    pub(crate) fn piece(&mut self, bytes: &Bytes) {
        if self.log.target_only() {
            return;
        }
        let first = self.opaque.as_ref().is_some_and(|opaque| opaque.digest.bytes() == 0);
        if first && matches!(self.scrub, Scrub::Unknown) && bytes.trim_ascii_start().starts_with(b"{") {
            self.opaque = None;
        }
        match &mut self.opaque {
            None => self.log.client(bytes, &mut self.scrub),
            Some(opaque) => {
                opaque.digest.update(bytes);
                opaque.tar.update(bytes);
                if opaque.digest.bytes() <= OPAQUE as u64 {
                    opaque.early.push(bytes.clone());
                } else {
                    opaque.early.clear();
                }
            }
        }
    }

    /// Ends this side.
    pub(crate) fn end(&mut self) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        if let Some(opaque) = self.opaque.take().filter(|_| !self.log.target_only()) {
            match opaque.tar.text() {
                Some(digest) => self.log.client_content(Content::Tar(digest)),
                None if opaque.digest.bytes() > OPAQUE as u64 => {
                    self.log.client_content(Content::digest(&opaque.digest));
                }
                None => opaque.early.iter().for_each(|bytes| self.log.client(bytes, &mut self.scrub)),
            }
        }
        self.log.client_end();
    }

    /// Tells whether this side has ended.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }
}
