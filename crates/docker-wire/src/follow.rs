//! Events that go on after the connection was lost.

#[cfg(test)]
mod tests;

use std::{
    collections::{HashSet, VecDeque},
    time::{Duration, SystemTime},
};

use tokio::time::{self, Instant};

use crate::{
    Client,
    api::{Timestamp, system},
    error::{Error, Phase},
    model::EventMessage,
    reply::Lines,
};

/// How long to wait before the first attempt to come back; it doubles up to [`LONGEST`].
const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(5);
/// For how long it is tried unless said otherwise.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many events are remembered, so that they are not told twice.
const REMEMBERED: usize = 1024;
/// How far before the last event it is asked again: a second, in nanoseconds.
const OVERLAP: u64 = 1_000_000_000;

impl Client {
    /// Follows events over lost connections and restarts of the engine.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(docker: docker_wire::Client) -> Result<(), docker_wire::Error> {
    /// use docker_wire::{
    ///     api::{Filters, system},
    ///     follow::Followed,
    /// };
    ///
    /// let deaths = system::Events::new().filters(Filters::new().event("die"));
    /// let mut events = docker.follow(deaths);
    /// while let Some(followed) = events.next().await {
    ///     match followed? {
    ///         Followed::Event(event) => println!("{} died", event.actor.id),
    ///         Followed::Gap(gap) => println!("look again at what runs: {}", gap.why),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn follow(&self, events: system::Events) -> Follow {
        Follow {
            docker: self.clone(),
            events,
            patience: PATIENCE,
            opened: None,
            lines: None,
            seen: VecDeque::new(),
            again: HashSet::new(),
            ended: false,
        }
    }
}

/// What comes of following events.
#[derive(Debug)]
#[non_exhaustive]
pub enum Followed {
    /// Something happened.
    Event(Box<EventMessage>),
    /// The connection was lost and is there again. What happened meanwhile comes next, as far as the engine kept it:
    /// Docker keeps the last 256 events, and none over a restart.
    Gap(Gap),
}

/// A time in which events may have been missed.
#[derive(Debug)]
#[non_exhaustive]
pub struct Gap {
    /// From when on the engine was asked to tell again what happened.
    pub since: Timestamp,
    /// What had happened to the connection.
    pub why: String,
}

/// Events, over lost connections.
///
/// When the connection is lost, it is opened again `since` the last event, and events that were seen are not returned
/// twice. Each time [`Followed::Gap`] comes first. Dropping it closes the exchange.
#[derive(Debug)]
pub struct Follow {
    docker: Client,
    events: system::Events,
    patience: Duration,
    /// When it was first opened, by this machine's clock; it counts only while there was no event.
    opened: Option<SystemTime>,
    lines: Option<Lines<EventMessage>>,
    /// The last events, oldest first: when, in nanoseconds, and which.
    seen: VecDeque<(u64, String)>,
    /// Those of them that come again because they were asked for again.
    again: HashSet<(u64, String)>,
    ended: bool,
}

impl Follow {
    /// Sets for how long it is tried to come back before the loss is an error. A minute unless set.
    #[must_use]
    pub fn patience(mut self, time: Duration) -> Self {
        self.patience = time;
        self
    }

    /// Returns the next event or gap, or `None` when the time has come that was set by `until`.
    ///
    /// # Errors
    ///
    /// Fails if the engine refuses, or cannot be reached for as long as the patience lasts. Then it has ended. A single
    /// event that cannot be read is an error after which it goes on.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    #[inline]
    pub async fn next(&mut self) -> Option<Result<Followed, Error>> {
        while !self.ended {
            let lost = match &mut self.lines {
                None => match self.open().await {
                    Ok(()) => continue,
                    Err(error) => return Some(Err(self.fail(error))),
                },
                Some(lines) => match lines.next().await {
                    Some(Ok(event)) => {
                        if self.is_new(&event) {
                            return Some(Ok(Followed::Event(Box::new(event))));
                        }
                        continue;
                    }
                    Some(Err(error)) if error.phase() == Phase::Decode && lines.goes_on() => {
                        return Some(Err(error));
                    }
                    Some(Err(error)) => Some(error),
                    None => None,
                },
            };
            if lost.is_none() && self.events.has_until() {
                self.ended = true;
                return None;
            }
            return Some(self.come_back(lost).await);
        }
        None
    }

    async fn open(&mut self) -> Result<(), Error> {
        self.opened.get_or_insert_with(SystemTime::now);
        self.lines = Some(self.docker.send(self.events.clone()).await?);
        Ok(())
    }

    /// Opens the stream again where it was lost.
    async fn come_back(&mut self, lost: Option<Error>) -> Result<Followed, Error> {
        let why = lost.map_or_else(|| "the engine ended the stream".to_owned(), |error| format!("{error:#}"));
        let since = self.since();
        self.again = self.seen.iter().cloned().collect();
        let again = self.events.clone().since(since);
        let began = Instant::now();
        let mut pause = SHORTEST;
        loop {
            match self.docker.send(again.clone()).await {
                Ok(lines) => {
                    self.lines = Some(lines);
                    return Ok(Followed::Gap(Gap { since, why }));
                }
                Err(error) if is_away(&error) && began.elapsed() + pause <= self.patience => {
                    time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST);
                }
                Err(error) => return Err(self.fail(error)),
            }
        }
    }

    /// Tells from when on events are asked for again: a little before the last, since neighbours may change places.
    fn since(&self) -> Timestamp {
        let last = self.seen.iter().map(|(at, _)| *at).max();
        match (last, self.seen.front(), self.events.since_when(), self.opened) {
            (Some(last), Some((oldest, _)), ..) => {
                Timestamp::from_nanos(last.saturating_sub(OVERLAP).max(*oldest))
            }
            (_, _, Some(since), _) => since,
            (_, _, None, opened) => opened.unwrap_or_else(SystemTime::now).into(),
        }
    }

    /// Takes note of an event, and tells whether it was not there before the connection was lost.
    fn is_new(&mut self, event: &EventMessage) -> bool {
        let nanos = event.time_nano.and_then(|nanos| u64::try_from(nanos).ok());
        let seconds = event.time.and_then(|seconds| u64::try_from(seconds).ok());
        let Some(at) = nanos.or(seconds.map(|seconds| seconds.saturating_mul(1_000_000_000))) else {
            return true;
        };
        let seen = (at, format!("{:?} {} {}", event.r#type, event.action, event.actor.id));
        if self.again.remove(&seen) {
            return false;
        }
        if self.seen.len() == REMEMBERED {
            self.seen.pop_front();
        }
        self.seen.push_back(seen);
        true
    }

    fn fail(&mut self, error: Error) -> Error {
        self.ended = true;
        self.lines = None;
        error
    }
}

/// Whether the engine may be back soon: it is not there, it broke off, or it is only just starting.
fn is_away(error: &Error) -> bool {
    matches!(error.phase(), Phase::Connect | Phase::Exchange)
        || error.status().is_some_and(|status| status.is_server_error())
}
