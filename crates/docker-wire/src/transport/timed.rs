//! The four timers of an exchange, over any transport.

use std::{
    future::Future,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use tokio::time::{self, Instant, Sleep};

use super::{Opened, Transport};
use crate::{
    body::{Body, Pieces, Polled},
    error::TransportError,
    operation::Patience,
};

/// How long the parts of an exchange may take. All can be shorter than a second.
///
/// | timer | from | to | unless set |
/// |---|---|---|---|
/// | `connect` | a new connection is wanted | it is there | 30 s |
/// | `head` | the request is written, or its body was last read from | the head of the reply is there | 5 min |
/// | `idle` | the last piece of the reply was read | the next is there | 5 min, and never in streams |
/// | `total` | the request is made | the reply is read to its end | never |
///
/// An operation that waits by itself extends `head`: a stop by its time, a commit, a load and a save by an hour, and a
/// build and a wait for ever. Streams are logs, events, statistics, progress, archives and raw connections.
///
/// [`Error::timer`](crate::Error::timer) tells which one fired.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use docker_wire::{Client, Error, api::system, transport::Timeouts};
///
/// # async fn example(docker: &Client) -> Result<(), Error> {
/// let hasty = docker.with_timeouts(Timeouts::new().head(Duration::from_millis(900)));
/// hasty.send(system::Ping::new()).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    connect: Option<Duration>,
    head: Option<Duration>,
    idle: Option<Duration>,
    idle_in_streams: Option<Duration>,
    total: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        const MINUTES: Option<Duration> = Some(Duration::from_secs(300));
        Self {
            connect: Some(Duration::from_secs(30)),
            head: MINUTES,
            idle: MINUTES,
            idle_in_streams: None,
            total: None,
        }
    }
}

impl Timeouts {
    /// Makes the timers that hold unless set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes timers that never fire.
    pub fn never() -> Self {
        Self { connect: None, head: None, idle: None, idle_in_streams: None, total: None }
    }

    /// Sets how long it may take to connect.
    #[must_use]
    pub fn connect(mut self, time: Duration) -> Self {
        self.connect = Some(time);
        self
    }

    /// Sets how long the head of a reply may take.
    #[must_use]
    pub fn head(mut self, time: Duration) -> Self {
        self.head = Some(time);
        self
    }

    /// Sets how long a reply may bring nothing, in streams as well.
    #[must_use]
    pub fn idle(mut self, time: Duration) -> Self {
        (self.idle, self.idle_in_streams) = (Some(time), Some(time));
        self
    }

    /// Sets how long all of an exchange may take, of streams as well.
    #[must_use]
    pub fn total(mut self, time: Duration) -> Self {
        self.total = Some(time);
        self
    }
}

/// How long a new connection may take; a transport that makes some finds it among a request's extensions.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "net"), expect(dead_code, reason = "only real transports connect"))]
pub(crate) struct ConnectWithin(pub(crate) Duration);

/// Marks a request whose reply goes on after its head for as long as it likes; a transport finds it among a request's
/// extensions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Streams;

/// As [`Transport::call`], by the timers.
pub(crate) async fn call(
    transport: &dyn Transport,
    request: Request<Body>,
    timeouts: Timeouts,
    streams: bool,
) -> Result<Response<Body>, TransportError> {
    let timers = Timers::start(timeouts, streams);
    let (mut request, head) = timers.watch(request);
    if streams {
        request.extensions_mut().insert(Streams);
    }
    let response = timers.until_head(head, transport.call(request)).await?;
    Ok(response.map(|body| timers.of_body(body)))
}

/// As [`Transport::open`], by the timers.
pub(crate) async fn open(
    transport: &dyn Transport,
    request: Request<Body>,
    timeouts: Timeouts,
) -> Result<Opened, TransportError> {
    let timers = Timers::start(timeouts, true);
    let (request, head) = timers.watch(request);
    Ok(match timers.until_head(head, transport.open(request)).await? {
        Opened::Stream(response) => {
            Opened::Stream(response.map(|duplex| duplex.map_inlet(|body| timers.of_body(body))))
        }
        Opened::Refused(response) => Opened::Refused(response.map(|body| timers.of_body(body))),
    })
}

/// The timers of one exchange.
struct Timers {
    timeouts: Timeouts,
    idle: Option<Duration>,
    deadline: Option<Instant>,
}

/// When the head must be there, and what puts it off: a request's body that is still being read, or that the operation
/// waits for ever. That waits in steps: a runtime that waits for no timer wakes itself up by a system call for the next.
struct Head {
    limit: Option<Duration>,
    endless: bool,
    read: Option<Arc<AtomicU64>>,
}

impl Timers {
    fn start(timeouts: Timeouts, streams: bool) -> Self {
        let idle = if streams { timeouts.idle_in_streams } else { timeouts.idle };
        // A time that lies beyond all clocks is none.
        let deadline = timeouts.total.and_then(|total| Instant::now().checked_add(total));
        Self { timeouts, idle, deadline }
    }

    fn watch(&self, mut request: Request<Body>) -> (Request<Body>, Head) {
        if let Some(connect) = self.timeouts.connect {
            request.extensions_mut().insert(ConnectWithin(connect));
        }
        let patience = request.extensions().get::<Patience>().copied().unwrap_or_default();
        let longer = match patience {
            Patience::Longer(by) => by,
            Patience::Usual | Patience::Endless => Duration::ZERO,
        };
        let limit = self.timeouts.head.map(|head| head.saturating_add(longer));
        let endless = matches!(patience, Patience::Endless);
        if limit.is_none() || endless || request.body().as_whole().is_some() {
            return (request, Head { limit, endless, read: None });
        }
        let read = Arc::new(AtomicU64::new(0));
        let watched = read.clone();
        let request = request.map(|body| Body::streaming(Watched { body, read: watched }));
        (request, Head { limit, endless, read: Some(read) })
    }

    async fn until_head<T>(
        &self,
        head: Head,
        work: impl Future<Output = Result<T, TransportError>>,
    ) -> Result<T, TransportError> {
        let work = until_head(head, work);
        match self.deadline {
            None => work.await,
            Some(deadline) => time::timeout_at(deadline, work)
                .await
                .unwrap_or_else(|_| Err(TransportError::timeout("total"))),
        }
    }

    fn of_body(&self, body: Body) -> Body {
        if (self.idle.is_none() && self.deadline.is_none()) || body.as_whole().is_some() {
            return body;
        }
        let deadline = self.deadline.map(|deadline| Box::pin(time::sleep_until(deadline)));
        Body::streaming(Timed { body, idle: self.idle, since: None, alarm: None, deadline })
    }
}

async fn until_head<T>(
    head: Head,
    work: impl Future<Output = Result<T, TransportError>>,
) -> Result<T, TransportError> {
    let Some(limit) = head.limit else { return work.await };
    let mut work = pin!(work);
    let mut read = 0;
    loop {
        if let Ok(done) = time::timeout(limit, work.as_mut()).await {
            return done;
        }
        let now = head.read.as_ref().map_or(0, |read| read.load(Ordering::Relaxed));
        if now == read && !head.endless {
            return Err(TransportError::timeout("head"));
        }
        read = now;
    }
}

/// A request's body that tells when it is read from.
struct Watched {
    body: Body,
    read: Arc<AtomicU64>,
}

impl Pieces for Watched {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let polled = self.body.poll_next(cx);
        if polled.is_ready() {
            self.read.fetch_add(1, Ordering::Relaxed);
        }
        polled
    }

    fn exact_length(&self) -> Option<u64> {
        self.body.exact_length()
    }
}

/// A reply's body that fails when a timer fires.
struct Timed {
    body: Body,
    idle: Option<Duration>,
    /// When waiting for the next piece began.
    since: Option<Instant>,
    alarm: Option<Pin<Box<Sleep>>>,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl Timed {
    /// Arms the idle timer where a wait begins; a reply that is there already needs none.
    fn idle_fires(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(idle) = self.idle else { return false };
        if self.since.is_none() {
            let now = Instant::now();
            self.since = Some(now);
            let Some(end) = now.checked_add(idle) else { return false };
            match &mut self.alarm {
                Some(alarm) => alarm.as_mut().reset(end),
                None => self.alarm = Some(Box::pin(time::sleep_until(end))),
            }
        }
        self.alarm.as_mut().is_some_and(|alarm| alarm.as_mut().poll(cx).is_ready())
    }

    fn poll_by(&mut self, poll: fn(&mut Body, &mut Context<'_>) -> Polled, cx: &mut Context<'_>) -> Polled {
        if self.deadline.as_mut().is_some_and(|deadline| deadline.as_mut().poll(cx).is_ready()) {
            return Poll::Ready(Some(Err(TransportError::timeout("total"))));
        }
        let polled = poll(&mut self.body, cx);
        if polled.is_ready() {
            self.since = None;
        } else if self.idle_fires(cx) {
            return Poll::Ready(Some(Err(TransportError::timeout("idle"))));
        }
        polled
    }
}

impl Pieces for Timed {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        self.poll_by(Body::poll_next, cx)
    }

    fn poll_joined(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        self.poll_by(Body::poll_joined, cx)
    }

    fn exact_length(&self) -> Option<u64> {
        self.body.exact_length()
    }
}
