//! A client's connection, whichever kind of socket it is.

use std::{
    io,
    os::{fd::AsFd, unix::net::UnixStream as Blocking},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::{Buf, Bytes};
use tokio::{
    io::{AsyncRead, AsyncWrite, Interest, ReadBuf},
    net::{TcpStream, UnixStream},
};

/// How often a client that has closed its direction is looked after. The system wakes nobody for it.
const LOOK: Duration = Duration::from_millis(100);

/// A client's connection. What was read of it and not used comes first.
pub(super) struct Wire {
    early: Bytes,
    socket: Socket,
}

enum Socket {
    Unix(UnixStream),
    Tcp(TcpStream),
}

impl Wire {
    pub(super) fn unix(stream: UnixStream) -> Self {
        Self { early: Bytes::new(), socket: Socket::Unix(stream) }
    }

    pub(super) fn tcp(stream: TcpStream) -> Self {
        Self { early: Bytes::new(), socket: Socket::Tcp(stream) }
    }

    /// Puts bytes back, to be read before anything else.
    pub(super) fn put_back(&mut self, bytes: impl Into<Bytes>) {
        self.early = bytes.into();
    }

    /// Makes what tells, where the system does, whether the client has gone for good.
    pub(super) fn watch(&self) -> io::Result<Watch> {
        match &self.socket {
            Socket::Unix(stream) => {
                let copy = Blocking::from(stream.as_fd().try_clone_to_owned()?);
                Ok(Watch { stream: Some(UnixStream::from_std(copy)?) })
            }
            // A closed direction and a closed connection look the same here.
            Socket::Tcp(_) => Ok(Watch { stream: None }),
        }
    }
}

/// Tells whether a client has gone for good, as opposed to having closed its direction.
pub(super) struct Watch {
    stream: Option<UnixStream>,
}

impl Watch {
    /// Waits until the client has closed both directions.
    pub(super) async fn gone(&self) {
        let Some(stream) = &self.stream else {
            return std::future::pending().await;
        };
        while stream.ready(Interest::WRITABLE).await.is_ok_and(|ready| !ready.is_write_closed()) {
            tokio::time::sleep(LOOK).await;
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.early.is_empty() {
            let count = self.early.len().min(buf.remaining());
            buf.put_slice(&self.early[..count]);
            self.early.advance(count);
            return Poll::Ready(Ok(()));
        }
        match &mut self.socket {
            Socket::Unix(stream) => Pin::new(stream).poll_read(cx, buf),
            Socket::Tcp(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.socket {
            Socket::Unix(stream) => Pin::new(stream).poll_write(cx, bytes),
            Socket::Tcp(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut self.socket {
            Socket::Unix(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
            Socket::Tcp(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.socket {
            Socket::Unix(stream) => stream.is_write_vectored(),
            Socket::Tcp(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Socket::Unix(stream) => Pin::new(stream).poll_flush(cx),
            Socket::Tcp(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Socket::Unix(stream) => Pin::new(stream).poll_shutdown(cx),
            Socket::Tcp(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
