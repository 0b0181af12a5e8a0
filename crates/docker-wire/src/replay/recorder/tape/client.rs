//! The bytes that a client streams.

use bytes::Bytes;

use super::log::{Log, OPAQUE};
use crate::replay::{
    format::{Fnv, is_json},
    redact::Scrub,
};

/// The bytes that a client streams: stored while they are few or readable, otherwise digested.
pub(crate) struct ClientBytes {
    log: Log,
    scrub: Scrub,
    digest: Fnv,
    /// The first pieces of an opaque body, until it is known to be long; `None` when every piece is written at once.
    early: Option<Vec<Bytes>>,
    long: bool,
    ended: bool,
}

impl ClientBytes {
    /// Takes the body of a request.
    pub(crate) fn body(log: Log, media_type: Option<&str>) -> Self {
        let opaque = media_type.is_some_and(|media_type| !is_json(media_type));
        let early = opaque.then(Vec::new);
        let long = log.target_only();
        Self { log, scrub: Scrub::new(media_type), digest: Fnv::new(), early, long, ended: false }
    }

    /// Takes the client's side of a raw stream.
    pub(crate) fn stream(log: Log) -> Self {
        let long = log.target_only();
        Self { log, scrub: Scrub::Raw, digest: Fnv::new(), early: None, long, ended: false }
    }

    /// Takes the next piece.
    pub(crate) fn piece(&mut self, bytes: &Bytes) {
        self.digest.update(bytes);
        if self.long {
            return;
        }
        match &mut self.early {
            None => self.log.client(bytes, &mut self.scrub),
            Some(early) if self.digest.bytes() <= OPAQUE as u64 => early.push(bytes.clone()),
            Some(_) => {
                self.early = None;
                self.long = true;
            }
        }
    }

    /// Ends this side.
    pub(crate) fn end(&mut self) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        if self.long {
            self.log.client_digest(&self.digest);
        }
        for bytes in self.early.take().into_iter().flatten() {
            self.log.client(&bytes, &mut self.scrub);
        }
        self.log.client_end();
    }

    /// Tells whether this side has ended.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }
}
