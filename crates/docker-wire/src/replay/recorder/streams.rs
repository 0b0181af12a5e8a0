//! Bodies and raw streams that write down what passes.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;

use super::tape::{ClientBytes, Log};
use crate::{
    body::{Body, Duplex, Outlet, Pieces, Sink},
    error::TransportError,
    replay::redact::Scrub,
};

/// The streaming body of a request.
pub(super) struct RequestPieces {
    inner: Body,
    bytes: ClientBytes,
}

impl RequestPieces {
    pub(super) fn new(inner: Body, log: Log, media_type: Option<&str>) -> Self {
        Self { inner, bytes: ClientBytes::body(log, media_type) }
    }
}

impl Pieces for RequestPieces {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let polled = ready!(self.inner.poll_next(cx));
        match &polled {
            Some(Ok(piece)) => {
                self.bytes.piece(piece);
                // A transport that knows the length need not ask for the end.
                if self.inner.exact_length() == Some(0) {
                    self.bytes.end();
                }
            }
            // What the client could not provide shows as the failure of the exchange.
            Some(Err(_)) => {}
            None => self.bytes.end(),
        }
        Poll::Ready(polled)
    }

    fn exact_length(&self) -> Option<u64> {
        self.inner.exact_length()
    }
}

/// The streaming body of a reply, or the engine's side of a raw stream.
///
/// Pieces are never joined here: how the engine cut them is recorded, and would otherwise depend on when it was read.
pub(super) struct ReplyPieces {
    inner: Body,
    scrub: Scrub,
    log: Log,
}

impl ReplyPieces {
    pub(super) fn new(inner: Body, media_type: Option<&str>, log: Log) -> Self {
        Self { inner, scrub: Scrub::new(media_type), log }
    }
}

impl Pieces for ReplyPieces {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let this = &mut *self;
        let polled = ready!(this.inner.poll_next(cx));
        Poll::Ready(match polled {
            Some(Ok(piece)) => {
                this.log.engine(&piece, &mut this.scrub);
                Some(Ok(piece))
            }
            Some(Err(error)) => Some(Err(this.log.failed(error))),
            None => {
                this.log.engine_end(&this.scrub);
                None
            }
        })
    }

    fn exact_length(&self) -> Option<u64> {
        self.inner.exact_length()
    }
}

impl Drop for ReplyPieces {
    fn drop(&mut self) {
        // A reader that knows the length need not ask for the end.
        if self.inner.exact_length() == Some(0) {
            self.log.engine_end(&self.scrub);
        } else {
            self.log.dropped();
        }
    }
}

/// Records both directions of a raw stream.
pub(super) fn duplex(duplex: Duplex, log: Log) -> Duplex {
    let (inlet, outlet) = duplex.split();
    let reading = ReplyPieces { inner: inlet.into_body(), scrub: Scrub::raw(), log: log.clone() };
    Duplex::new(
        reading,
        RecordedSink { outlet, pending: Bytes::new(), bytes: ClientBytes::stream(log.clone()), log },
    )
}

/// The client's side of a raw stream.
///
/// A frame is written down before it is sent, or an answer to it could be seen first.
struct RecordedSink {
    outlet: Outlet,
    /// Written down, and not yet sent.
    pending: Bytes,
    bytes: ClientBytes,
    log: Log,
}

impl RecordedSink {
    /// Sends what was written down.
    fn poll_pending(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        if self.pending.is_empty() {
            return Poll::Ready(Ok(()));
        }
        let sent = ready!(self.outlet.poll_write(cx, &mut self.pending));
        Poll::Ready(sent.map_err(|error| self.log.failed(error)))
    }
}

impl Sink for RecordedSink {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &mut Bytes,
    ) -> Poll<Result<(), TransportError>> {
        ready!(self.poll_pending(cx))?;
        if !bytes.is_empty() {
            let frame = std::mem::take(bytes);
            self.bytes.piece(&frame);
            self.pending = frame;
        }
        self.poll_pending(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        ready!(self.poll_pending(cx))?;
        if !self.bytes.has_ended() {
            self.bytes.end();
        }
        let closed = ready!(self.outlet.poll_close(cx));
        Poll::Ready(closed.map_err(|error| self.log.failed(error)))
    }
}

impl Drop for RecordedSink {
    fn drop(&mut self) {
        // To the engine this is an end like any other, unless it has ended itself.
        if !self.log.is_over() {
            self.bytes.end();
        }
    }
}
