//! Plays a fixture back to a client, strictly.

mod diff;
mod edit;
mod index;
mod matching;
mod order;
mod play;
mod sidecar;
mod streams;

use std::{fmt, path::Path, sync::Arc, time::Duration};

use http::{Request, Response};

pub use edit::{Edit, NoSuchExchange, Target};

use super::format::{Fixture, FixtureError};
use crate::{
    body::Body,
    error::TransportError,
    transport::{BoxFuture, Opened, Transport},
};
use order::Stage;

/// When the engine's events are handed out.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub enum Timing {
    /// As soon as their cause was seen.
    #[default]
    Immediate,
    /// After the recorded time since their cause, times this factor.
    Scaled(f64),
    /// After the recorded time since their cause.
    Exact,
}

/// A transport that answers from a fixture. Cheap to clone; clones share what was asked already.
///
/// It needs a tokio runtime whose time is enabled; a paused clock does, and costs no waiting.
///
/// # Matching
///
/// A request is compared with the exchanges of its lane that were not asked yet: method, path, query as a set, media
/// type, and the body, JSON by its structure. Nothing else of the headers counts. The earliest that fits wins; a
/// request that fits none fails, and its error shows the nearest exchange, the differences and their line. What a
/// client writes to a raw stream is compared as a stream of bytes, however it is cut into frames.
///
/// # Order
///
/// Requests, client frames and client ends are causes. An event of the engine is handed out only after every cause
/// above it in the file was seen, on whichever lane; so concurrent requests may come in another order than recorded,
/// but no answer comes before what led to it. If the cause that is missing does not come within the
/// [`patience`](Self::patience) and nothing else happens, what waits for it fails and names it.
///
/// A `repeat` request may come any number of times. It gets, at once, the newest recorded answer that is above the
/// first missing cause, or the first one.
///
/// # Completion
///
/// [`finish`](Self::finish) fails unless everything was asked for. Dropping the last handle without it panics, unless
/// the replayer is [`lenient`](Self::lenient) or the thread is panicking already.
#[derive(Clone)]
pub struct Replayer {
    guard: Arc<Guard>,
}

impl Replayer {
    /// Reads a fixture from a file.
    ///
    /// # Errors
    ///
    /// As [`Fixture::open`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, FixtureError> {
        Ok(Self::new(Fixture::open(path)?))
    }

    /// Reads a fixture from a text; `name` stands in errors as the file.
    ///
    /// # Errors
    ///
    /// As [`Fixture::parse`].
    pub fn parse(text: &str, name: &str) -> Result<Self, FixtureError> {
        Ok(Self::new(Fixture::parse(text, name)?))
    }

    /// Plays a fixture that was read already.
    pub fn new(fixture: Fixture) -> Self {
        Self { guard: Arc::new(Guard { stage: Arc::new(Stage::new(fixture)) }) }
    }

    /// Sets when the engine's events are handed out.
    #[must_use]
    pub fn timing(self, timing: Timing) -> Self {
        self.stage().settings().timing = timing;
        self
    }

    /// Sets how long an answer waits for a cause while nothing else happens; the time that passed there when it was
    /// recorded is added. Five seconds by default.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        self.stage().settings().patience = patience;
        self
    }

    /// Allows dropping it unfinished.
    #[must_use]
    pub fn lenient(self) -> Self {
        self.stage().settings().lenient = true;
        self
    }

    /// Edits an exchange: what was recorded as a success becomes a failure, or arrives in another way.
    ///
    /// # Errors
    ///
    /// Fails if there is no such exchange: a fault that hits nothing proves nothing.
    pub fn edit(self, target: impl Into<Target>, edit: Edit) -> Result<Self, NoSuchExchange> {
        let target = target.into();
        match target.find(self.fixture()) {
            Some(exchange) => {
                self.stage().edit(exchange, edit);
                Ok(self)
            }
            None => Err(NoSuchExchange { fixture: self.fixture().name.clone(), target: target.to_string() }),
        }
    }

    /// Makes the transport of one lane.
    pub fn lane(&self, name: impl Into<Arc<str>>) -> Lane {
        Lane { replayer: self.clone(), name: name.into() }
    }

    /// Shows what is played.
    pub fn fixture(&self) -> &Fixture {
        self.stage().fixture()
    }

    /// Tells the recorded time, in milliseconds, of the newest event that the engine's side handed out.
    pub fn position_ms(&self) -> u64 {
        self.stage().position_ms()
    }

    /// Tells the time of the recording, in milliseconds: of the newest event on either side and, where
    /// [`Timing`] keeps time, what has passed since, never beyond what the client did next.
    pub fn clock_ms(&self) -> u64 {
        self.stage().clock_ms()
    }

    /// Lists every request and frame that did not fit so far, a text each; the error of its client says the same.
    pub fn strays(&self) -> Vec<String> {
        self.stage().strays()
    }

    /// Tells whether everything recorded was asked for by now.
    pub fn is_complete(&self) -> bool {
        self.stage().is_complete()
    }

    /// Ends the replay and says whether everything recorded was asked for, and nothing else.
    ///
    /// # Errors
    ///
    /// Lists what was recorded and not asked for, and every request and frame that did not fit.
    pub fn finish(&self) -> Result<(), Unfinished> {
        let problems = self.stage().finish();
        if problems.is_empty() { Ok(()) } else { Err(Unfinished { problems }) }
    }

    fn stage(&self) -> &Arc<Stage> {
        &self.guard.stage
    }

    /// Finds the lane of a request that names none: the only one.
    fn only_lane(&self) -> Result<Arc<str>, TransportError> {
        match self.stage().lanes() {
            [] => Ok("".into()),
            [lane] => Ok(lane.clone()),
            lanes => Err(TransportError::unsent(format!(
                "{} has several lanes ({}): take one with `Replayer::lane`",
                self.fixture().name,
                lanes.join(", ")
            ))),
        }
    }
}

impl Transport for Replayer {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move { play::call(self.stage(), self.only_lane()?, request).await })
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async move { play::open(self.stage(), self.only_lane()?, request).await })
    }

    fn endpoint(&self) -> Arc<str> {
        format!("replay of {}", self.fixture().name).into()
    }
}

impl fmt::Debug for Replayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replayer").field("fixture", self.fixture()).finish_non_exhaustive()
    }
}

/// One lane of a [`Replayer`] as a transport. Cheap to clone.
#[derive(Clone)]
pub struct Lane {
    replayer: Replayer,
    name: Arc<str>,
}

impl Transport for Lane {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(play::call(self.replayer.stage(), self.name.clone(), request))
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(play::open(self.replayer.stage(), self.name.clone(), request))
    }

    fn endpoint(&self) -> Arc<str> {
        self.replayer.endpoint()
    }
}

impl fmt::Debug for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lane").field("name", &self.name).field("replayer", &self.replayer).finish()
    }
}

/// A replay that did not go as recorded.
///
/// `Debug` is for people, too: it is what a failed test shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Unfinished {
    problems: Vec<String>,
}

impl Unfinished {
    /// Lists what is wrong, a text each.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the replay did not go as recorded:")?;
        self.problems.iter().try_for_each(|problem| write!(f, "\n- {problem}"))
    }
}

impl fmt::Debug for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Unfinished {}

/// What the handles of one replayer share; bodies that still stream do not count as handles.
struct Guard {
    stage: Arc<Stage>,
}

impl Drop for Guard {
    #[expect(
        clippy::panic,
        reason = "a test that forgets `finish` must fail, and nobody reads a result of a drop"
    )]
    fn drop(&mut self) {
        let forgotten = {
            let settings = self.stage.settings();
            !settings.lenient && !settings.finished
        };
        if forgotten && !std::thread::panicking() {
            let problems = self.stage.finish();
            let name = &self.stage.fixture().name;
            panic!("the replayer of {name} was dropped without `finish`{}", Listed(&problems));
        }
    }
}

struct Listed<'a>(&'a [String]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|problem| write!(f, "\n- {problem}"))
    }
}
