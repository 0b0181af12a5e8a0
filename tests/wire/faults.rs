//! The recorded streams, cut at every byte: an error or a shorter whole, never a panic and never something else.

mod replayed;

use std::{collections::BTreeSet, fs, path::Path};

use bytes::Bytes;
use docker_wire::{
    codec::{lines::Splitter, multiplex::Demultiplexer},
    replay::{Fixture, Recorded},
};
use serde_json::Value;

/// Replies that came as frames, by fixture and exchange: the media type and all bytes.
fn streams() -> Vec<(String, String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/engine/20.10.24");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".jsonl") {
            continue;
        }
        let fixture = Fixture::open(&path).unwrap();
        for recorded in fixture.recorded().filter(Recorded::is_streamed) {
            let bytes = recorded.frames().unwrap().concat();
            if !bytes.is_empty() {
                let kind = recorded.media_type.unwrap_or_default().to_owned();
                found.push((format!("{name} {}", recorded.number), kind, bytes));
            }
        }
    }
    found
}

/// The values of a JSON stream up to its end, and whether it ended well.
fn values(pieces: &[&[u8]]) -> (Vec<Bytes>, bool) {
    let mut splitter = Splitter::new();
    let mut taken = Vec::new();
    for piece in pieces {
        splitter.push(Bytes::copy_from_slice(piece));
        loop {
            match splitter.take() {
                Ok(Some(value)) => taken.push(value),
                Ok(None) => break,
                Err(_) => return (taken, false),
            }
        }
    }
    let last = splitter.finish();
    let well = last.is_ok();
    taken.extend(last.unwrap_or_default());
    (taken, well)
}

/// The output of a multiplexed stream up to its end, and whether it ended well.
fn output(pieces: &[&[u8]]) -> (Vec<u8>, bool) {
    let mut demultiplexer = Demultiplexer::new();
    let mut printed = Vec::new();
    for piece in pieces {
        demultiplexer.push(Bytes::copy_from_slice(piece));
        while let Ok(Some(piece)) = demultiplexer.take() {
            printed.extend_from_slice(&piece.bytes);
        }
    }
    (printed, demultiplexer.finish().is_ok())
}

#[test]
fn a_recorded_json_stream_cut_anywhere_is_shorter_or_an_error() {
    let streams = streams();
    let json: Vec<_> = streams.iter().filter(|(_, kind, _)| kind.starts_with("application/json")).collect();
    assert!(json.len() >= 3, "{} streams", json.len());
    for (name, _, bytes) in json {
        let (whole, well) = values(&[bytes]);
        assert!(well && !whole.is_empty(), "{name}");
        for at in 0..bytes.len() {
            let (front, back) = bytes.split_at(at);
            assert_eq!(values(&[front, back]), (whole.clone(), true), "{name} split at {at}");
            let (seen, well) = values(&[front]);
            assert!(seen.len() < whole.len() || well, "{name} cut at {at}");
            assert_eq!(seen, whole[..seen.len()], "{name} cut at {at}");
            serde_json::from_slice::<Value>(seen.last().map_or(b"0", |value| value)).unwrap();
        }
    }
}

/// Where the frames of a multiplexed stream begin.
fn frames(bytes: &[u8]) -> BTreeSet<usize> {
    let mut begins = BTreeSet::new();
    let mut at = 0;
    while at < bytes.len() {
        begins.insert(at);
        at += 8 + u32::from_be_bytes(bytes[at + 4..at + 8].try_into().unwrap()) as usize;
    }
    begins
}

#[test]
fn a_recorded_multiplexed_stream_cut_anywhere_is_shorter_or_an_error() {
    let streams = streams();
    let framed: Vec<_> = streams
        .iter()
        .filter(|(_, kind, bytes)| kind.ends_with("raw-stream") && matches!(bytes[..4], [1 | 2, 0, 0, 0]))
        .collect();
    assert!(framed.len() >= 3, "{} streams", framed.len());
    for (name, _, bytes) in framed {
        let (whole, well) = output(&[bytes]);
        assert!(well, "{name}");
        let ends = frames(bytes);
        for at in 0..bytes.len() {
            let (front, back) = bytes.split_at(at);
            assert_eq!(output(&[front, back]), (whole.clone(), true), "{name} split at {at}");
            let (seen, well) = output(&[front]);
            assert!(whole.starts_with(&seen), "{name} cut at {at}");
            // A cut between two frames looks like an end; HTTP's own framing is what tells then.
            assert_eq!(well, ends.contains(&at), "{name} cut at {at}");
        }
    }
}
