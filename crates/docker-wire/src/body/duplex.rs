//! A raw two-way stream: what a connection becomes after the engine hands it over.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;

use super::{Body, Pieces};
use crate::error::TransportError;

/// Takes bytes towards the other side.
pub trait Sink: Send + 'static {
    /// Writes from the front of `bytes`, which it advances; ready when `bytes` is empty.
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &mut Bytes,
    ) -> Poll<Result<(), TransportError>>;

    /// Closes this direction only: the other side sees the end and may go on sending.
    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), TransportError>>;
}

/// A raw two-way stream with real half-close.
///
/// Dropping it closes both directions.
pub struct Duplex {
    inlet: Inlet,
    outlet: Outlet,
}

/// The reading half of a [`Duplex`].
pub struct Inlet {
    body: Body,
}

/// The writing half of a [`Duplex`].
pub struct Outlet {
    sink: Pin<Box<dyn Sink>>,
}

impl Duplex {
    /// Joins two directions.
    pub fn new(from_peer: impl Pieces, to_peer: impl Sink) -> Self {
        Self { inlet: Inlet { body: Body::streaming(from_peer) }, outlet: Outlet { sink: Box::pin(to_peer) } }
    }

    /// Returns the next bytes from the other side, or `None` when it has closed its direction.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn read(&mut self) -> Option<Result<Bytes, TransportError>> {
        self.inlet.read().await
    }

    /// Writes all of `bytes`.
    ///
    /// # Errors
    ///
    /// Fails when the connection does.
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe: a part may have been written.
    pub async fn write(&mut self, bytes: impl Into<Bytes>) -> Result<(), TransportError> {
        self.outlet.write(bytes).await
    }

    /// Closes the direction towards the other side; reading goes on.
    ///
    /// # Errors
    ///
    /// Fails when the connection does.
    pub async fn close(&mut self) -> Result<(), TransportError> {
        self.outlet.close().await
    }

    /// Splits the stream, so that two tasks can work on it.
    pub fn split(self) -> (Inlet, Outlet) {
        (self.inlet, self.outlet)
    }

    /// Replaces what reads by something that reads from it.
    pub(crate) fn map_inlet(self, wrap: impl FnOnce(Body) -> Body) -> Self {
        Self { inlet: Inlet { body: wrap(self.inlet.body) }, outlet: self.outlet }
    }

    /// Joins two halves again.
    pub fn join(inlet: Inlet, outlet: Outlet) -> Self {
        Self { inlet, outlet }
    }
}

impl Inlet {
    /// Returns the next bytes from the other side, or `None` when it has closed its direction.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn read(&mut self) -> Option<Result<Bytes, TransportError>> {
        self.body.next().await
    }

    /// Turns the reading half into a body.
    pub fn into_body(self) -> Body {
        self.body
    }
}

impl Outlet {
    /// Writes all of `bytes`.
    ///
    /// # Errors
    ///
    /// Fails when the connection does.
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe: a part may have been written.
    pub async fn write(&mut self, bytes: impl Into<Bytes>) -> Result<(), TransportError> {
        let mut bytes = bytes.into();
        poll_fn(|cx| self.poll_write(cx, &mut bytes)).await
    }

    /// Writes from the front of `bytes`, which it advances; ready when `bytes` is empty.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub fn poll_write(
        &mut self,
        cx: &mut Context<'_>,
        bytes: &mut Bytes,
    ) -> Poll<Result<(), TransportError>> {
        self.sink.as_mut().poll_write(cx, bytes)
    }

    /// Closes this direction; the other side sees the end and may go on sending.
    ///
    /// # Errors
    ///
    /// Fails when the connection does.
    pub async fn close(&mut self) -> Result<(), TransportError> {
        poll_fn(|cx| self.poll_close(cx)).await
    }

    /// Closes this direction; the other side sees the end and may go on sending.
    ///
    /// # Errors
    ///
    /// As [`close`](Self::close).
    pub fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        self.sink.as_mut().poll_close(cx)
    }
}

impl fmt::Debug for Duplex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Duplex")
    }
}

impl fmt::Debug for Inlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inlet")
    }
}

impl fmt::Debug for Outlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outlet")
    }
}
