//! A fixture in memory.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use super::{Compare, Content, Failure, FixtureError, Header, ReplyHead, RequestHead, Side, read};

/// A fixture that was read and is sound.
///
/// `Debug` shows counts and never a body.
pub struct Fixture {
    pub(crate) name: String,
    /// Where its sidecars are.
    pub(crate) folder: Option<PathBuf>,
    pub(crate) header: Header,
    pub(crate) events: Vec<Event>,
    pub(crate) exchanges: Vec<Exchange>,
}

/// One event with its place.
pub(crate) struct Event {
    /// The line in the file, counted from 1.
    pub(crate) line: usize,
    /// Milliseconds since the start.
    pub(crate) t: u64,
    /// The index of its exchange.
    pub(crate) exchange: usize,
    pub(crate) what: Happening,
}

/// What happened.
pub(crate) enum Happening {
    Request,
    Reply { head: ReplyHead, body: Option<Content> },
    Frame { from: Side, content: Content, redacted: bool },
    End(Side),
    Fail { how: Failure, timer: Option<String> },
}

/// One exchange; numbers are indices of events.
pub(crate) struct Exchange {
    pub(crate) number: u64,
    pub(crate) lane: String,
    pub(crate) head: RequestHead,
    pub(crate) body: Option<Content>,
    pub(crate) repeat: bool,
    pub(crate) compare: Option<Compare>,
    pub(crate) request: usize,
    pub(crate) reply: Option<usize>,
    /// Frames and the end of the client.
    pub(crate) client: Vec<usize>,
    /// Frames, the end and the failure of the engine's side.
    pub(crate) engine: Vec<usize>,
}

impl Fixture {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read, is cut, is of a newer format or says something that this format cannot.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, FixtureError> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let text = fs::read_to_string(path)
            .map_err(|error| FixtureError::io(&name, "the fixture cannot be read", error))?;
        read::fixture(&text, &name, Some(path.parent().unwrap_or(Path::new(""))))
    }

    /// Reads a text; `name` stands in errors as the file.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), and if a long body is stored beside the fixture.
    pub fn parse(text: &str, name: &str) -> Result<Self, FixtureError> {
        read::fixture(text, name, None)
    }

    /// Shows the header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Tells the lanes, each once, in order of appearance; the unnamed one is empty.
    pub fn lanes(&self) -> Vec<&str> {
        let mut lanes: Vec<&str> = Vec::new();
        for exchange in &self.exchanges {
            if !lanes.contains(&exchange.lane.as_str()) {
                lanes.push(&exchange.lane);
            }
        }
        lanes
    }

    /// Tells the number of exchanges.
    pub fn exchanges(&self) -> usize {
        self.exchanges.len()
    }

    /// Writes a place as `file:line`.
    pub(crate) fn place(&self, event: usize) -> String {
        format!("{}:{}", self.name, self.events[event].line)
    }

    /// Describes an event for a person: its place and its request.
    pub(crate) fn describe(&self, event: usize) -> String {
        let place = self.place(event);
        let head = &self.exchanges[self.events[event].exchange].head;
        let what = match &self.events[event].what {
            Happening::Request => "",
            Happening::Reply { .. } => "the reply to ",
            Happening::Frame { from: Side::Client, .. } => "a client frame of ",
            Happening::Frame { from: Side::Engine, .. } => "an engine frame of ",
            Happening::End(Side::Client) => "the client's end of ",
            Happening::End(Side::Engine) => "the engine's end of ",
            Happening::Fail { .. } => "the failure of ",
        };
        format!("{place} {what}{} {}", head.method, head.target)
    }
}

impl fmt::Debug for Fixture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fixture")
            .field("name", &self.name)
            .field("scenario", &self.header.scenario)
            .field("exchanges", &self.exchanges.len())
            .field("events", &self.events.len())
            .finish_non_exhaustive()
    }
}
