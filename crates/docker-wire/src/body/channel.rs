//! A body that another task feeds.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use tokio::sync::mpsc;

use super::{Body, Pieces};
use crate::error::TransportError;

/// Feeds a streaming [`Body`]; dropping it ends the body.
#[derive(Debug, Clone)]
pub struct Feeder {
    sender: mpsc::Sender<Result<Bytes, TransportError>>,
}

/// Says that nobody reads the body any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeederClosed;

impl fmt::Display for FeederClosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body is not read any more")
    }
}

impl std::error::Error for FeederClosed {}

impl Feeder {
    /// Hands over the next piece, waiting while the reader is behind. An empty piece is skipped.
    ///
    /// # Errors
    ///
    /// Fails when the body was dropped.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: the piece is handed over or lost as a whole, and no other piece is.
    pub async fn feed(&self, piece: Bytes) -> Result<(), FeederClosed> {
        if piece.is_empty() {
            return Ok(());
        }
        self.sender.send(Ok(piece)).await.map_err(|_| FeederClosed)
    }

    /// Hands over the next piece from a thread that may block. An empty piece is skipped.
    ///
    /// # Errors
    ///
    /// Fails when the body was dropped.
    ///
    /// # Panics
    ///
    /// Panics when called from asynchronous code, as the runtime would stall.
    pub fn feed_blocking(&self, piece: Bytes) -> Result<(), FeederClosed> {
        if piece.is_empty() {
            return Ok(());
        }
        self.sender.blocking_send(Ok(piece)).map_err(|_| FeederClosed)
    }

    /// Ends the body with an error.
    ///
    /// # Errors
    ///
    /// Fails when the body was dropped.
    pub async fn fail(self, error: TransportError) -> Result<(), FeederClosed> {
        self.sender.send(Err(error)).await.map_err(|_| FeederClosed)
    }

    /// Ends the body with an error, from a thread that may block.
    ///
    /// # Errors
    ///
    /// Fails when the body was dropped.
    ///
    /// # Panics
    ///
    /// Panics when called from asynchronous code, as the runtime would stall.
    pub fn fail_blocking(self, error: TransportError) -> Result<(), FeederClosed> {
        self.sender.blocking_send(Err(error)).map_err(|_| FeederClosed)
    }
}

pub(super) fn channel(depth: usize) -> (Feeder, Body) {
    let (sender, receiver) = mpsc::channel(depth.max(1));
    (Feeder { sender }, Body::streaming(Fed { receiver }))
}

struct Fed {
    receiver: mpsc::Receiver<Result<Bytes, TransportError>>,
}

impl Pieces for Fed {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        self.receiver.poll_recv(cx)
    }
}
