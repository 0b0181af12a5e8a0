//! The body of a streamed reply, read from the socket.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use ::hyper::body::{Body as _, Incoming};
use bytes::Bytes;
use http::{HeaderMap, header};

use super::{pool::Lease, root, tap::Tap};
use crate::{
    body::{Pieces, Polled},
    codec::{CodecError, chunked::Dechunker},
    error::TransportError,
};

/// A chunked body that is read without hyper, which believes it to be empty.
pub(super) struct Streamed {
    chunks: Dechunker,
    tap: Tap,
    /// hyper's own idea of the body, which ends after ours and fails when the connection does.
    incoming: Incoming,
    lease: Lease,
}

/// Tells whether a body is chunked, as hyper decides it.
pub(super) fn is_chunked(headers: &HeaderMap) -> bool {
    let codings = headers.get_all(header::TRANSFER_ENCODING).iter().next_back();
    let last = codings.and_then(|value| value.to_str().ok()).and_then(|codings| codings.rsplit(',').next());
    last.is_some_and(|coding| coding.trim().eq_ignore_ascii_case("chunked"))
}

impl Streamed {
    pub(super) fn new(incoming: Incoming, tap: Tap, lease: Lease) -> Self {
        Self { chunks: Dechunker::new(), tap, incoming, lease }
    }

    /// Takes the next piece in one of the two ways, and reads what it takes.
    #[inline]
    fn poll_by(
        &mut self,
        take: fn(&mut Dechunker) -> Result<Option<Bytes>, CodecError>,
        cx: &mut Context<'_>,
    ) -> Polled {
        loop {
            match take(&mut self.chunks) {
                Ok(Some(piece)) => return Poll::Ready(Some(Ok(piece))),
                Ok(None) => {}
                Err(error) => {
                    let message = format!("the reply is not chunked as it should be: {error}");
                    return Poll::Ready(Some(Err(TransportError::broken(message).because(error))));
                }
            }
            if self.chunks.has_ended() {
                let rest = self.chunks.rest();
                self.tap.finish(&rest);
                return self.poll_end(cx);
            }
            match ready!(self.tap.poll_read(cx)) {
                Some(Ok(bytes)) if bytes.is_empty() => {
                    return Poll::Ready(Some(Err(cut_short("the connection was closed before its end"))));
                }
                Some(Ok(bytes)) => self.chunks.push(bytes),
                Some(Err(error)) => {
                    return Poll::Ready(Some(Err(cut_short(&error).because(error))));
                }
                None => return self.poll_failure(cx),
            }
        }
    }

    /// Waits until hyper has seen the end as well; only then the connection is free.
    fn poll_end(&mut self, cx: &mut Context<'_>) -> Polled {
        match ready!(Pin::new(&mut self.incoming).poll_frame(cx)) {
            Some(Err(error)) => Poll::Ready(Some(Err(cut_short(root(&error)).because(error)))),
            Some(Ok(_)) | None => {
                self.lease.give_back();
                Poll::Ready(None)
            }
        }
    }

    /// Asks hyper what became of the connection.
    fn poll_failure(&mut self, cx: &mut Context<'_>) -> Polled {
        Poll::Ready(Some(Err(match ready!(Pin::new(&mut self.incoming).poll_frame(cx)) {
            Some(Err(error)) => cut_short(root(&error)).because(error),
            Some(Ok(_)) | None => cut_short("the connection was given up"),
        })))
    }
}

impl Pieces for Streamed {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        self.poll_by(Dechunker::take, cx)
    }

    fn poll_joined(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        self.poll_by(Dechunker::take_joined, cx)
    }
}

pub(super) fn cut_short(why: impl std::fmt::Display) -> TransportError {
    TransportError::broken(format!("the reply was cut short: {why}"))
}
