//! What streams between client and replayer: bodies both ways, and raw streams.

use std::{
    path::Path,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;

use super::{
    diff,
    edit::{Edited, Edits},
    matching::{Expected, Piece, client_stream, expected, sides},
    order::{Chosen, Stage},
    play::{drive, failure, plausible_bytes},
    sidecar::Sidecar,
};
use crate::{
    body::{Body, Pieces, Sink},
    error::TransportError,
    replay::format::{Content, Digesting, Failure, Happening, Side},
    transport::BoxFuture,
};

/// Compares what a client streams with what it streamed when it was recorded.
pub(super) struct ClientStream {
    stage: Arc<Stage>,
    exchange: usize,
    expected: Expected,
    /// What the client did then.
    events: Vec<usize>,
    /// The piece that comes next, and how much of it has come.
    at: (usize, usize),
    taken: u64,
    digest: Option<Digesting>,
    failed: bool,
}

impl ClientStream {
    /// Expects the body of a request.
    pub(super) fn of_body(stage: Arc<Stage>, exchange: usize) -> Self {
        let recorded = stage.exchange(exchange);
        let (expected, events) =
            (expected(stage.fixture(), recorded), sides(stage.fixture(), recorded).0.to_vec());
        Self::new(stage, exchange, expected, events)
    }

    /// Expects the client's side of a raw stream.
    pub(super) fn of_raw(stage: Arc<Stage>, exchange: usize) -> Self {
        let recorded = stage.exchange(exchange);
        let events = sides(stage.fixture(), recorded).1.to_vec();
        let expected = client_stream(stage.fixture(), recorded, &events);
        Self::new(stage, exchange, expected, events)
    }

    fn new(stage: Arc<Stage>, exchange: usize, expected: Expected, events: Vec<usize>) -> Self {
        let digest = match &expected {
            Expected::Digest { digest, .. } => Some(Digesting::like(digest)),
            Expected::Tar(_) => Some(Digesting::tar()),
            Expected::Anything | Expected::Json(_) | Expected::Pieces(_) => None,
        };
        Self { stage, exchange, expected, events, at: (0, 0), taken: 0, digest, failed: false }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), TransportError> {
        let before = self.taken;
        self.taken += bytes.len() as u64;
        if let Some(digest) = &mut self.digest {
            digest.update(bytes);
        }
        let Expected::Pieces(pieces) = &self.expected else {
            return Ok(());
        };
        let mut rest = bytes;
        while !rest.is_empty() {
            let Some(piece) = pieces.get(self.at.0) else {
                return Err(self.mismatch(before, bytes.len() - rest.len(), &[], rest));
            };
            let wanted = &piece.bytes[self.at.1..];
            let count = wanted.len().min(rest.len());
            let parts = |(left, right): (&u8, &u8)| left != right && !piece.redacted;
            if let Some(at) = wanted.iter().zip(rest).position(parts) {
                let taken = bytes.len() - rest.len() + at;
                let (recorded, sent) = (wanted[at..].to_vec(), rest[at..].to_vec());
                return Err(self.mismatch(before, taken, &recorded, &sent));
            }
            rest = &rest[count..];
            self.at.1 += count;
            if self.at.1 == piece.bytes.len() {
                self.stage.see(piece.event);
                self.at = (self.at.0 + 1, 0);
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), TransportError> {
        let missing = match &self.expected {
            Expected::Anything | Expected::Json(_) => None,
            Expected::Digest { digest, bytes } => {
                (self.own_digest() != *digest).then(|| format!("{bytes} bytes with {digest}"))
            }
            Expected::Tar(digest) => {
                (self.own_digest() != *digest).then(|| format!("an archive with entries of {digest}"))
            }
            Expected::Pieces(pieces) => pieces.get(self.at.0).map(|piece| self.rest_of(piece)),
        };
        if let Some(missing) = missing.filter(|_| !self.failed) {
            let own = self.own_digest();
            let own = if own.is_empty() { own } else { format!(" ({own})") };
            return Err(
                self.fail(&format!("ended after {} bytes{own}, but recorded is {missing}", self.taken))
            );
        }
        self.events.iter().for_each(|event| self.stage.see(*event));
        Ok(())
    }

    fn own_digest(&self) -> String {
        self.digest.as_ref().map(Digesting::text).unwrap_or_default()
    }

    /// Notes an end that was not said: only the event is seen, whatever was missing before it.
    fn left(&mut self) {
        for event in &self.events {
            if let Happening::End(Side::Client) = self.stage.fixture().events[*event].what {
                self.stage.see(*event);
            }
        }
    }

    fn rest_of(&self, piece: &Piece) -> String {
        format!("{} at {}", diff::excerpt(&piece.bytes[self.at.1..]), self.stage.fixture().place(piece.event))
    }

    fn mismatch(&mut self, before: u64, taken: usize, recorded: &[u8], sent: &[u8]) -> TransportError {
        let offset = before + taken as u64;
        let (recorded, sent) = (diff::excerpt(recorded), diff::excerpt(sent));
        self.fail(&format!("differs at byte {offset}: recorded {recorded}, sent {sent}"))
    }

    fn fail(&mut self, what: &str) -> TransportError {
        self.failed = true;
        let exchange = self.stage.exchange(self.exchange);
        let event = match &self.expected {
            Expected::Pieces(pieces) => pieces.get(self.at.0).map_or(exchange.request, |piece| piece.event),
            _ => exchange.request,
        };
        let head = &exchange.head;
        let place = self.stage.fixture().place(event);
        self.stage.problem(format!("the client's stream of {} {} {what} ({place})", head.method, head.target))
    }
}

/// The body of a request on its way.
pub(super) struct Upload {
    body: Body,
    stream: ClientStream,
}

impl Upload {
    pub(super) fn new(body: Body, stream: ClientStream) -> Self {
        Self { body, stream }
    }

    /// Takes what there is; ready when all of it was taken.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        loop {
            match ready!(self.body.poll_next(cx)) {
                Some(Ok(piece)) => self.stream.take(&piece)?,
                Some(Err(error)) => return Poll::Ready(Err(error)),
                None => return Poll::Ready(self.stream.end()),
            }
        }
    }
}

/// The engine's frames of one exchange.
pub(super) struct EnginePieces {
    stage: Arc<Stage>,
    chosen: Chosen,
    /// A body that stood beside the head, while the request's body still streams.
    whole: Option<Bytes>,
    has_whole: bool,
    upload: Option<Upload>,
    next: usize,
    /// A long body that is being read.
    sidecar: Option<Sidecar>,
    edited: Option<Edited>,
    release: Option<BoxFuture<'static, Result<(), TransportError>>>,
}

impl EnginePieces {
    pub(super) fn new(
        stage: Arc<Stage>,
        chosen: Chosen,
        whole: Option<Bytes>,
        upload: Option<Upload>,
    ) -> Self {
        Self {
            stage,
            chosen,
            has_whole: whole.is_some(),
            whole,
            upload,
            next: 0,
            sidecar: None,
            edited: None,
            release: None,
        }
    }

    /// Works on what comes, as edits say.
    pub(super) fn with(mut self, edits: Edits, raw: bool) -> Self {
        self.edited = edits.touches_body().then(|| Edited::new(edits, raw));
        self
    }
}

impl Pieces for EnginePieces {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        match self.edited.take() {
            None => self.poll_recorded(cx),
            Some(mut edited) => {
                let polled = edited.poll(cx, |cx| self.poll_recorded(cx));
                self.edited = Some(edited);
                polled
            }
        }
    }
}

impl EnginePieces {
    fn poll_recorded(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let this = self;
        if let Poll::Ready(error) = drive(&mut this.upload, cx) {
            return Poll::Ready(Some(Err(error)));
        }
        if this.has_whole {
            return match this.whole.take().filter(|bytes| !bytes.is_empty()) {
                Some(bytes) => Poll::Ready(Some(Ok(bytes))),
                None if this.upload.is_some() => Poll::Pending,
                None => Poll::Ready(None),
            };
        }
        loop {
            if let Some(sidecar) = &mut this.sidecar {
                match sidecar.next() {
                    Ok(Some(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                    Ok(None) => this.sidecar = None,
                    Err(message) => return Poll::Ready(Some(Err(this.stage.problem(message)))),
                }
            }
            let Some(event) = this.stage.exchange(this.chosen.exchange).engine.get(this.next).copied() else {
                // The recording saw no more of it, and no end.
                return Poll::Pending;
            };
            let what = &this.stage.fixture().events[event].what;
            if let Happening::Fail { how: Failure::Dropped, .. } = what {
                this.next += 1;
                continue;
            }
            let (stage, chosen) = (&this.stage, this.chosen);
            let release = this.release.get_or_insert_with(|| Box::pin(stage.clone().release(event, chosen)));
            let released = ready!(release.as_mut().poll(cx));
            this.release = None;
            this.next += 1;
            if let Err(error) = released {
                return Poll::Ready(Some(Err(error)));
            }
            if let Happening::Frame { content: Content::File(name), .. } = what {
                let folder = this.stage.fixture().folder.as_deref().unwrap_or(Path::new(""));
                match Sidecar::open(folder, name) {
                    Ok(sidecar) => this.sidecar = Some(sidecar),
                    Err(error) => {
                        let message = format!("`{name}` beside the fixture cannot be read: {error}");
                        return Poll::Ready(Some(Err(this.stage.problem(message))));
                    }
                }
                continue;
            }
            return Poll::Ready(match what {
                Happening::Frame { content: Content::Bytes(bytes), .. } => Some(Ok(plausible_bytes(bytes))),
                Happening::Fail { how, timer } => {
                    Some(Err(failure(&this.stage, event, *how, timer.as_deref())))
                }
                _ => None,
            });
        }
    }
}

/// The client's side of a raw stream.
pub(super) struct ReplaySink {
    stream: ClientStream,
    closed: bool,
}

impl ReplaySink {
    pub(super) fn new(stream: ClientStream) -> Self {
        Self { stream, closed: false }
    }
}

impl Sink for ReplaySink {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &mut Bytes,
    ) -> Poll<Result<(), TransportError>> {
        let bytes = std::mem::take(bytes);
        Poll::Ready(self.stream.take(&bytes))
    }

    fn poll_close(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        if std::mem::replace(&mut self.closed, true) {
            return Poll::Ready(Ok(()));
        }
        Poll::Ready(self.stream.end())
    }
}

impl Drop for ReplaySink {
    fn drop(&mut self) {
        if !self.closed {
            self.stream.left();
        }
    }
}
