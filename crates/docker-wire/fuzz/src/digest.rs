//! The digest by which a recording knows an archive that a client sent.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use docker_wire::{
    Body, Daemon,
    api::container,
    replay::{Header, Options, Recording},
};

use super::{
    cuts,
    engine::{self, Engine},
    sums,
};

/// Checks that a body is recorded the same however it is cut, and that what was written can be read again.
pub fn check(data: &[u8]) {
    check_as_it_is(data);
    check_as_it_is(&sums::mended(data));
}

fn check_as_it_is(data: &[u8]) {
    let first = recorded(&[Bytes::copy_from_slice(data)]);
    for pieces in cuts::ways(data).into_iter().skip(1) {
        assert_eq!(recorded(&pieces), first, "{:?}", pieces.iter().map(Bytes::len).collect::<Vec<_>>());
    }
}

/// A file in memory.
#[derive(Clone, Default)]
struct File(Arc<Mutex<Vec<u8>>>);

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a recording says of an archive that was sent in pieces.
fn recorded(pieces: &[Bytes]) -> Vec<String> {
    let file = File::default();
    let options = Options::new(Header::new("digest")).clock(Default::default);
    let (sent, finished) = match Recording::to(file.clone(), options) {
        Ok(recording) => (engine::run(send(&recording, pieces)), recording.finish()),
        Err(error) => panic!("{error}"),
    };
    assert!(sent.is_ok() && finished.is_ok(), "{sent:?} {finished:?}");
    let bytes = file.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    if let Err(error) = docker_wire::replay::Fixture::parse(&text, "recorded") {
        panic!("{error}:\n{text}");
    }
    let said = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
        ["tar", "digest", "bytes"].iter().map(|key| line[key].to_string()).collect::<String>()
    };
    text.lines().map(said).filter(|said| said != "nullnullnull").collect()
}

async fn send(recording: &Recording, pieces: &[Bytes]) -> Result<(), String> {
    let engine = recording.wrap(Engine(Vec::new()), "");
    let docker = Daemon::over(engine).pin(docker_wire::ApiVersion::V1_41);
    let (feeder, body) = Body::channel(pieces.len() + 1);
    for piece in pieces {
        feeder.feed(piece.clone()).await.map_err(|error| error.to_string())?;
    }
    drop(feeder);
    let put = container::PutArchive::new("c", "/", docker_wire::api::Contents::from(body));
    docker.send(put).await.map(drop).map_err(|error| format!("{error:#}"))
}
