//! A connection that became a raw stream to a container: attach and exec.

use std::fmt;

use bytes::Bytes;
use http::Response;

use super::{LogPiece, Reply, logs::Output};
use crate::{
    body::{Body, Duplex, Outlet},
    error::{Context, Error},
    transport::BoxFuture,
};

/// A raw two-way stream to a container or to a command in one.
///
/// What comes back is told apart as [`Logs`](super::Logs) does it. The stream says nothing of how the command ended:
/// that is what inspect is for. Dropping it closes the connection.
#[derive(Debug)]
pub struct Hijacked {
    reader: HijackedReader,
    writer: HijackedWriter,
}

/// The half of a [`Hijacked`] stream that comes from the container.
pub struct HijackedReader {
    body: Body,
    output: Output,
}

/// The half of a [`Hijacked`] stream that goes to the container.
pub struct HijackedWriter {
    outlet: Outlet,
    context: Context,
}

impl Hijacked {
    /// Returns the next piece of output, or `None` when the container has closed its side.
    ///
    /// # Errors
    ///
    /// As [`Logs::next`](super::Logs::next).
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn read(&mut self) -> Option<Result<LogPiece, Error>> {
        self.reader.read().await
    }

    /// Writes to standard input.
    ///
    /// # Errors
    ///
    /// Fails when the connection does.
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe: a part may have been written.
    pub async fn write(&mut self, bytes: impl Into<Bytes>) -> Result<(), Error> {
        self.writer.write(bytes).await
    }

    /// Ends standard input; output goes on.
    ///
    /// # Errors
    ///
    /// Fails when the connection does.
    pub async fn close_stdin(&mut self) -> Result<(), Error> {
        self.writer.close_stdin().await
    }

    /// Splits the stream, so that two tasks can work on it.
    pub fn split(self) -> (HijackedReader, HijackedWriter) {
        (self.reader, self.writer)
    }
}

impl HijackedReader {
    /// Returns the next piece of output, or `None` when the container has closed its side.
    ///
    /// # Errors
    ///
    /// As [`Logs::next`](super::Logs::next).
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn read(&mut self) -> Option<Result<LogPiece, Error>> {
        match self.output.at_hand() {
            Some(piece) => Some(Ok(piece)),
            None => self.output.next(&mut self.body).await,
        }
    }
}

impl HijackedWriter {
    /// Writes to standard input.
    ///
    /// # Errors
    ///
    /// Fails when the connection does.
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe: a part may have been written.
    pub async fn write(&mut self, bytes: impl Into<Bytes>) -> Result<(), Error> {
        self.outlet.write(bytes).await.map_err(|error| Error::transport(error, &self.context))
    }

    /// Ends standard input; output goes on.
    ///
    /// # Errors
    ///
    /// Fails when the connection does.
    pub async fn close_stdin(&mut self) -> Result<(), Error> {
        self.outlet.close().await.map_err(|error| Error::transport(error, &self.context))
    }
}

impl fmt::Debug for HijackedReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HijackedReader").finish_non_exhaustive()
    }
}

impl fmt::Debug for HijackedWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HijackedWriter").finish_non_exhaustive()
    }
}

impl Reply for Hijacked {
    const STREAMS: bool = true;
    const HIJACKS: bool = true;

    fn receive(response: Response<Body>, context: Context) -> BoxFuture<'static, Result<Self, Error>> {
        let text = format!("the engine answered {} and kept the connection to itself", response.status());
        Box::pin(std::future::ready(Err(Error::unreadable(text, &context))))
    }

    fn hijacked(response: Response<Duplex>, context: &Context) -> Result<Self, Error> {
        let output = Output::new(response.headers(), context.clone());
        let (inlet, outlet) = response.into_body().split();
        let writer = HijackedWriter { outlet, context: output.context().clone() };
        Ok(Self { reader: HijackedReader { body: inlet.into_body(), output }, writer })
    }
}
