//! Connections to one engine, kept while they are idle.
//!
//! ```text
//!          take                  reply read to its end
//!   idle ────────► one exchange ───────────────────────► idle
//!     │                 │
//!     │ closed by peer  │ dropped half-way, taken over, failed
//!     ▼                 ▼
//!    gone              gone
//! ```
//!
//! Each connection is driven by a task of its own, which sees when the other side closes it. The other side may close
//! a kept connection in the instant in which it is used again. A request is then sent once more, over a new one, if it
//! was certainly not received (it was handed back unwritten, or the socket took nothing of it) or if it only reads;
//! no other is.

use std::{
    error::Error as StdError,
    future::poll_fn,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use ::hyper::{
    body::{Body as _, Incoming},
    client::conn::http1::{self, SendRequest},
    rt::{Read, Write},
};
use http::{Method, Request, Response, Uri};
use tokio::task::JoinHandle;
use tower_service::Service;

use super::{
    super::{
        BoxFuture,
        timed::{ConnectWithin, Streams},
    },
    Outgoing, root,
    tap::{Spout, Tap, Tapped, tapped},
};
use crate::{
    body::Body,
    error::{TransportError, TransportErrorKind},
};

/// One connection: how requests are put into it, and its socket.
struct Connection {
    requests: SendRequest<Outgoing>,
    spout: Spout,
}

type Driven = JoinHandle<Result<(), ::hyper::Error>>;

/// For how long an idle connection is trusted. What stands between may forget a connection without a word.
const KEPT: Duration = Duration::from_secs(90);
/// After how long an idle connection may have been closed unnoticed.
const NEWS: Duration = Duration::from_millis(5);

/// Makes sockets to one place. Behind it nothing depends on the kind of socket, and is compiled once.
trait Dial: Send + Sync {
    fn dial(&self) -> BoxFuture<'_, Result<(Tapped, Spout), TransportError>>;
}

/// A connector, and the place in the form that it understands.
struct To<C>(C, Uri);

impl<C> Dial for To<C>
where
    C: Service<Uri, Future: Send> + Clone + Send + Sync,
    C::Response: Read + Write + Send + Unpin + 'static,
    C::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    fn dial(&self) -> BoxFuture<'_, Result<(Tapped, Spout), TransportError>> {
        let Self(connector, place) = self;
        let mut connector = connector.clone();
        Box::pin(async move {
            poll_fn(|cx| connector.poll_ready(cx)).await.map_err(unsent)?;
            connector.call(place.clone()).await.map(tapped).map_err(unsent)
        })
    }
}

/// Makes connections to one place and keeps the idle ones.
pub(super) struct Pool {
    place: Box<dyn Dial>,
    idle: Arc<Idle>,
}

impl Pool {
    pub(super) fn new<C>(connector: C, place: Uri) -> Self
    where
        C: Service<Uri, Future: Send> + Clone + Send + Sync + 'static,
        C::Response: Read + Write + Send + Unpin + 'static,
        C::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self { place: Box::new(To(connector, place)), idle: Arc::default() }
    }

    /// Sends a request and returns the head of its reply, and what gives the connection back.
    pub(super) async fn send(
        &self,
        mut request: Request<Outgoing>,
    ) -> Result<(Response<Incoming>, Lease), TransportError> {
        let written_at_once = request.body().is_end_stream();
        let streams = request.extensions().get::<Streams>().is_some();
        while let Some((mut connection, rested)) = self.idle.take() {
            if rested > NEWS {
                // If the program was busy, nobody has looked yet at what came on the connection meanwhile.
                tokio::task::yield_now().await;
            }
            // It may still be finishing its last exchange, or may have been closed by the other side.
            if connection.requests.ready().await.is_err() {
                continue;
            }
            let copy = written_at_once.then(|| without_body(&request));
            let tap = streams.then(|| connection.spout.arm());
            match connection.requests.try_send_request(request).await {
                Ok(response) => return Ok((response, self.lease(connection, tap, written_at_once))),
                Err(mut failed) => match (failed.take_message(), copy) {
                    (Some(unwritten), _) => request = unwritten,
                    (None, Some(copy)) if may_repeat(&copy, failed.error()) => request = copy,
                    (None, _) => return Err(broken(failed.into_error())),
                },
            }
            break;
        }
        let within = request.extensions().get::<ConnectWithin>().copied();
        let (mut connection, driven) = self.connect_within(within).await?;
        let tap = streams.then(|| connection.spout.arm());
        match connection.requests.try_send_request(request).await {
            Ok(response) => Ok((response, self.lease(connection, tap, written_at_once))),
            Err(mut failed) => match failed.take_message() {
                Some(_) => {
                    drop(connection);
                    // The other side may have ended it already, and only the connection's task knows why.
                    let cause = driven.await.ok().and_then(Result::err);
                    Err(unsent(cause.unwrap_or_else(|| failed.into_error())))
                }
                None => Err(broken(failed.into_error())),
            },
        }
    }

    async fn connect_within(
        &self,
        limit: Option<ConnectWithin>,
    ) -> Result<(Connection, Driven), TransportError> {
        match limit {
            None => self.connect().await,
            Some(ConnectWithin(limit)) => {
                tokio::time::timeout(limit, self.connect()).await.unwrap_or_else(|_| {
                    let words = format!("no connection within {limit:?}, and the connect timer fired");
                    Err(TransportError::timeout("connect").saying(words))
                })
            }
        }
    }

    /// Makes a connection, and the task that drives it, which returns how it ended.
    async fn connect(&self) -> Result<(Connection, Driven), TransportError> {
        let (socket, spout) = self.place.dial().await?;
        let (requests, driver) = http1::handshake(socket).await.map_err(unsent)?;
        Ok((Connection { requests, spout }, tokio::spawn(driver.with_upgrades())))
    }

    fn lease(&self, connection: Connection, tap: Option<Tap>, written_at_once: bool) -> Lease {
        Lease { connection: Some(connection), tap, idle: self.idle.clone(), written_at_once }
    }
}

/// Copies a request that has no body.
fn without_body(request: &Request<Outgoing>) -> Request<Outgoing> {
    let mut copy = Request::new(Outgoing { body: Body::empty() });
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    copy
}

/// Whether a request without a body, which failed on a kept connection before any answer, does no harm twice.
fn may_repeat(request: &Request<Outgoing>, error: &::hyper::Error) -> bool {
    let cause = root(error).downcast_ref::<io::Error>().map(io::Error::kind);
    // Such a request is one write, and a broken pipe takes nothing of it.
    matches!(*request.method(), Method::GET | Method::HEAD) || cause == Some(io::ErrorKind::BrokenPipe)
}

fn unsent(error: impl Into<Box<dyn StdError + Send + Sync>>) -> TransportError {
    let error = error.into();
    TransportError::unsent(root(&*error).to_string()).because(error)
}

fn broken(error: ::hyper::Error) -> TransportError {
    if error.is_parse() {
        let words = "the answer is not HTTP; does the other side want TLS?";
        return TransportError::broken(words).because(error);
    }
    let cause = root(&error).downcast_ref::<TransportError>();
    if let Some(own) = cause.filter(|own| own.kind() == TransportErrorKind::Input) {
        return TransportError::input(own.to_string());
    }
    TransportError::broken(root(&error).to_string()).because(error)
}

/// The idle connections, the one that was used last at the end.
#[derive(Default)]
struct Idle(Mutex<Vec<(Connection, Instant)>>);

impl Idle {
    fn kept(&self) -> MutexGuard<'_, Vec<(Connection, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the connection that was used last, and tells for how long it was idle.
    fn take(&self) -> Option<(Connection, Duration)> {
        let mut kept = self.kept();
        let (connection, since) = kept.pop()?;
        let rested = since.elapsed();
        if rested > KEPT {
            // The others have been idle for longer.
            kept.clear();
            return None;
        }
        Some((connection, rested))
    }

    fn put(&self, connection: Connection) {
        self.kept().push((connection, Instant::now()));
    }
}

/// A connection in use. Dropping it closes the connection, unless it was given back.
pub(super) struct Lease {
    connection: Option<Connection>,
    /// Where the body of a streamed reply can be read.
    tap: Option<Tap>,
    idle: Arc<Idle>,
    /// Whether the request had no body, so that a reply cannot have come before its end was written.
    written_at_once: bool,
}

impl Lease {
    /// Takes the way to the body of a streamed reply; who takes it must use it.
    pub(super) fn tap(&mut self) -> Option<Tap> {
        self.tap.take()
    }

    /// Gives the connection back, once the reply was read to its end.
    pub(super) fn give_back(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        if self.written_at_once || connection.requests.is_ready() {
            self.idle.put(connection);
        } else if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            // The engine answered early, and nobody knows when the rest of the request will be written.
            let idle = self.idle.clone();
            runtime.spawn(async move {
                if connection.requests.ready().await.is_ok() {
                    idle.put(connection);
                }
            });
        }
    }
}
