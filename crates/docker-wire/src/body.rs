//! Bodies and raw two-way streams, as types of our own.
//!
//! Every [`Transport`](crate::Transport) speaks in these, so a recorder, a replayer, a test and a user can all make
//! one. Nothing here buffers more than one piece.

mod channel;
mod duplex;

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};

pub use channel::{Feeder, FeederClosed};
pub use duplex::{Duplex, Inlet, Outlet, Sink};

use crate::error::TransportError;

/// How many pieces of a body are kept before they are joined.
const MANY_PIECES: usize = 1024;

/// What polling a body gives.
pub(crate) type Polled = Poll<Option<Result<Bytes, TransportError>>>;

/// A source of the pieces of a body, in order.
///
/// After `None` or an error it is not polled again.
pub trait Pieces: Send + 'static {
    /// Polls for the next piece; pieces may have any length but none is empty.
    fn poll_piece(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>>;

    /// Polls for the next bytes for a reader that does not care how they are cut: pieces that are there may come as one.
    ///
    /// This is for sources that can do so for less. A body that wraps another passes it on unless it looks at the
    /// pieces one by one.
    fn poll_joined(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        self.poll_piece(cx)
    }

    /// Tells the exact number of bytes that are left, where it is known.
    fn exact_length(&self) -> Option<u64> {
        None
    }
}

/// The body of a request or a reply, whole or streaming.
#[derive(Default)]
pub struct Body {
    inner: Inner,
}

#[derive(Default)]
enum Inner {
    #[default]
    Empty,
    Whole(Bytes),
    Streaming(Pin<Box<dyn Pieces>>),
}

impl Body {
    /// Makes a body without bytes.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Makes a body that is read piece by piece as it is sent.
    pub fn streaming(pieces: impl Pieces) -> Self {
        Self { inner: Inner::Streaming(Box::pin(pieces)) }
    }

    /// Makes a streaming body and the end that feeds it; `depth` pieces may wait between the two.
    pub fn channel(depth: usize) -> (Feeder, Self) {
        channel::channel(depth)
    }

    /// Returns the next piece, or `None` at the end.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: a piece is returned or stays.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// Returns the next bytes as [`next`](Self::next) does, where pieces that are there may come as one.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: a piece is returned or stays.
    pub async fn next_joined(&mut self) -> Option<Result<Bytes, TransportError>> {
        poll_fn(|cx| self.poll_joined(cx)).await
    }

    /// Polls for the next piece, or `None` at the end.
    #[inline]
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        self.poll_by(Pieces::poll_piece, cx)
    }

    /// Polls for the next bytes, or `None` at the end, where pieces that are there may come as one.
    #[inline]
    pub fn poll_joined(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        self.poll_by(Pieces::poll_joined, cx)
    }

    #[inline]
    fn poll_by(
        &mut self,
        poll: fn(Pin<&mut (dyn Pieces + 'static)>, &mut Context<'_>) -> Polled,
        cx: &mut Context<'_>,
    ) -> Polled {
        match &mut self.inner {
            Inner::Empty => Poll::Ready(None),
            Inner::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                self.inner = Inner::Empty;
                Poll::Ready(Some(Ok(bytes)))
            }
            Inner::Streaming(pieces) => {
                let polled = poll(pieces.as_mut(), cx);
                if let Poll::Ready(None | Some(Err(_))) = polled {
                    self.inner = Inner::Empty;
                }
                polled
            }
        }
    }

    /// Reads the whole body into memory, at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// Fails where the body fails, and where it is longer than `limit`.
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe: what was read is lost.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, TransportError> {
        let Some(first) = self.next().await.transpose()? else {
            return Ok(Bytes::new());
        };
        let Some(second) = self.next().await.transpose()? else {
            return if first.len() > limit { Err(too_long(limit)) } else { Ok(first) };
        };
        let mut length = first.len() + second.len();
        let (mut all, mut pieces) = (BytesMut::new(), vec![first, second]);
        while length <= limit {
            let piece = self.next().await.transpose()?;
            // A long reply is joined once: growing costs more. Many small pieces would cost more than what is in them.
            if piece.is_none() || pieces.len() == MANY_PIECES {
                all.reserve(length - all.len());
                pieces.drain(..).for_each(|piece| all.extend_from_slice(&piece));
            }
            let Some(piece) = piece else { return Ok(all.freeze()) };
            length += piece.len();
            pieces.push(piece);
        }
        Err(too_long(limit))
    }

    /// Tells the exact number of bytes that are left, where it is known.
    pub fn exact_length(&self) -> Option<u64> {
        match &self.inner {
            Inner::Empty => Some(0),
            Inner::Whole(bytes) => Some(bytes.len() as u64),
            Inner::Streaming(pieces) => pieces.exact_length(),
        }
    }

    /// Tells the bytes, where the body is whole and nothing of it was read.
    pub fn as_whole(&self) -> Option<&Bytes> {
        static NOTHING: Bytes = Bytes::new();
        match &self.inner {
            Inner::Empty => Some(&NOTHING),
            Inner::Whole(bytes) => Some(bytes),
            Inner::Streaming(_) => None,
        }
    }
}

fn too_long(limit: usize) -> TransportError {
    TransportError::broken(format!("the body is longer than {limit} bytes"))
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self { inner: if bytes.is_empty() { Inner::Empty } else { Inner::Whole(bytes) } }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from(text).into()
    }
}

/// Shows the length and never the bytes: a body may hold secrets.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.exact_length() {
            Some(length) => write!(f, "Body({length} bytes)"),
            None => f.write_str("Body(streaming)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_is_collected_whatever_its_pieces_are() {
        for (count, size) in [(0, 1), (1, 10), (2, 10), (3, 10), (1024, 1), (1025, 1), (1026, 3), (5000, 7)] {
            let bytes: Vec<u8> = (0..count * size).map(|at| (at % 251) as u8).collect();
            for (limit, fits) in [(bytes.len(), true), (bytes.len().saturating_sub(1), bytes.is_empty())] {
                let collected = fed(&bytes, size).collect(limit).await;
                assert_eq!(collected.is_ok(), fits, "{count} pieces of {size} bytes in {limit}");
                assert!(collected.is_err() || collected.is_ok_and(|collected| collected == bytes));
            }
        }
    }

    fn fed(bytes: &[u8], size: usize) -> Body {
        let bytes = Bytes::copy_from_slice(bytes);
        let (feeder, body) = Body::channel(1);
        tokio::spawn(async move {
            for start in (0..bytes.len()).step_by(size) {
                if feeder.feed(bytes.slice(start..start + size)).await.is_err() {
                    return;
                }
            }
        });
        body
    }
}
