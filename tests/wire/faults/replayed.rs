//! The recorded streams, broken on their way through the replayer: each is an error, whatever had come.
//!
//! Each distinct stream is cut after every frame, the last one included: the bytes are then all there, and their end is
//! not. One of each operation and media type is also cut after every byte of its first and last 4 KiB. Raw streams have
//! no end that could be missing and are left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    string::FromUtf8Error,
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
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let streams = streams();
    assert!(streams.len() >= 40, "{} streams", streams.len());
    let kinds: BTreeSet<&str> = streams.iter().map(|stream| stream.operation).collect();
    assert!(kinds.len() >= 8, "{kinds:?}");
    let mut whole_edges = BTreeSet::new();
    for stream in streams {
        let every_byte = whole_edges.insert((stream.operation, stream.media_type.clone()));
        let fixture = stream.fixture();
        let read = |edit: Option<Edit>| {
            let replay = Replayer::new(Fixture::parse(&fixture, "one stream").unwrap());
            let replay = match edit {
                Some(edit) => replay.edit(0, edit).unwrap(),
                None => replay,
            };
            let docker = Daemon::over(replay.clone()).pin(ApiVersion::V1_41);
            let read = async { tokio::time::timeout(PATIENCE, stream.read(&docker)).await };
            let read = runtime.block_on(read).unwrap_or_else(|_| panic!("{}: hangs", stream.name));
            replay.finish().unwrap_or_else(|error| panic!("{}: {error}", stream.name));
            read
        };
        let (whole, end) = read(None);
        let fails_anyway = end.is_err();
        for at in stream.cuts(every_byte) {
            let (seen, end) = read(Some(Edit::cut_after(at as u64)));
            let error = end.err().unwrap_or_else(|| panic!("{} cut at {at} ends well", stream.name));
            let broken = error.phase() == Phase::Exchange
                || (fails_anyway && at > 0)
                || error.phase() == Phase::Decode;
            assert!(broken, "{} cut at {at}: {error:?}", stream.name);
            assert!(!error.to_string().is_empty() && whole.starts_with(&seen), "{} cut at {at}", stream.name);
        }
    }
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
        let digits = |byte: &u8| if byte.is_ascii_hexdigit() { b'0' } else { *byte };
        self.frames.iter().map(|frame| frame.iter().map(digits).collect()).collect()
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

    /// Where it is cut.
    fn cuts(&self, every_byte: bool) -> BTreeSet<usize> {
        let length: usize = self.frames.iter().map(Vec::len).sum();
        let mut ends = 0;
        let frames = self.frames.iter().map(|frame| {
            ends += frame.len();
            ends
        });
        let edge = if every_byte { EDGE } else { 0 };
        frames.chain(0..=length.min(edge)).chain(length.saturating_sub(edge)..=length).collect()
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
