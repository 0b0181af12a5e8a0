//! What a fixture holds, for those who want to look at it rather than play it.

use std::{fmt, io, path::Path};

use bytes::Bytes;

use super::{Content, Exchange, Fixture, Happening, Side};

/// One exchange of a fixture whose reply came: literals in the places of symbols.
///
/// `Debug` shows counts and never a body.
#[non_exhaustive]
pub struct Recorded<'a> {
    /// The number of the exchange.
    pub number: u64,
    /// Its lane; the unnamed one is empty.
    pub lane: &'a str,
    /// The method of its request.
    pub method: &'a str,
    /// Path and query of its request.
    pub target: &'a str,
    /// The status of its reply.
    pub status: u16,
    /// The media type of its reply.
    pub media_type: Option<&'a str>,
    /// Whether the connection became a raw stream.
    pub hijacked: bool,
    /// Whether the engine's side ended as it should.
    pub ended: bool,
    fixture: &'a Fixture,
    exchange: &'a Exchange,
    body: Option<&'a Content>,
}

impl Recorded<'_> {
    /// Tells whether the reply's body stands in frames rather than beside the head.
    pub fn is_streamed(&self) -> bool {
        self.body.is_none()
    }

    /// Reads the bytes of the reply, frame by frame; a body beside the head is one frame, and so is one that is beside
    /// the fixture.
    ///
    /// # Errors
    ///
    /// Fails if a file beside the fixture cannot be read.
    pub fn frames(&self) -> io::Result<Vec<Bytes>> {
        let frames =
            self.exchange.engine.iter().filter_map(|event| match &self.fixture.events[*event].what {
                Happening::Frame { from: Side::Engine, content, .. } => Some(content),
                _ => None,
            });
        let folder = self.fixture.folder.as_deref().unwrap_or(Path::new(""));
        self.body
            .into_iter()
            .chain(frames)
            .map(|content| match content {
                Content::File(name) => std::fs::read(folder.join(name)).map(Bytes::from),
                other => Ok(other.to_bytes().unwrap_or_default()),
            })
            .collect()
    }
}

impl fmt::Debug for Recorded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorded")
            .field("number", &self.number)
            .field("method", &self.method)
            .field("target", &self.target)
            .field("status", &self.status)
            .field("events", &self.exchange.engine.len())
            .finish_non_exhaustive()
    }
}

impl Fixture {
    /// Lists the exchanges whose reply came, in the order of their requests.
    pub fn recorded(&self) -> impl Iterator<Item = Recorded<'_>> {
        self.exchanges.iter().filter_map(|exchange| {
            let Happening::Reply { head, body } = &self.events[exchange.reply?].what else {
                return None;
            };
            let last = exchange.engine.last().map(|event| &self.events[*event].what);
            Some(Recorded {
                number: exchange.number,
                lane: &exchange.lane,
                method: &exchange.head.method,
                target: &exchange.head.target,
                status: head.status,
                media_type: head.headers.get("content-type").map(String::as_str),
                hijacked: head.is_hijacked(),
                ended: body.is_some() || matches!(last, Some(Happening::End(_))),
                fixture: self,
                exchange,
                body: body.as_ref(),
            })
        })
    }
}
