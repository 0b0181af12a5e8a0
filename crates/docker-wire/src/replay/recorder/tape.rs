//! The one writer of a recording: events in order of sight, a line each, redacted before they are written.

mod client;
mod log;
mod spool;

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, Write},
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;

pub(super) use client::ClientBytes;
pub(super) use log::Log;

use spool::{Closed, Shelf, Spool};

use super::options::Options;
use crate::replay::{
    format::{BESIDE_HEAD, Content, End, FORMAT, Failure, Header, Line, ReplyHead, Side},
    redact::{self, Vault},
    symbols::Binder,
};

/// What a recording holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The number of exchanges.
    pub exchanges: u64,
    /// The number of lines after the header.
    pub events: u64,
    /// What was redacted, and how often: the names of headers, keys and variables.
    pub redacted: BTreeMap<String, u64>,
}

/// Says how much was recorded and what was redacted: names and counts, never a value.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { exchanges, events, redacted } = self;
        write!(f, "exchanges: {exchanges}, lines: {events}, ")?;
        if redacted.is_empty() {
            return f.write_str("redacted: nothing");
        }
        f.write_str("redacted: ")?;
        for (index, (what, count)) in redacted.iter().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            write!(f, "{comma}{what} ({count})")?;
        }
        Ok(())
    }
}

/// The writer and what it must remember.
pub(super) struct Tape {
    options: Options,
    started: tokio::time::Instant,
    state: Mutex<State>,
}

struct State {
    binder: Binder,
    /// Gone when the recording has finished or writing has failed.
    out: Option<Box<dyn Write + Send>>,
    error: Option<io::Error>,
    held: Option<Held>,
    /// Long bodies on their way, and where they go; without a folder all stays in the file.
    spools: Vec<Spool>,
    shelf: Option<Shelf>,
    vault: Vault,
    report: Report,
}

/// A reply whose head may still get its complete body beside it.
///
/// It waits for the end of the body or for any other event, whichever comes first, so the order in the file stays
/// the order of sight. Only the file waits, never the client.
struct Held {
    at: At,
    t: u64,
    head: ReplyHead,
    /// Its length was told, so how it was cut on the way means nothing.
    sized: bool,
    pieces: Vec<Piece>,
    length: usize,
}

/// Which exchange an event belongs to.
#[derive(Clone)]
pub(super) struct At {
    x: u64,
    lane: Arc<str>,
    /// The path of its request.
    path: Arc<str>,
}

/// A redacted piece of a body.
pub(super) struct Piece {
    t: u64,
    bytes: Bytes,
    redacted: bool,
}

impl Tape {
    pub(super) fn start(
        mut out: Box<dyn Write + Send>,
        fixture: Option<&Path>,
        options: Options,
    ) -> io::Result<Self> {
        let header =
            Header { fixture: FORMAT, redaction: redact::RULES.to_owned(), ..options.header.clone() };
        write_line(&mut *out, &header)?;
        let mut vault = Vault::default();
        options.secrets.iter().for_each(|secret| vault.remember(secret));
        options.plain_env.iter().for_each(|name| vault.keep_env(name.clone()));
        let (binder, report) = (Binder::default(), Report::default());
        let (shelf, spools) = (fixture.and_then(Shelf::beside), Vec::new());
        let state = State { binder, out: Some(out), error: None, held: None, spools, shelf, vault, report };
        Ok(Self { options, started: tokio::time::Instant::now(), state: Mutex::new(state) })
    }

    pub(super) fn finish(&self) -> io::Result<Report> {
        let t = self.now();
        let mut state = self.lock();
        if state.out.is_some() {
            state.release();
            state.settle(t, None);
            state.write(&Line { t, end: Some(End::Recording), ..Line::default() });
            if let Some(shelf) = state.shelf.as_ref().filter(|_| state.error.is_none()) {
                shelf.clear();
            }
            state.out = None;
        }
        match state.error.take() {
            Some(error) => Err(error),
            None => {
                state.report.redacted = state.vault.counts().clone();
                Ok(state.report.clone())
            }
        }
    }

    /// Tells the time since the start in milliseconds.
    fn now(&self) -> u64 {
        let since: Duration = match &self.options.clock {
            Some(clock) => clock(),
            None => self.started.elapsed(),
        };
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A writer that panicked has at worst lost its own line.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Writes an event after whatever is held.
    fn event(&mut self, at: &At, line: Line) {
        self.release();
        // What is handed out before a client acts must stand above that.
        if (line.request.is_some() && !line.repeat)
            || line.from == Some(Side::Client)
            || line.end == Some(End::Client)
        {
            self.settle(line.t, None);
        }
        self.put(at, line);
    }

    fn put(&mut self, at: &At, mut line: Line) {
        self.binder.line(&mut line, &at.path);
        self.write(&line);
    }

    fn write(&mut self, line: &Line) {
        let Some(out) = &mut self.out else {
            return;
        };
        match write_line(&mut **out, line) {
            Ok(()) => self.report.events += 1,
            Err(error) => self.broken(error),
        }
    }

    /// Takes a piece of a reply's body: to the file, to what is held, or beside the fixture if it is `long`.
    fn piece(&mut self, at: &At, piece: Piece, json_values: Option<usize>, long: bool, archive: bool) {
        let one_value = json_values.is_some_and(|values| values <= 1);
        if let Some(held) = &mut self.held
            && held.at.x == at.x
            && (held.sized || one_value)
            && held.length + piece.bytes.len() <= BESIDE_HEAD
        {
            held.length += piece.bytes.len();
            held.pieces.push(piece);
            return;
        }
        self.release();
        let open = self.spools.iter().position(|spool| spool.at.x == at.x);
        let Some(shelf) = self.shelf.as_mut().filter(|_| long || open.is_some()) else {
            self.event(at, frame(at, Side::Engine, piece));
            return;
        };
        let index = open.unwrap_or_else(|| {
            self.spools.push(Shelf::open(at.clone(), archive));
            self.spools.len() - 1
        });
        if let Err(error) = shelf.add(&mut self.spools[index], piece) {
            self.broken(error);
        }
    }

    /// Writes down what long bodies have brought, of one exchange or of all.
    fn settle(&mut self, t: u64, of: Option<u64>) {
        while let Some(index) = self.spools.iter().position(|spool| of.is_none_or(|x| spool.at.x == x)) {
            let spool = self.spools.swap_remove(index);
            let (at, archive) = (spool.at.clone(), spool.archive);
            let Some(closed) = self.shelf.as_mut().map(|shelf| shelf.close(spool)) else {
                continue;
            };
            match closed {
                Ok(Closed::File { name, redacted }) => {
                    let mut line = Line { from: Some(Side::Engine), redacted, ..line(&at, t) };
                    Content::File(name).put(&mut line);
                    self.put(&at, line);
                }
                Ok(Closed::Pieces(pieces)) => {
                    // How an archive was cut on its way says nothing.
                    let pieces = if archive { joined(pieces) } else { pieces };
                    for piece in pieces {
                        self.put(&at, Line { archive, ..frame(&at, Side::Engine, piece) });
                    }
                }
                Err(error) => self.broken(error),
            }
        }
    }

    fn broken(&mut self, error: io::Error) {
        self.error.get_or_insert(error);
        self.out = None;
    }

    /// Ends the body of a reply.
    fn body_end(&mut self, at: &At, t: u64, json: bool, archive: bool) {
        self.settle(t, Some(at.x));
        match self.held.take_if(|held| held.at.x == at.x) {
            Some(held) => {
                let all: Vec<u8> = held.pieces.iter().flat_map(|piece| piece.bytes.iter().copied()).collect();
                let mut line = line(at, held.t);
                line.reply = Some(held.head);
                line.redacted = held.pieces.iter().any(|piece| piece.redacted);
                line.archive = archive;
                Content::body(all.into(), json).put(&mut line);
                self.put(at, line);
            }
            None => self.event(at, Line { end: Some(End::Engine), ..line(at, t) }),
        }
    }

    /// Writes what is held: its head, and its pieces as frames.
    fn release(&mut self) {
        let Some(held) = self.held.take() else {
            return;
        };
        let at = held.at;
        self.put(&at, Line { reply: Some(held.head), ..line(&at, held.t) });
        for piece in held.pieces {
            self.put(&at, frame(&at, Side::Engine, piece));
        }
    }

    fn fail(&mut self, at: &At, t: u64, how: Failure, timer: Option<&str>) {
        self.settle(t, Some(at.x));
        self.event(at, Line { fail: Some(how), timer: timer.map(str::to_owned), ..line(at, t) });
    }
}

fn line(at: &At, t: u64) -> Line {
    let c = (!at.lane.is_empty()).then(|| at.lane.to_string());
    Line { c, x: Some(at.x), t, ..Line::default() }
}

fn frame(at: &At, from: Side, piece: Piece) -> Line {
    let mut line = Line { from: Some(from), redacted: piece.redacted, ..line(at, piece.t) };
    Content::Bytes(piece.bytes).put(&mut line);
    line
}

/// Joins pieces to one, of the time of the first.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let Some(t) = pieces.first().map(|piece| piece.t) else {
        return pieces;
    };
    let redacted = pieces.iter().any(|piece| piece.redacted);
    let all: Vec<u8> = pieces.iter().flat_map(|piece| piece.bytes.iter().copied()).collect();
    vec![Piece { t, bytes: all.into(), redacted }]
}

/// Writes one line in one go, so that a crash loses that line at most.
fn write_line(out: &mut dyn Write, value: &impl serde::Serialize) -> io::Result<()> {
    let mut text = serde_json::to_vec(value)?;
    text.push(b'\n');
    out.write_all(&text)?;
    out.flush()
}

impl fmt::Debug for Tape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("Recording")
            .field("exchanges", &state.report.exchanges)
            .field("events", &state.report.events)
            .field("finished", &state.out.is_none())
            .finish_non_exhaustive()
    }
}
