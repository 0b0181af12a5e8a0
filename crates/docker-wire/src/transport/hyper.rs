//! What the real transports share: hyper's client and its pool, behind this crate's own types.
//!
//! hyper's names appear in this folder and in the transports, and nowhere else. hyper sends requests and reads replies, but
//! for the body of a streamed one, which is read from the socket below it ([`tap`]).

mod pool;
mod streamed;
mod tap;

use std::{
    error::Error as StdError,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use ::hyper::{
    body::{Body as _, Frame, Incoming, SizeHint},
    rt::{Read, Write},
    upgrade::Upgraded,
};
use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Request, Response, StatusCode, Uri, header, uri::PathAndQuery};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWrite, ReadHalf, WriteHalf};
use tower_service::Service;

use self::{
    pool::{Lease, Pool},
    streamed::{Streamed, cut_short, is_chunked},
};
use super::Opened;
use crate::{
    body::{Body, Duplex, Pieces, Sink},
    error::TransportError,
};

/// How much is read from a stream at once, at most: an engine sends up to 208 KiB in one go. Memory that is not read into
/// is not taken from the system.
const READ: usize = 256 << 10;

/// A pooled HTTP/1.1 client of one engine.
pub(super) struct Pooled {
    pool: Pool,
    /// What the engine is told that it is called.
    host: HeaderValue,
    /// What stands before the version in every path; empty, or `/` and more without a slash at the end.
    prefix: String,
}

impl Pooled {
    pub(super) fn new<C>(connector: C, place: Uri, host: HeaderValue, prefix: String) -> Self
    where
        C: Service<Uri, Future: Send> + Clone + Send + Sync + 'static,
        C::Response: Read + Write + Send + Unpin + 'static,
        C::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self { pool: Pool::new(connector, place), host, prefix }
    }

    pub(super) async fn call(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let (response, lease) = self.pool.send(self.address(request)?).await?;
        Ok(receive(response, lease))
    }

    pub(super) async fn open(&self, request: Request<Body>) -> Result<Opened, TransportError> {
        let (mut response, lease) = self.pool.send(self.address(request)?).await?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Ok(Opened::Refused(receive(response, lease)));
        }
        let upgraded = ::hyper::upgrade::on(&mut response).await.map_err(|error| {
            TransportError::broken("the connection could not be taken over").because(error)
        })?;
        let (reader, writer) = tokio::io::split(TokioIo::new(upgraded));
        let duplex = Duplex::new(RawInlet { reader, buffer: BytesMut::new() }, RawOutlet { writer });
        Ok(Opened::Stream(response.map(|_| duplex)))
    }

    /// Puts the prefix before the target, which is path and query only, and names the host.
    fn address(&self, mut request: Request<Body>) -> Result<Request<Outgoing>, TransportError> {
        let uri = request.uri();
        let bare = uri.authority().is_none() && uri.path_and_query().is_some();
        if !bare || !self.prefix.is_empty() {
            let target = uri.path_and_query().map_or("/", PathAndQuery::as_str);
            let target = format!("{}{target}", self.prefix);
            *request.uri_mut() = PathAndQuery::try_from(&*target)
                .map_err(|_| TransportError::unsent(format!("`{target}` is no valid request target")))?
                .into();
        }
        request.headers_mut().entry(header::HOST).or_insert_with(|| self.host.clone());
        Ok(request.map(|body| Outgoing { body }))
    }
}

/// Hands over a reply, whose connection is given back when it was read to its end.
fn receive(response: Response<Incoming>, mut lease: Lease) -> Response<Body> {
    let tap = lease.tap();
    let chunked = tap.is_some() && is_chunked(response.headers());
    response.map(|incoming| {
        let tap = match tap {
            Some(tap) if chunked && !incoming.is_end_stream() => {
                return Body::streaming(Streamed::new(incoming, tap, lease));
            }
            other => other,
        };
        if let Some(tap) = tap {
            tap.pass();
        }
        if incoming.is_end_stream() {
            lease.give_back();
            return Body::empty();
        }
        Body::streaming(Received { incoming, lease })
    })
}

/// Finds the innermost cause: hyper's own layers say little.
fn root<'a>(error: &'a (dyn StdError + 'static)) -> &'a (dyn StdError + 'static) {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost
}

/// A body of ours, as hyper sends it.
pub(super) struct Outgoing {
    body: Body,
}

impl ::hyper::body::Body for Outgoing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        self.body.poll_next(cx).map(|polled| polled.map(|piece| piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.exact_length() == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.exact_length().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// A body of hyper's, as ours.
struct Received {
    incoming: Incoming,
    lease: Lease,
}

impl Pieces for Received {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            let Some(polled) = ready!(Pin::new(&mut self.incoming).poll_frame(cx)) else {
                self.lease.give_back();
                return Poll::Ready(None);
            };
            let frame = match polled {
                Ok(frame) => frame,
                Err(error) => {
                    return Poll::Ready(Some(Err(cut_short(root(&error)).because(error))));
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

/// Makes room to read into, in the same memory if nobody has kept what was read before.
fn make_room(buffer: &mut BytesMut) {
    if !buffer.try_reclaim(READ) && buffer.capacity() - buffer.len() < READ / 4 {
        buffer.reserve(READ);
    }
}

/// The reading half of a connection that was taken over. Bytes that came with the reply are its first.
struct RawInlet {
    reader: ReadHalf<TokioIo<Upgraded>>,
    buffer: BytesMut,
}

impl Pieces for RawInlet {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let Self { reader, buffer } = &mut *self;
        make_room(buffer);
        // `read_buf` keeps no state between polls, so a fresh future each time loses nothing.
        let polled = {
            let read = std::pin::pin!(reader.read_buf(buffer));
            ready!(read.poll(cx))
        };
        Poll::Ready(match polled {
            Ok(0) => None,
            Ok(_) => Some(Ok(buffer.split().freeze())),
            Err(error) => Some(Err(stream_error(error))),
        })
    }
}

/// The writing half of a connection that was taken over; closing it shuts down that direction of the socket only.
struct RawOutlet {
    writer: WriteHalf<TokioIo<Upgraded>>,
}

impl Sink for RawOutlet {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &mut Bytes,
    ) -> Poll<Result<(), TransportError>> {
        use bytes::Buf;
        while !bytes.is_empty() {
            let written = ready!(Pin::new(&mut self.writer).poll_write(cx, bytes)).map_err(stream_error)?;
            if written == 0 {
                return Poll::Ready(Err(stream_error(io::ErrorKind::WriteZero.into())));
            }
            bytes.advance(written);
        }
        Pin::new(&mut self.writer).poll_flush(cx).map_err(stream_error)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Pin::new(&mut self.writer).poll_shutdown(cx).map_err(stream_error)
    }
}

fn stream_error(error: io::Error) -> TransportError {
    TransportError::broken(format!("the raw stream failed: {error}")).because(error)
}
