//! How an archive gets from the thread that makes it into a body.

use std::{
    fmt,
    fs::File,
    io::{self, Read},
    mem,
    path::Path,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    thread,
};

use bytes::Bytes;

use crate::{
    body::{Body, Feeder, Pieces},
    codec::archive,
    error::TransportError,
};

/// How long pieces are: 64 KiB.
const PIECE: usize = 64 << 10;
/// How many pieces may wait for the engine.
const WAITING: usize = 4;

/// How an archive is compressed.
#[derive(Debug, Clone)]
pub(crate) enum Compression {
    None,
    #[cfg(feature = "gzip")]
    Gzip,
    #[cfg(feature = "zstd")]
    Zstd,
}

/// Why the making of an archive ended early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Nobody wants it any more.
    Unwanted,
    Failed(String),
}

impl Stop {
    /// Names the file that something is wrong with.
    pub(crate) fn at(path: &Path, error: &io::Error) -> Self {
        Self::Failed(format!("`{}`: {}", path.display(), words(error)))
    }
}

/// Says an error of the operating system without its number.
pub(super) fn words(error: &io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    text[..end].to_lowercase()
}

/// Makes a body of what `make` writes, in a thread that starts when the body is first read.
pub(crate) fn streamed(
    compression: Compression,
    make: impl FnOnce(&mut Stage) -> Result<(), Stop> + Send + 'static,
) -> Body {
    Body::streaming(Streamed { start: Some((compression, Box::new(make))), made: None })
}

type Make = Box<dyn FnOnce(&mut Stage) -> Result<(), Stop> + Send>;

struct Streamed {
    start: Option<(Compression, Make)>,
    /// What arrives, and whether it came to its end: a thread that dies must not look like one that is done.
    made: Option<(Body, Arc<AtomicBool>)>,
}

impl Pieces for Streamed {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        if let Some((compression, make)) = self.start.take() {
            match start(compression, make) {
                Ok(made) => self.made = Some(made),
                Err(error) => {
                    return Poll::Ready(Some(Err(TransportError::input(format!("no thread: {error}")))));
                }
            }
        }
        let Some((body, complete)) = &mut self.made else { return Poll::Ready(None) };
        let polled = body.poll_next(cx);
        if matches!(polled, Poll::Ready(None)) && !complete.load(Ordering::Acquire) {
            let error = TransportError::input("what made the archive has died");
            return Poll::Ready(Some(Err(error)));
        }
        polled
    }
}

fn start(compression: Compression, make: Make) -> io::Result<(Body, Arc<AtomicBool>)> {
    let (feeder, body) = Body::channel(WAITING);
    let complete = Arc::new(AtomicBool::new(false));
    let flag = complete.clone();
    thread::Builder::new().name("docker-wire archive".to_owned()).spawn(move || {
        let mut stage = match Stage::new(feeder.clone(), &compression) {
            Ok(stage) => stage,
            Err(stop) => return fail(feeder, stop),
        };
        match make(&mut stage).and_then(|()| stage.finish()) {
            Ok(()) => flag.store(true, Ordering::Release),
            Err(stop) => fail(feeder, stop),
        }
    })?;
    Ok((body, complete))
}

fn fail(feeder: Feeder, stop: Stop) {
    if let Stop::Failed(why) = stop {
        // If it is not wanted any more, nobody asks why it failed.
        let _ = feeder.fail_blocking(TransportError::input(why));
    }
}

/// Where an archive is put together, a piece at a time.
pub(crate) struct Stage {
    buffer: Vec<u8>,
    sink: Sink,
}

enum Sink {
    Plain(Feeder),
    #[cfg(feature = "gzip")]
    Gzip(flate2::write::GzEncoder<Fed>),
    #[cfg(feature = "zstd")]
    Zstd(zstd::Encoder<'static, Fed>),
}

impl Stage {
    fn new(feeder: Feeder, compression: &Compression) -> Result<Self, Stop> {
        let sink = match compression {
            Compression::None => Sink::Plain(feeder),
            #[cfg(feature = "gzip")]
            Compression::Gzip => {
                Sink::Gzip(flate2::write::GzEncoder::new(Fed(feeder), flate2::Compression::default()))
            }
            #[cfg(feature = "zstd")]
            Compression::Zstd => {
                Sink::Zstd(zstd::Encoder::new(Fed(feeder), 0).map_err(|error| compress(&error))?)
            }
        };
        Ok(Self { buffer: Vec::with_capacity(PIECE), sink })
    }

    /// Writes a header; the data of a file follow.
    pub(super) fn head(&mut self, path: &Path, head: &archive::Head<'_>) -> Result<(), Stop> {
        archive::write_head(&mut self.buffer, path, head).map_err(|error| {
            Stop::Failed(format!("`{}` cannot stand in an archive: {error}", path.display()))
        })?;
        self.drain()
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.buffer.extend_from_slice(bytes);
        self.drain()
    }

    /// Writes the zeros that fill a file's last block.
    pub(super) fn pad(&mut self, size: u64) -> Result<(), Stop> {
        self.buffer.resize(self.buffer.len() + archive::padding(size), 0);
        self.drain()
    }

    pub(crate) fn end_of_archive(&mut self) -> Result<(), Stop> {
        self.bytes(&archive::END)
    }

    /// Copies at most `limit` bytes of a file, and tells how many there were.
    pub(super) fn copy(&mut self, path: &Path, file: &mut File, limit: u64) -> Result<u64, Stop> {
        let mut left = limit;
        while left > 0 {
            let room = (PIECE - self.buffer.len()) as u64;
            let read = file.take(room.min(left)).read_to_end(&mut self.buffer);
            let read = read.map_err(|error| Stop::at(path, &error))? as u64;
            left -= read;
            self.drain()?;
            if read == 0 {
                break;
            }
        }
        Ok(limit - left)
    }

    /// Hands on what is there, once it is enough for a piece.
    fn drain(&mut self) -> Result<(), Stop> {
        if self.buffer.len() < PIECE { Ok(()) } else { self.hand_on() }
    }

    fn hand_on(&mut self) -> Result<(), Stop> {
        match &mut self.sink {
            Sink::Plain(feeder) => {
                let piece = mem::replace(&mut self.buffer, Vec::with_capacity(PIECE));
                feeder.feed_blocking(piece.into()).map_err(|_| Stop::Unwanted)
            }
            #[cfg(feature = "gzip")]
            Sink::Gzip(encoder) => compressed(&mut self.buffer, encoder),
            #[cfg(feature = "zstd")]
            Sink::Zstd(encoder) => compressed(&mut self.buffer, encoder),
        }
    }

    fn finish(mut self) -> Result<(), Stop> {
        self.hand_on()?;
        match self.sink {
            Sink::Plain(_) => Ok(()),
            #[cfg(feature = "gzip")]
            Sink::Gzip(encoder) => encoder.finish().map(drop).map_err(|error| compress(&error)),
            #[cfg(feature = "zstd")]
            Sink::Zstd(encoder) => encoder.finish().map(drop).map_err(|error| compress(&error)),
        }
    }
}

impl fmt::Debug for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stage").field("buffer", &self.buffer.len()).finish_non_exhaustive()
    }
}

#[cfg(any(feature = "gzip", feature = "zstd"))]
fn compressed(buffer: &mut Vec<u8>, encoder: &mut impl io::Write) -> Result<(), Stop> {
    encoder.write_all(buffer).map_err(|error| compress(&error))?;
    buffer.clear();
    Ok(())
}

#[cfg(any(feature = "gzip", feature = "zstd"))]
fn compress(error: &io::Error) -> Stop {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Stop::Unwanted,
        _ => Stop::Failed(format!("it could not be compressed: {error}")),
    }
}

/// Takes what was compressed.
#[cfg(any(feature = "gzip", feature = "zstd"))]
struct Fed(Feeder);

#[cfg(any(feature = "gzip", feature = "zstd"))]
impl io::Write for Fed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fed = self.0.feed_blocking(Bytes::copy_from_slice(bytes));
        fed.map(|()| bytes.len()).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
