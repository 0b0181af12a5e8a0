//! Recorder and replayer together, over a scripted transport in memory.

mod drift;
mod edits;
mod faults;
mod format;
mod frames;
mod order;
mod redaction;
mod scripted;
mod session;
mod sidecars;
mod strictness;
mod symbols;

use http::{Method, Request, Response};

use super::{Header, Options, Recorder, Replayer};
use crate::{
    body::{Body, Duplex},
    error::TransportError,
    transport::{Opened, Transport},
};
use scripted::Scripted;

/// Makes a request without a body.
fn ask(method: Method, target: &str) -> Request<Body> {
    Request::builder().method(method).uri(target).body(Body::empty()).unwrap()
}

fn get(target: &str) -> Request<Body> {
    ask(Method::GET, target)
}

fn post_json(target: &str, json: &str) -> Request<Body> {
    Request::builder()
        .method(Method::POST)
        .uri(target)
        .header("content-type", "application/json")
        .body(Body::from(json.to_owned()))
        .unwrap()
}

/// Reads a body piece by piece, to its end or its error, without care for how it is cut: a recorder cares.
async fn pieces(response: Response<Body>) -> Vec<Result<String, String>> {
    let (mut body, mut all) = (response.into_body(), Vec::new());
    while let Some(piece) = body.next_joined().await {
        all.push(match piece {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) => Err(error.to_string()),
        });
    }
    all
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(response.into_body().collect(1 << 20).await.unwrap().to_vec()).unwrap()
}

async fn stream(transport: &impl Transport, request: Request<Body>) -> Result<Duplex, TransportError> {
    match transport.open(request).await? {
        Opened::Stream(response) => Ok(response.into_body()),
        Opened::Refused(response) => panic!("refused: {}", response.status()),
    }
}

/// A recorder over a scripted transport, and what it writes.
struct Studio {
    recorder: Recorder<Scripted>,
    folder: tempfile::TempDir,
}

impl Studio {
    fn new(scripted: Scripted, options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let recorder = Recorder::create(scripted, folder.path().join("f.jsonl"), options).unwrap();
        Self { recorder, folder }
    }

    fn plain(scripted: Scripted) -> Self {
        Self::new(scripted, Options::new(Header::new("test")))
    }

    /// Ends the recording and shows the file.
    fn file(&self) -> String {
        self.recorder.finish().unwrap();
        std::fs::read_to_string(self.folder.path().join("f.jsonl")).unwrap()
    }

    fn replayer(&self) -> Replayer {
        Replayer::parse(&self.file(), "f.jsonl").unwrap()
    }
}

/// Makes a fixture of event lines.
fn fixture(lines: &str) -> Replayer {
    let text = format!("{{\"fixture\":2}}\n{}\n{{\"t\":99,\"end\":\"recording\"}}\n", lines.trim());
    Replayer::parse(&text, "f.jsonl").unwrap()
}
