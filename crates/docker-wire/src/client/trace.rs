//! What a request tells a subscriber of `tracing`: one span each, with nothing secret in it.

use std::{
    pin::Pin,
    task::{Context as Task, Poll},
    time::Instant,
};

use bytes::Bytes;
use http::StatusCode;
use tracing::{Span, field::Empty};

use crate::{
    body::{Body, Pieces, Polled},
    error::{Context, Error, TransportError},
};

/// The span of one exchange, from its request until its reply is read or dropped. It costs next to nothing while
/// nobody listens.
#[derive(Clone)]
pub(super) struct Trace {
    span: Span,
    /// When it began; only asked for where somebody listens.
    began: Option<Instant>,
}

impl Trace {
    pub(super) fn of(context: &Context) -> Self {
        let span = tracing::debug_span!(
            target: "docker_wire",
            "exchange",
            operation = context.operation.unwrap_or("raw"),
            version = context.version.map(tracing::field::display),
            endpoint = context.endpoint.as_deref(),
            status = Empty,
            bytes = Empty,
            duration_us = Empty,
            ended = Empty,
            error = Empty,
        );
        let began = (!span.is_disabled()).then(Instant::now);
        Self { span, began }
    }

    pub(super) fn span(&self) -> Span {
        self.span.clone()
    }

    pub(super) fn status(&self, status: StatusCode) {
        self.span.record("status", status.as_u16());
    }

    /// Notes why there is no reply.
    pub(super) fn failed(&self, error: &Error) {
        if self.began.is_some() {
            self.span.record("error", tracing::field::display(error));
        }
    }

    /// Watches a reply until it is read or dropped.
    pub(super) fn body(&self, body: Body) -> Body {
        match self.began {
            None => body,
            Some(began) => {
                let counted = Counted { body, bytes: 0, ended: "dropped", began, span: self.span.clone() };
                Body::streaming(counted)
            }
        }
    }
}

/// A reply whose bytes are counted.
struct Counted {
    body: Body,
    bytes: u64,
    ended: &'static str,
    began: Instant,
    span: Span,
}

impl Counted {
    fn count(&mut self, polled: &Polled) {
        match polled {
            Poll::Ready(Some(Ok(piece))) => self.bytes += piece.len() as u64,
            Poll::Ready(Some(Err(_))) => self.ended = "broken",
            Poll::Ready(None) => self.ended = "complete",
            Poll::Pending => {}
        }
    }
}

impl Pieces for Counted {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut Task<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let polled = self.body.poll_next(cx);
        self.count(&polled);
        polled
    }

    fn poll_joined(
        mut self: Pin<&mut Self>,
        cx: &mut Task<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let polled = self.body.poll_joined(cx);
        self.count(&polled);
        polled
    }

    fn exact_length(&self) -> Option<u64> {
        self.body.exact_length()
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        // What nobody read may have been empty.
        let ended = if self.body.exact_length() == Some(0) && self.ended == "dropped" {
            "complete"
        } else {
            self.ended
        };
        let micros = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.span.record("bytes", self.bytes).record("duration_us", micros).record("ended", ended);
    }
}
