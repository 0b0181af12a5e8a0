//! The recorded streams, broken on their way through the replayer: each is an error, whatever had come.
//!
//! Each distinct stream is cut after every frame, the last one included: the bytes are then all there, and their end is
//! not. It is also cut after every byte of its first and last 4 KiB, unless that cut was made already: all that a reader
//! has kept there is what came since the last whole value, so two cuts are one where the operation, the media type and
//! that piece are the same, digits aside. A stream of bytes that nobody reads has no values; there the distance to the
//! beginning or the end tells cuts apart. Streams are distinct by their text without the digits of ids, times and sizes,
//! and by where their frames end. Raw streams have no end that could be missing and are left out.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fs,
    string::FromUtf8Error,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use docker_wire::{
    ApiVersion, Body, Client, Daemon, Error, Phase,
    api::{container, image, system},
    catalogue,
    replay::{Edit, Fixture, Recorded, Replayer},
};
use serde_json::json;

use crate::scenarios::ENGINES;

/// How much of each end of a stream is cut at every byte.
const EDGE: usize = 4 << 10;

/// Longer than any stream takes on a paused clock, unless it hangs.
const PATIENCE: Duration = Duration::from_secs(600);

#[test]
fn a_recorded_stream_that_breaks_anywhere_is_an_error_and_what_came_is_its_beginning() {
    let streams = streams();
    assert!(streams.len() >= 40, "{} streams", streams.len());
    let kinds: BTreeSet<&str> = streams.iter().map(|stream| stream.operation).collect();
    assert!(kinds.len() >= 8, "{kinds:?}");
    let mut made = HashSet::new();
    let work: Vec<_> = streams.iter().map(|stream| (stream, stream.cuts(&mut made))).collect();
    let all: usize = work.iter().map(|(_, cuts)| cuts.len()).sum();
    assert!(all >= 20_000, "{all} cuts");
    let next = AtomicUsize::new(0);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some((stream, cuts)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    stream.breaks(cuts);
                }
            });
        }
    });
}

/// A recorded reply whose body came in frames.
struct Stream {
    name: String,
    operation: &'static str,
    media_type: String,
    frames: Vec<Vec<u8>>,
}

/// The distinct streams of the corpus.
fn streams() -> Vec<Stream> {
    let mut distinct = BTreeMap::new();
    for engine in ENGINES {
        let mut paths: Vec<_> =
            fs::read_dir(engine.fixtures()).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
        paths.sort();
        for path in paths {
            let fixture = Fixture::open(&path).unwrap();
            for found in fixture.recorded().filter(|it| it.is_streamed() && !it.hijacked && it.status == 200)
            {
                let Some(stream) = Stream::new(&found, &path.display().to_string()) else { continue };
                distinct.entry((stream.operation, stream.shape())).or_insert(stream);
            }
        }
    }
    distinct.into_values().collect()
}

impl Stream {
    /// Cuts it at these places: each is an error, and what was read is the beginning of the whole.
    fn breaks(&self, cuts: &BTreeSet<usize>) {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let fixture = self.fixture();
        let read = |edit: Option<Edit>| {
            let replay = Replayer::new(Fixture::parse(&fixture, "one stream").unwrap());
            let replay = match edit {
                Some(edit) => replay.edit(0, edit).unwrap(),
                None => replay,
            };
            let docker = Daemon::over(replay.clone()).pin(ApiVersion::V1_41);
            let read = async { tokio::time::timeout(PATIENCE, self.read(&docker)).await };
            let read = runtime.block_on(read).unwrap_or_else(|_| panic!("{}: hangs", self.name));
            replay.finish().unwrap_or_else(|error| panic!("{}: {error}", self.name));
            read
        };
        let (whole, end) = read(None);
        let fails_anyway = end.is_err();
        for &at in cuts {
            let (seen, end) = read(Some(Edit::cut_after(at as u64)));
            let error = end.err().unwrap_or_else(|| panic!("{} cut at {at} ends well", self.name));
            let broken = error.phase() == Phase::Exchange
                || (fails_anyway && at > 0)
                || error.phase() == Phase::Decode;
            assert!(broken, "{} cut at {at}: {error:?}", self.name);
            assert!(!error.to_string().is_empty() && whole.starts_with(&seen), "{} cut at {at}", self.name);
        }
    }

    fn new(found: &Recorded<'_>, file: &str) -> Option<Self> {
        let path = found.target.split('?').next().unwrap_or_default();
        let path =
            path.strip_prefix("/v1.").and_then(|rest| rest.find('/').map(|at| &rest[at..])).unwrap_or(path);
        let operation = catalogue::route(found.method, path)?.row.id;
        let frames = found.frames().unwrap();
        // What was cut out is shorter when it is handed out, and would move every cut.
        let frames = frames.iter().map(|frame| {
            String::from_utf8(frame.to_vec())
                .map_or_else(FromUtf8Error::into_bytes, |text| text.replace("<redacted>", "redacted").into())
        });
        let frames: Vec<Vec<u8>> = frames.collect();
        READ.contains(&operation).then(|| Self {
            name: format!("{file} {}", found.number),
            operation,
            media_type: found.media_type.unwrap_or_default().to_owned(),
            frames,
        })
    }

    /// What makes it another stream: its text without the digits, and where its frames end.
    fn shape(&self) -> Vec<Vec<u8>> {
        self.frames.iter().map(|frame| frame.iter().map(without_digit).collect()).collect()
    }

    /// The same reply in a recording of its own, to a request whose body does not matter.
    fn fixture(&self) -> String {
        let target = format!("/v1.41{}", self.target());
        let method = catalogue::operation(self.operation).unwrap().method;
        let sent = match self.operation {
            "ImageBuild" | "ImageLoad" => json!({"content-type": "application/x-tar"}),
            _ => json!({}),
        };
        let request = json!({"method": method, "target": target, "headers": sent});
        let mut lines = vec![
            json!({"fixture": 2}),
            json!({"x": 0, "t": 0, "request": request, "match": "target"}),
            json!({"x": 0, "t": 0, "reply": {"status": 200, "headers": {"content-type": self.media_type}}}),
        ];
        for frame in &self.frames {
            lines.push(json!({"x": 0, "t": 0, "from": "engine", "base64": STANDARD.encode(frame)}));
        }
        lines.push(json!({"x": 0, "t": 0, "end": "engine"}));
        lines.push(json!({"t": 0, "end": "recording"}));
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// Where it is cut: after every frame, and at the edges where no such cut was made before.
    fn cuts(&self, made: &mut HashSet<Cut>) -> BTreeSet<usize> {
        let (bytes, mut ends) = (self.frames.concat(), 0);
        let mut all: BTreeSet<usize> = (self.frames.iter())
            .map(|frame| {
                ends += frame.len();
                ends
            })
            .collect();
        let length = bytes.len();
        let begins = self.values(&bytes);
        for at in (0..=length.min(EDGE)).chain(length.saturating_sub(EDGE)..=length) {
            let begin = begins.range(..=at).next_back().copied();
            let piece = match begin {
                Some(begin) => bytes[begin..at].iter().map(without_digit).collect(),
                None if at <= EDGE => at.to_be_bytes().to_vec(),
                None => format!("{} before the end", length - at).into_bytes(),
            };
            if made.insert((self.operation, self.media_type.clone(), piece)) {
                all.insert(at);
            }
        }
        all
    }

    /// Where its values begin, if it has any: lines of JSON, or frames of a container's output.
    fn values(&self, bytes: &[u8]) -> BTreeSet<usize> {
        let mut begins = BTreeSet::new();
        if bytes.starts_with(b"{") {
            begins.insert(0);
            begins.extend((1..=bytes.len()).filter(|at| bytes[at - 1] == b'\n'));
        }
        let mut at = 0;
        while let [1 | 2, 0, 0, 0, length @ ..] = &bytes[at..]
            && let Some(length) = length.first_chunk()
        {
            begins.insert(at);
            at += 8 + u32::from_be_bytes(*length) as usize;
            begins.insert(at.min(bytes.len()));
        }
        begins
    }

    fn target(&self) -> &'static str {
        match self.operation {
            "ContainerLogs" => "/containers/x/logs?stdout=true&stderr=true",
            "ContainerStats" => "/containers/x/stats",
            "ContainerExport" => "/containers/x/export",
            "ContainerArchive" => "/containers/x/archive?path=/x",
            "SystemEvents" => "/events",
            "ImageCreate" => "/images/create?fromImage=x&tag=latest",
            "ImageBuild" => "/build?rm=true&forcerm=true",
            "ImagePush" => "/images/x/push?tag=latest",
            "ImageLoad" => "/images/load",
            "ImageGet" => "/images/x/get",
            "ImageGetAll" => "/images/get?names=x",
            other => panic!("{other} is not read"),
        }
    }

    /// Reads it to its end: what came, and how it ended.
    async fn read(&self, docker: &Client) -> (Vec<u8>, Result<(), Error>) {
        let mut seen = Vec::new();
        let end = self.read_into(docker, &mut seen).await;
        (seen, end)
    }

    async fn read_into(&self, docker: &Client, seen: &mut Vec<u8>) -> Result<(), Error> {
        match self.operation {
            "ContainerLogs" => {
                let tty = self.frames.first().is_some_and(|frame| !matches!(frame[..], [1 | 2, 0, 0, 0, ..]));
                let mut logs = docker.send(container::Logs::new("x").tty(tty)).await?;
                while let Some(piece) = logs.next().await {
                    // Of a console, a piece is whatever came together.
                    let piece = piece?;
                    piece.bytes.iter().for_each(|byte| seen.extend([piece.stream as u8, *byte]));
                }
            }
            "ContainerStats" => {
                let mut stats = docker.send(container::Stats::new("x")).await?;
                while let Some(stats) = stats.next().await {
                    note(seen, &stats?);
                }
            }
            "SystemEvents" => {
                let mut events = docker.send(system::Events::new()).await?;
                while let Some(event) = events.next().await {
                    note(seen, &event?);
                }
            }
            "ContainerExport" | "ContainerArchive" | "ImageGet" | "ImageGetAll" => {
                let mut archive = match self.operation {
                    "ContainerExport" => docker.send(container::Export::new("x")).await?,
                    "ContainerArchive" => docker.send(container::GetArchive::new("x", "/x")).await?,
                    "ImageGet" => docker.send(image::Save::new("x")).await?,
                    _ => docker.send(image::SaveAll::new(["x"])).await?,
                };
                while let Some(piece) = archive.next().await {
                    seen.extend_from_slice(&piece?);
                }
            }
            _ => {
                let mut progress = match self.operation {
                    "ImageCreate" => docker.send(image::Pull::new("x")).await?,
                    "ImageBuild" => docker.send(image::Build::new(Body::empty())).await?,
                    "ImagePush" => docker.send(image::Push::new("x")).await?,
                    _ => docker.send(image::Load::new(Body::empty())).await?,
                };
                while let Some(line) = progress.next().await {
                    note(seen, &line?);
                }
            }
        }
        Ok(())
    }
}

/// What tells a cut from others: the operation, the media type, and what a reader has kept there.
type Cut = (&'static str, String, Vec<u8>);

/// Which digits an id, a time or a size has says nothing.
fn without_digit(byte: &u8) -> u8 {
    if byte.is_ascii_hexdigit() { b'0' } else { *byte }
}

/// Notes a value of a stream.
fn note(seen: &mut Vec<u8>, value: &impl std::fmt::Debug) {
    seen.extend(format!("{value:?}\n").bytes());
}

/// The operations whose replies come as streams.
const READ: &[&str] = &[
    "ContainerLogs",
    "ContainerStats",
    "ContainerExport",
    "ContainerArchive",
    "SystemEvents",
    "ImageCreate",
    "ImageBuild",
    "ImagePush",
    "ImageLoad",
    "ImageGet",
    "ImageGetAll",
];
