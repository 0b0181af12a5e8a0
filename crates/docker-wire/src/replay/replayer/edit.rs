//! Faults as edits: what becomes of a recorded success when something goes wrong on the way.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Buf, Bytes};
use http::{Method, StatusCode};
use tokio::time::{Sleep, sleep};

use crate::{
    error::TransportError,
    replay::{format::Fixture, route::Route},
};

/// A fault in an exchange that went well when it was recorded.
///
/// Several edits of one exchange add up. What the client did after the fault, on this exchange, need not be done again.
///
/// # Examples
///
/// ```
/// use docker_wire::{Daemon, ApiVersion, api::container, replay::{Edit, Replayer}};
/// use http::Method;
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// let fixture = r#"{"fixture":2}
/// {"x":0,"t":0,"request":{"method":"GET","target":"/v1.41/containers/w-1/logs?stdout=true&stderr=true"}}
/// {"x":0,"t":1,"reply":{"status":200}}
/// {"x":0,"t":2,"from":"engine","multiplex":[["stdout","hello"]]}
/// {"x":0,"t":2,"end":"engine"}
/// {"t":2,"end":"recording"}
/// "#;
/// // Eight bytes are a frame's header: the text never comes.
/// let replay = Replayer::parse(fixture, "inline")?
///     .edit((Method::GET, "/containers/*/logs"), Edit::cut_after(8))?;
/// let docker = Daemon::over(replay.clone()).pin(ApiVersion::V1_41);
/// let mut logs = docker.send(container::Logs::new("w-1")).await?;
/// assert!(logs.next().await.is_some_and(|piece| piece.is_err()));
/// replay.finish()?;
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit {
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    CutAfter(u64),
    SplitEvery(usize),
    Stall(Duration),
    StallAfter(u64, Duration),
    ReplaceStatus(StatusCode),
    Reset,
}

impl Edit {
    /// Breaks the connection after so many bytes of the reply's body.
    ///
    /// A raw stream ends there instead: it has no length, and so no way to tell a break from an end.
    pub fn cut_after(bytes: u64) -> Self {
        Self { what: What::CutAfter(bytes) }
    }

    /// Hands the reply's body out in pieces of so many bytes, at least one.
    pub fn split_every(bytes: usize) -> Self {
        Self { what: What::SplitEvery(bytes.max(1)) }
    }

    /// Holds the head of the reply back for so long, whatever the [`Timing`](super::Timing).
    pub fn stall(duration: Duration) -> Self {
        Self { what: What::Stall(duration) }
    }

    /// Holds what comes after so many bytes of the reply's body back for so long.
    pub fn stall_after(bytes: u64, duration: Duration) -> Self {
        Self { what: What::StallAfter(bytes, duration) }
    }

    /// Answers with another status, and the recorded body. A connection that became a raw stream does not become one
    /// then, and the body is empty.
    pub fn replace_status(status: StatusCode) -> Self {
        Self { what: What::ReplaceStatus(status) }
    }

    /// Breaks the connection after the request and before the reply.
    pub fn reset() -> Self {
        Self { what: What::Reset }
    }
}

/// Which exchange is edited: by the method and a pattern of the path, the first that fits; or by its number in the file.
///
/// A pattern is compared segment by segment, without the version in front: `*` is any one segment, `**` at the end any
/// rest.
#[derive(Debug, Clone)]
pub struct Target {
    what: Selected,
}

#[derive(Debug, Clone)]
enum Selected {
    Number(u64),
    Route(Route),
}

impl From<u64> for Target {
    fn from(number: u64) -> Self {
        Self { what: Selected::Number(number) }
    }
}

impl<P: Into<String>> From<(Method, P)> for Target {
    fn from((method, pattern): (Method, P)) -> Self {
        Self { what: Selected::Route(Route { method, pattern: pattern.into() }) }
    }
}

impl Target {
    /// Finds the exchange.
    pub(super) fn find(&self, fixture: &Fixture) -> Option<usize> {
        fixture.exchanges.iter().position(|exchange| match &self.what {
            Selected::Number(number) => exchange.number == *number,
            Selected::Route(route) => {
                let path = super::matching::path(&exchange.head.target);
                exchange.head.method == route.method.as_str() && route.matches(&route.method, path)
            }
        })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            Selected::Number(number) => write!(f, "exchange {number}"),
            Selected::Route(Route { method, pattern }) => write!(f, "{method} {pattern}"),
        }
    }
}

/// An edit that would hit nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuchExchange {
    pub(super) fixture: String,
    pub(super) target: String,
}

impl fmt::Display for NoSuchExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has no {}, so there is nothing to edit", self.fixture, self.target)
    }
}

impl std::error::Error for NoSuchExchange {}

/// All edits of one exchange.
#[derive(Debug, Clone, Default)]
pub(super) struct Edits {
    pub(super) stall: Option<Duration>,
    pub(super) status: Option<StatusCode>,
    pub(super) reset: bool,
    cut: Option<u64>,
    split: Option<usize>,
    stalls: Vec<(u64, Duration)>,
}

impl Edits {
    pub(super) fn add(&mut self, edit: Edit) {
        match edit.what {
            What::CutAfter(bytes) => self.cut = Some(self.cut.map_or(bytes, |cut| cut.min(bytes))),
            What::SplitEvery(bytes) => self.split = Some(bytes),
            What::Stall(duration) => self.stall = Some(self.stall.unwrap_or_default() + duration),
            What::StallAfter(bytes, duration) => {
                self.stalls.push((bytes, duration));
                self.stalls.sort_by_key(|(bytes, _)| *bytes);
            }
            What::ReplaceStatus(status) => self.status = Some(status),
            What::Reset => self.reset = true,
        }
    }

    /// Tells whether the exchange goes another way than recorded.
    pub(super) fn diverts(&self) -> bool {
        self.reset || self.cut.is_some() || self.status.is_some()
    }

    /// Tells whether the body passes through an [`Edited`].
    pub(super) fn touches_body(&self) -> bool {
        self.cut.is_some() || self.split.is_some() || !self.stalls.is_empty()
    }
}

/// A body on which edits work.
pub(super) struct Edited {
    edits: Edits,
    /// Whether it is a raw stream.
    raw: bool,
    passed: u64,
    pending: Bytes,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Edited {
    pub(super) fn new(edits: Edits, raw: bool) -> Self {
        Self { edits, raw, passed: 0, pending: Bytes::new(), sleep: None }
    }

    /// Hands out the next piece of what `recorded` has.
    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        mut recorded: impl FnMut(&mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            if let Some(sleep) = &mut self.sleep {
                ready!(sleep.as_mut().poll(cx));
                self.sleep = None;
            }
            if self.edits.cut.is_some_and(|cut| self.passed >= cut) {
                let cut =
                    || TransportError::broken(format!("the test cut the body after {} bytes", self.passed));
                return Poll::Ready((!self.raw).then(|| Err(cut())));
            }
            if let Some((_, duration)) =
                self.edits.stalls.first().copied().filter(|(at, _)| *at <= self.passed)
            {
                self.edits.stalls.remove(0);
                self.sleep = Some(Box::pin(sleep(duration)));
                continue;
            }
            if self.pending.has_remaining() {
                let until = [self.edits.cut, self.edits.stalls.first().map(|(at, _)| *at)];
                let left = until.into_iter().flatten().map(|at| at - self.passed).min().unwrap_or(u64::MAX);
                let length = usize::try_from(left).unwrap_or(usize::MAX).min(self.pending.len());
                let piece = self.pending.split_to(length.min(self.edits.split.unwrap_or(usize::MAX)));
                self.passed += piece.len() as u64;
                return Poll::Ready(Some(Ok(piece)));
            }
            match ready!(recorded(cx)) {
                Some(Ok(bytes)) => self.pending = bytes,
                end => return Poll::Ready(end),
            }
        }
    }
}
