//! Serves a transport as an engine, on a unix socket or a tcp port, for clients in any language.
//!
//! With a [`Recorder`](crate::replay::Recorder) it is a recording proxy, with a
//! [`Replayer`](crate::replay::Replayer) an engine that replays; any other [`Transport`] does as well. The tool
//! `docker-wire` (feature `cli`) has both as commands:
//!
//! ```text
//! docker-wire record --listen unix:///tmp/r.sock --to run.jsonl &    # passes on to $DOCKER_HOST, and writes it down
//! docker -H unix:///tmp/r.sock run --rm busybox echo hello
//! kill %1                                                            # the file is complete
//!
//! docker-wire replay --listen unix:///tmp/r.sock --from run.jsonl &  # no engine any more
//! docker -H unix:///tmp/r.sock run --rm busybox echo hello           # says the same, and exits the same
//! wait %1                                                            # 0: it asked for all that was recorded
//! ```
//!
//! # Examples
//!
//! An engine of two lines, asked by a client that is nobody's library:
//!
//! ```
//! # #[cfg(feature = "replay")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use docker_wire::{replay::Replayer, serve::{Listen, Server}};
//! use tokio::{io::{AsyncReadExt, AsyncWriteExt}, net::TcpStream, sync::oneshot};
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! let replay = Replayer::parse(
//!     r#"{"fixture":1}
//! {"x":0,"t":0,"request":{"method":"GET","target":"/_ping"}}
//! {"x":0,"t":1,"reply":{"status":200,"headers":{"api-version":"1.41","content-type":"text/plain"}},"utf8":"OK"}
//! {"t":1,"end":"recording"}
//! "#,
//!     "inline",
//! )?;
//! let server = Server::bind(&"tcp://127.0.0.1:0".parse()?)?;
//! let Listen::Tcp(address) = *server.address() else { unreachable!() };
//! let (stop, stopped) = oneshot::channel::<()>();
//! let serving = tokio::spawn(server.run(replay.clone(), async { drop(stopped.await) }));
//!
//! let mut client = TcpStream::connect(address).await?;
//! client.write_all(b"GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n").await?;
//! let mut answer = String::new();
//! client.read_to_string(&mut answer).await?;
//! assert!(answer.contains("Api-Version: 1.41") && answer.ends_with("OK"), "{answer}");
//!
//! drop(stop);
//! serving.await?;
//! replay.finish()?;
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "replay"))]
//! # fn main() {}
//! ```
//!
//! # What passes
//!
//! - **HTTP/1.1 and 1.0**, connections kept or closed as the client likes. Requests that are pipelined wait in the
//!   socket and are answered one after the other. The head of a request has at most 64 KiB and 100 headers.
//! - **Bodies** of a told length or chunked, either way, piece by piece: what the one side does not take, the other
//!   has to wait for, and nothing holds more than a few pieces. JSON of up to 64 KiB is read whole first, so that it
//!   stands whole in a recording. `Expect: 100-continue` is answered here, as soon as the body is wanted.
//! - **Headers** end to end as they are, spelled as engines spell them (`Api-Version`). Those of one connection
//!   (`Connection`, `Keep-Alive`, `Transfer-Encoding`) are of this one.
//! - **Raw streams** (attach, exec, `/session`, `/grpc`, web sockets): whatever asks for an `Upgrade` and gets it is
//!   passed byte for byte, and each side can close its direction while the other goes on. The old form of attach and
//!   exec, without `Upgrade`, is answered with `200` and `application/vnd.docker.raw-stream`, as engines do, if it is
//!   the first request of its connection; later ones have no way for the client's bytes. The engine's first bytes come
//!   50 ms after the head at the earliest, since docker-py loses what comes together with it.
//! - **A client that leaves** ends its exchange at once. On tcp one that closes a raw stream cannot be told from one
//!   that closes its direction only, until something is written to it.
//! - **A failure**: where certainly nothing reached the engine, the client gets a `502` with the reason; where the
//!   connection to the engine broke, so does the client's.
//!
//! HTTP/2 and TLS are not served; a BuildKit session, HTTP/2 in a raw stream, passes.

mod body;
mod connection;
mod exchange;
mod listen;
mod old;
mod raw;
mod wire;

use std::{fmt, future::Future, pin::pin, sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinSet};

pub use listen::{Listen, ListenError};

use crate::transport::Transport;
use listen::Listener;

/// For how long nothing is accepted when the system has no more to give.
const OUT_OF_SOCKETS: Duration = Duration::from_millis(50);

/// An engine's address that is listened on.
///
/// Dropping it closes the address and removes the socket's file.
pub struct Server {
    listener: Listener,
    connections: watch::Sender<usize>,
}

impl Server {
    /// Listens on an address, on which nobody else does. A socket that a dead process left is replaced; one that is
    /// made can be used by its owner only.
    ///
    /// It must be called from within a tokio runtime with I/O enabled.
    ///
    /// # Errors
    ///
    /// Fails if somebody listens there, if a file that is no socket is in the way, and where the system refuses it.
    pub fn bind(listen: &Listen) -> Result<Self, ListenError> {
        Ok(Self { listener: Listener::bind(listen)?, connections: watch::Sender::new(0) })
    }

    /// Tells where clients can connect; a port that the system chose is told here.
    pub fn address(&self) -> &Listen {
        self.listener.address()
    }

    /// Makes a view of how many clients are connected.
    pub fn connections(&self) -> Connections {
        Connections { count: self.connections.subscribe() }
    }

    /// Serves a transport until a future ends; exchanges that run then are dropped.
    pub async fn run(self, transport: impl Transport, until: impl Future<Output = ()>) {
        let transport = Arc::new(transport);
        let mut running = JoinSet::new();
        let mut until = pin!(until);
        loop {
            tokio::select! {
                () = &mut until => break,
                accepted = self.listener.accept() => match accepted {
                    Ok(wire) => {
                        // Counted here, so that nobody sees none while one waits to run.
                        self.connections.send_modify(|count| *count += 1);
                        running.spawn(connection::serve(wire, transport.clone()));
                    }
                    Err(error) => {
                        tracing::warn!(%error, "a connection could not be accepted");
                        tokio::time::sleep(OUT_OF_SOCKETS).await;
                    }
                },
                Some(_) = running.join_next() => self.connections.send_modify(|count| *count -= 1),
            }
        }
        running.shutdown().await;
        self.connections.send_replace(0);
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("address", self.address()).finish_non_exhaustive()
    }
}

/// How many clients are connected to a [`Server`].
#[derive(Debug, Clone)]
pub struct Connections {
    count: watch::Receiver<usize>,
}

impl Connections {
    /// Tells the number.
    pub fn count(&self) -> usize {
        *self.count.borrow()
    }

    /// Waits until the number changes, and returns it; `None` when nothing is served any more.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn changed(&mut self) -> Option<usize> {
        self.count.changed().await.ok()?;
        Some(*self.count.borrow_and_update())
    }
}
