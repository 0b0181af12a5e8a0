//! The output of a container.

use std::fmt;

use http::{HeaderMap, Response, header};

use super::{LogPiece, LogSlice, Reply, failure::broken_format, streaming};
use crate::{
    body::Body,
    codec::multiplex::Demultiplexer,
    error::{Context, Error},
    transport::BoxFuture,
    version::ApiVersion,
};

/// The media type of framed output.
const FRAMED: &str = "application/vnd.docker.multiplexed-stream";
/// The media type of a terminal's output; before [`MEDIA_TYPE_TELLS`] engines say it of framed output as well.
const RAW: &str = "application/vnd.docker.raw-stream";
/// The first version whose media type tells the two apart.
const MEDIA_TYPE_TELLS: ApiVersion = ApiVersion::V1_42;

/// The output of a container, piece by piece as it arrives.
///
/// Whether output and error are framed apart is told by the media type of the reply from API 1.42; below, it is what
/// the caller said with `tty`. It is never guessed from the bytes. Dropping it closes the exchange.
pub struct Logs {
    body: Body,
    output: Output,
}

impl Logs {
    /// Returns the next piece, or `None` at the end. A piece is whatever arrived: not a line.
    ///
    /// # Errors
    ///
    /// Fails where the connection does, at bytes that are not framed as they should be, and with what the engine
    /// reported among the output ([`Error::in_band`]). After an error the stream has ended.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn next(&mut self) -> Option<Result<LogPiece, Error>> {
        match self.output.at_hand() {
            Some(piece) => Some(Ok(piece)),
            None => self.output.next(&mut self.body).await,
        }
    }

    /// Returns the next piece as [`next`](Self::next) does, and only lends it.
    ///
    /// This is for what looks at much output and keeps little: a piece to keep has a share in what was read, and for
    /// short ones that share costs more than all else.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn next_slice(&mut self) -> Option<Result<LogSlice<'_>, Error>> {
        self.output.next_slice(&mut self.body).await
    }

    /// Reads on to the end and returns output and error; a terminal's output is in the first.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next), and if both together are longer than `limit` bytes.
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe: what was read is lost.
    pub async fn collect(mut self, limit: usize) -> Result<(Vec<u8>, Vec<u8>), Error> {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        while let Some(piece) = self.next_slice().await.transpose()? {
            if out.len() + err.len() + piece.bytes.len() > limit {
                let text = format!("the output is longer than {limit} bytes");
                return Err(Error::unreadable(text, &self.output.context));
            }
            let stream = if piece.stream == super::Stream::Stderr { &mut err } else { &mut out };
            stream.extend_from_slice(piece.bytes);
        }
        Ok((out, err))
    }
}

impl fmt::Debug for Logs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logs").field("framed", &self.output.frames.is_some()).finish_non_exhaustive()
    }
}

impl Reply for Logs {
    const STREAMS: bool = true;

    fn receive(response: Response<Body>, context: Context) -> BoxFuture<'static, Result<Self, Error>> {
        let output = Output::new(response.headers(), context);
        streaming(Self { output, body: response.into_body() })
    }
}

/// How bytes become pieces; the same for logs and for hijacked streams.
#[derive(Debug)]
pub(super) struct Output {
    /// `None` for a terminal.
    frames: Option<Demultiplexer>,
    /// What was lent last, unless it lies among the frames.
    lent: Option<LogPiece>,
    context: Context,
    ended: bool,
}

impl Output {
    pub(super) fn new(headers: &HeaderMap, context: Context) -> Self {
        let framed = is_framed(headers, &context);
        Self { frames: framed.then(Demultiplexer::new), lent: None, context, ended: false }
    }

    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    /// Returns the next piece if it has arrived as a whole frame: most have, and no future is needed for these.
    #[inline]
    pub(super) fn at_hand(&mut self) -> Option<LogPiece> {
        self.frames.as_mut().and_then(Demultiplexer::take_whole)
    }

    /// Lends the next piece of what `body` brings.
    pub(super) async fn next_slice(&mut self, body: &mut Body) -> Option<Result<LogSlice<'_>, Error>> {
        self.lent = None;
        if let Some(whole) = self.frames.as_mut().and_then(Demultiplexer::pass_whole) {
            return self.frames.as_ref().map(|frames| Ok(frames.lent(whole)));
        }
        match self.next(body).await? {
            Ok(piece) => Some(Ok(self.lent.insert(piece).lend())),
            Err(error) => Some(Err(error)),
        }
    }

    /// Returns the next piece of what `body` brings.
    pub(super) async fn next(&mut self, body: &mut Body) -> Option<Result<LogPiece, Error>> {
        while !self.ended {
            if let Some(frames) = self.frames.as_mut().filter(|frames| !frames.is_drained()) {
                match frames.take() {
                    Ok(Some(piece)) => return Some(Ok(piece)),
                    Ok(None) => {}
                    Err(error) => return self.failed(broken_format(error, &self.context)),
                }
            }
            match (body.next_joined().await, &mut self.frames) {
                (Some(Ok(bytes)), _) if bytes.is_empty() => {}
                (Some(Ok(bytes)), Some(frames)) => frames.push(bytes),
                (Some(Ok(bytes)), None) => return Some(Ok(LogPiece::console(bytes))),
                (Some(Err(error)), _) => return self.failed(Error::transport(error, &self.context)),
                (None, frames) => {
                    self.ended = true;
                    let finished = frames.as_ref().map_or(Ok(()), Demultiplexer::finish);
                    return finished.err().map(|error| Err(broken_format(error, &self.context)));
                }
            }
        }
        None
    }

    /// Ends with an error.
    fn failed(&mut self, error: Error) -> Option<Result<LogPiece, Error>> {
        self.ended = true;
        Some(Err(error))
    }
}

/// Decides whether output and error are framed apart.
fn is_framed(headers: &HeaderMap, context: &Context) -> bool {
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    let tells = context.version.is_some_and(|version| version >= MEDIA_TYPE_TELLS);
    match media_type {
        FRAMED => true,
        RAW if tells => false,
        _ => !context.tty,
    }
}
