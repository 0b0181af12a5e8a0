//! Records what passes through a transport, as it passes.

mod options;
mod streams;
mod tape;

use std::{
    fmt,
    io::{self, Write},
    path::Path,
    sync::Arc,
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, header};

pub use options::Options;
pub use tape::Report;

use super::format::{BESIDE_HEAD, is_json};
use crate::{
    body::{Body, Duplex},
    error::TransportError,
    transport::{BoxFuture, Opened, Transport},
};
use streams::{ReplyPieces, RequestPieces};
use tape::{Log, Tape};

/// A fixture that is being written; several transports can share it. Cheap to clone.
#[derive(Clone)]
pub struct Recording {
    tape: Arc<Tape>,
}

impl Recording {
    /// Starts a recording in a file, which is replaced; missing folders are made.
    ///
    /// Bodies of more than 64 KiB go to files beside it, named as the fixture and by their digest. Those of earlier
    /// recordings of the same fixture are removed by [`finish`](Self::finish).
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written, or the options declare a polling loop that cannot be one.
    pub fn create(path: impl AsRef<Path>, options: Options) -> io::Result<Self> {
        let path = path.as_ref();
        if let Some(folder) = path.parent() {
            let unmade = |error: io::Error| {
                let what = format!("the folder {} cannot be made: {error}", folder.display());
                io::Error::new(error.kind(), what)
            };
            std::fs::create_dir_all(folder).map_err(unmade)?;
        }
        options.sound()?;
        let file = std::fs::File::create(path)?;
        Ok(Self { tape: Arc::new(Tape::start(Box::new(file), Some(path), options)?) })
    }

    /// Starts a recording into anything that takes bytes; long bodies, which have no folder then, stand in it.
    ///
    /// # Errors
    ///
    /// Fails if the header cannot be written.
    pub fn to(out: impl Write + Send + 'static, options: Options) -> io::Result<Self> {
        options.sound()?;
        Ok(Self { tape: Arc::new(Tape::start(Box::new(out), None, options)?) })
    }

    /// Records a transport as a lane, such as `engine` or `master`.
    pub fn wrap<T: Transport>(&self, transport: T, lane: impl Into<Arc<str>>) -> Recorder<T> {
        Recorder { transport, lane: lane.into(), recording: self.clone() }
    }

    /// Ends the recording and says what is in it. What passes later is not recorded.
    ///
    /// # Errors
    ///
    /// Fails with the first error that writing met.
    pub fn finish(&self) -> io::Result<Report> {
        self.tape.finish()
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tape.fmt(f)
    }
}

/// A transport that records everything that passes through it.
///
/// Nothing is held back: a piece of a body goes on to the client when it arrives, and to the file in the order of
/// sight. `Debug` shows counts and never a body.
pub struct Recorder<T> {
    transport: T,
    lane: Arc<str>,
    recording: Recording,
}

impl<T: Transport> Recorder<T> {
    /// Records one transport in one file, as its only, unnamed lane.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written.
    pub fn create(transport: T, path: impl AsRef<Path>, options: Options) -> io::Result<Self> {
        Ok(Recording::create(path, options)?.wrap(transport, ""))
    }

    /// Shows the recording, which other transports can share.
    pub fn recording(&self) -> &Recording {
        &self.recording
    }

    /// Ends the recording and says what is in it.
    ///
    /// # Errors
    ///
    /// Fails with the first error that writing met.
    pub fn finish(&self) -> io::Result<Report> {
        self.recording.finish()
    }

    /// Writes the request down and makes the one to send.
    fn begin(&self, request: Request<Body>) -> (Request<Body>, Log) {
        let (parts, body) = request.into_parts();
        // A body that has no bytes is whole, even if it would have to be polled to end.
        let body = if body.exact_length() == Some(0) { Body::empty() } else { body };
        let media_type = media_type(&parts.headers);
        let log = Log::begin(&self.recording.tape, &self.lane, &parts, body.as_whole(), media_type);
        let body = match body.as_whole() {
            Some(_) => body,
            None => Body::streaming(RequestPieces::new(body, log.clone(), media_type)),
        };
        (Request::from_parts(parts, body), log)
    }

    /// Writes an ordinary reply down and makes the one to hand on.
    fn reply(response: Response<Body>, log: Log) -> Response<Body> {
        let (parts, body) = response.into_parts();
        let media_type = media_type(&parts.headers);
        let length = body.exact_length();
        let small = length.is_some_and(|length| length <= BESIDE_HEAD as u64);
        let whole = match body.as_whole() {
            None if length == Some(0) => Some(Bytes::new()),
            whole => whole.filter(|_| small).cloned(),
        };
        let hold = small || (length.is_none() && media_type.is_none_or(is_json));
        let long = length.is_some() && !small;
        log.reply(&parts, whole.as_ref(), small, hold, long);
        let body = match whole {
            Some(_) => body,
            None => Body::streaming(ReplyPieces::new(body, media_type, log)),
        };
        Response::from_parts(parts, body)
    }

    /// Writes a hijacked reply down and makes the one to hand on.
    fn hijacked(response: Response<Duplex>, log: Log) -> Response<Duplex> {
        let (parts, duplex) = response.into_parts();
        log.hijacked(&parts);
        Response::from_parts(parts, streams::duplex(duplex, log))
    }
}

impl<T: Transport> Transport for Recorder<T> {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let (request, log) = self.begin(request);
            let waiting = log.waiting();
            let answer = self.transport.call(request).await;
            waiting.over();
            match answer {
                Ok(response) => Ok(Self::reply(response, log)),
                Err(error) => Err(log.failed(error)),
            }
        })
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async move {
            let (request, log) = self.begin(request);
            let waiting = log.waiting();
            let answer = self.transport.open(request).await;
            waiting.over();
            match answer {
                Ok(Opened::Stream(response)) => Ok(Opened::Stream(Self::hijacked(response, log))),
                Ok(Opened::Refused(response)) => Ok(Opened::Refused(Self::reply(response, log))),
                Err(error) => Err(log.failed(error)),
            }
        })
    }

    fn endpoint(&self) -> Arc<str> {
        self.transport.endpoint()
    }
}

impl<T> fmt::Debug for Recorder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("lane", &self.lane).field("recording", &self.recording).finish()
    }
}

fn media_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()
}
