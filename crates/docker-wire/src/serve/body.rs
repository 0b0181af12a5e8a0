//! Bodies of hyper's server as ours, and ours as hyper's.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use hyper::body::{Body as _, Frame, Incoming, SizeHint};

use crate::{
    body::{Body, Pieces},
    error::TransportError,
};

/// A request's body that was read no further than this is whole: 64 KiB, as much as stands beside a head in a
/// fixture.
const WHOLE: usize = 64 << 10;

/// What a client sends.
struct Received {
    incoming: Incoming,
}

/// Takes the body of a request: whole where it is small and `gather` says so or its length was told.
pub(super) async fn received(incoming: Incoming, gather: bool) -> Result<Body, TransportError> {
    let told = incoming.size_hint().exact();
    if told == Some(0) {
        return Ok(Body::empty());
    }
    let small = told.map_or(gather, |length| length <= WHOLE as u64);
    let mut body = Body::streaming(Received { incoming });
    if !small {
        return Ok(body);
    }
    let mut early = BytesMut::new();
    while early.len() <= WHOLE {
        match body.next().await {
            Some(piece) => early.extend_from_slice(&piece?),
            None => return Ok(Body::from(early.freeze())),
        }
    }
    Ok(Body::streaming(Prefixed { early: Some(early.freeze()), body }))
}

impl Pieces for Received {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            let frame = match ready!(Pin::new(&mut self.incoming).poll_frame(cx)) {
                None => return Poll::Ready(None),
                Some(Ok(frame)) => frame,
                Some(Err(error)) => {
                    let cut = TransportError::broken("the client's body was cut short").because(error);
                    return Poll::Ready(Some(Err(cut)));
                }
            };
            // Trailers say nothing that an engine uses.
            match frame.into_data() {
                Ok(data) if !data.is_empty() => return Poll::Ready(Some(Ok(data))),
                _ => {}
            }
        }
    }

    fn exact_length(&self) -> Option<u64> {
        self.incoming.size_hint().exact()
    }
}

/// A body of which some was read.
struct Prefixed {
    early: Option<Bytes>,
    body: Body,
}

impl Pieces for Prefixed {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        match self.early.take() {
            Some(early) => Poll::Ready(Some(Ok(early))),
            None => self.body.poll_next(cx),
        }
    }
}

/// What a client is answered.
pub(super) struct Answer {
    body: Body,
    failed: Option<TransportError>,
}

impl Answer {
    pub(super) fn new(body: Body) -> Self {
        Self { body, failed: None }
    }
}

impl hyper::body::Body for Answer {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        if let Some(error) = self.failed.take() {
            return Poll::Ready(Some(Err(error)));
        }
        match ready!(self.body.poll_next(cx)) {
            Some(Err(error)) => {
                // With the error hyper throws away what it has not written yet, which the client must get.
                self.failed = Some(error);
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Some(Ok(piece)) => Poll::Ready(Some(Ok(Frame::data(piece)))),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.failed.is_none() && self.body.exact_length() == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.exact_length().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
