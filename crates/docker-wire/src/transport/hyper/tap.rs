//! The socket below one of hyper's connections, from which the body of a streamed reply is read past hyper.
//!
//! An engine sends each frame of a log and each line of a progress as a chunk of its own. hyper hands every chunk to
//! another task through a channel, and that costs ten times what reading it costs. So of a streamed reply hyper reads
//! the head alone:
//!
//! ```text
//!            arm                 the head is complete             finish
//!   Through ─────► Head ────────────────────────────────► Held ──────────► Through
//!      ▲                                                   │
//!      └────────────────────── pass ───────────────────────┘
//! ```
//!
//! While it is held, hyper waits for a body and gets nothing, and whoever holds the [`Tap`] reads the socket. After the
//! end of the body hyper is told that it was empty, and the connection is as idle as after any other exchange. Writing
//! is hyper's throughout. Dropping the tap of an exchange that has not come to its end closes the socket at once.

use std::{
    future::Future,
    io,
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker, ready},
};

use ::hyper::rt::{Read, ReadBufCursor, Write};
use bytes::{Buf, BytesMut};
use hyper_util::rt::TokioIo;
use tokio::io::AsyncReadExt;

use super::make_room;

/// The longest head that is looked at; hyper refuses longer ones.
const LONGEST_HEAD: usize = 512 << 10;

/// How many headers a reply may have; hyper refuses more.
const HEADERS: usize = 100;

/// What is used of a socket.
trait Socket: Read + Write + Send + Unpin {}

impl<S: Read + Write + Send + Unpin> Socket for S {}

/// hyper's end of the socket.
pub(super) struct Tapped(Arc<Mutex<Shared>>);

/// Our end of a socket that is hyper's.
#[derive(Clone)]
pub(super) struct Spout(Arc<Mutex<Shared>>);

/// Our end of a socket during an exchange whose reply is streamed.
pub(super) struct Tap(Option<Spout>);

struct Shared {
    /// None once it was closed.
    socket: Option<Box<dyn Socket>>,
    mode: Mode,
    /// What was read from the socket.
    came: BytesMut,
    /// How many bytes of it hyper may have.
    open: usize,
    /// hyper's task, where it waits for a body that is held.
    waits: Option<Waker>,
    /// Who reads the body.
    reads: Option<Waker>,
    /// Whether hyper has given the connection up.
    gone: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Through,
    Head,
    Held,
}

/// Puts a tap between a socket and hyper.
pub(super) fn tapped(socket: impl Read + Write + Send + Unpin + 'static) -> (Tapped, Spout) {
    let shared = Arc::new(Mutex::new(Shared {
        socket: Some(Box::new(socket)),
        mode: Mode::Through,
        came: BytesMut::new(),
        open: 0,
        waits: None,
        reads: None,
        gone: false,
    }));
    (Tapped(shared.clone()), Spout(shared))
}

impl Spout {
    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets hyper have the head of the next reply and no more.
    pub(super) fn arm(&self) -> Tap {
        self.shared().mode = Mode::Head;
        Tap(Some(self.clone()))
    }

    /// Lets hyper have everything again, after a last change.
    fn pass(&self, change: impl FnOnce(&mut Shared)) {
        let mut shared = self.shared();
        change(&mut shared);
        shared.pass();
        let waits = shared.waits.take();
        drop(shared);
        if let Some(waker) = waits {
            waker.wake();
        }
    }
}

impl Tap {
    /// Leaves the rest of the exchange to hyper.
    pub(super) fn pass(mut self) {
        if let Some(spout) = self.0.take() {
            spout.pass(|_| {});
        }
    }

    /// Reads what follows the head, as much as there is. `None` says that hyper has given the connection up; otherwise
    /// no bytes are the end of the connection.
    pub(super) fn poll_read(&self, cx: &mut Context<'_>) -> Poll<Option<io::Result<BytesMut>>> {
        let Some(spout) = &self.0 else { return Poll::Ready(None) };
        let mut shared = spout.shared();
        if shared.gone {
            return Poll::Ready(None);
        }
        if shared.came.is_empty() {
            match shared.poll_more(cx) {
                Poll::Ready(Ok(_)) => {}
                Poll::Ready(Err(error)) => return Poll::Ready(Some(Err(error))),
                Poll::Pending => {
                    // hyper writes, and may fail where only it sees it.
                    if !shared.reads.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
                        shared.reads = Some(cx.waker().clone());
                    }
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(Some(Ok(shared.came.split())))
    }

    /// Tells hyper that the body was empty, and gives it what came after the body.
    pub(super) fn finish(&mut self, rest: &[u8]) {
        let Some(spout) = self.0.take() else { return };
        spout.pass(|shared| {
            // An idle connection needs no large buffer.
            shared.came = BytesMut::from(&b"0\r\n\r\n"[..]);
            shared.came.extend_from_slice(rest);
        });
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        if let Some(spout) = self.0.take() {
            spout.pass(|shared| {
                shared.came = BytesMut::new();
                shared.socket = None;
            });
        }
    }
}

impl Shared {
    fn pass(&mut self) {
        self.mode = Mode::Through;
        self.open = self.came.len();
        self.reads = None;
    }

    fn socket(&mut self) -> io::Result<&mut Box<dyn Socket>> {
        self.socket.as_mut().ok_or_else(|| io::ErrorKind::ConnectionAborted.into())
    }

    /// Reads from the socket behind what came already.
    fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        make_room(&mut self.came);
        let Some(socket) = &mut self.socket else {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        };
        // `read_buf` keeps no state between polls, so a fresh future each time loses nothing.
        let mut socket = TokioIo::new(socket);
        pin!(socket.read_buf(&mut self.came)).poll(cx)
    }

    /// Reads until hyper may have something, or the head of a reply turns out to be none.
    fn poll_head(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            match head(&self.came) {
                // hyper says best what is wrong with it.
                Head::Wrong => self.pass(),
                Head::Partial => {
                    if ready!(self.poll_more(cx))? == 0 {
                        self.pass();
                    }
                }
                Head::Interim(length) => self.open = length,
                Head::Final(length) => (self.open, self.mode) = (length, Mode::Held),
            }
            if self.open > 0 || self.mode == Mode::Through {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

/// What some bytes are the beginning of.
enum Head {
    Partial,
    Wrong,
    /// The head of a reply after which another comes, in so many bytes.
    Interim(usize),
    Final(usize),
}

/// Finds the end of a head, in just the way in which hyper finds it.
fn head(bytes: &[u8]) -> Head {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    match response.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => match response.code {
            // A connection that is taken over has no more heads.
            Some(101) => Head::Wrong,
            Some(100..=199) => Head::Interim(length),
            _ => Head::Final(length),
        },
        Ok(httparse::Status::Partial) if bytes.len() < LONGEST_HEAD => Head::Partial,
        Ok(httparse::Status::Partial) | Err(_) => Head::Wrong,
    }
}

impl Tapped {
    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read for Tapped {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let mut shared = self.shared();
        if shared.open == 0 && shared.mode == Mode::Head {
            ready!(shared.poll_head(cx))?;
        }
        if shared.open > 0 {
            let length = shared.open.min(buf.remaining());
            buf.put_slice(&shared.came[..length]);
            shared.came.advance(length);
            shared.open -= length;
            return Poll::Ready(Ok(()));
        }
        if shared.mode == Mode::Held {
            shared.waits = Some(cx.waker().clone());
            return Poll::Pending;
        }
        Pin::new(shared.socket()?).poll_read(cx, buf)
    }
}

impl Write for Tapped {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(self.shared().socket()?).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.shared().socket()?).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.shared().socket()?).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.shared().socket().is_ok_and(|socket| socket.is_write_vectored())
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(self.shared().socket()?).poll_write_vectored(cx, bytes)
    }
}

impl Drop for Tapped {
    fn drop(&mut self) {
        let mut shared = self.shared();
        // Idle connections are kept with their spout.
        shared.socket = None;
        shared.gone = true;
        let reads = shared.reads.take();
        drop(shared);
        if let Some(waker) = reads {
            waker.wake();
        }
    }
}
