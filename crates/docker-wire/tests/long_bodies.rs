//! A long body is recorded and replayed in bounded memory.
//!
//! `DOCKER_WIRE_LONG_BODY_MIB=2048` makes it as long as an image may be.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may die")]

use std::{
    fs,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use docker_wire::{
    Body, Transport, TransportError,
    body::Pieces,
    replay::{Header, Options, Recorder, Replayer},
    transport::{BoxFuture, Opened},
};
use http::{Request, Response};

const MIB: u64 = 1 << 20;

/// How much more may be resident at the peak than before.
const ALLOWED: u64 = 32 * MIB;

/// An engine whose every answer is a long body that looks like nothing.
struct Engine {
    length: u64,
}

/// Pieces of 48 KiB, each a little different.
struct Noise {
    left: u64,
    state: u64,
}

impl Pieces for Noise {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let length = self.left.min(48 << 10);
        if length == 0 {
            return Poll::Ready(None);
        }
        self.left -= length;
        self.state = self.state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        let mut piece = vec![(self.state >> 33) as u8; usize::try_from(length).unwrap()];
        piece[..8].copy_from_slice(&self.state.to_le_bytes());
        Poll::Ready(Some(Ok(piece.into())))
    }
}

impl Transport for Engine {
    fn call(&self, _: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let noise = Noise { left: self.length, state: 7 };
        let response =
            Response::builder().header("content-type", "application/x-tar").body(Body::streaming(noise));
        Box::pin(std::future::ready(Ok(response.unwrap())))
    }

    fn open(&self, _: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(std::future::ready(Err(TransportError::unsent("no raw streams here"))))
    }

    fn endpoint(&self) -> Arc<str> {
        "noise".into()
    }
}

/// Reads a body, and tells its length and a sum of its bytes.
async fn read(transport: &impl Transport) -> (u64, u64) {
    let request = Request::get("/images/x/get").body(Body::empty()).unwrap();
    let mut body = transport.call(request).await.unwrap().into_body();
    let (mut length, mut sum) = (0, 0_u64);
    while let Some(piece) = body.next().await {
        let piece = piece.unwrap();
        for word in piece.chunks(4096) {
            sum = sum.rotate_left(1) ^ u64::from(word[0]) ^ (word.len() as u64);
        }
        length += piece.len() as u64;
    }
    (length, sum)
}

/// Tells the most that was ever resident, in bytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

#[tokio::test]
async fn a_long_body_is_recorded_and_replayed_in_bounded_memory() {
    let mib = std::env::var("DOCKER_WIRE_LONG_BODY_MIB").map_or(128, |mib| mib.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("save.jsonl");
    let before = peak();

    let recorder =
        Recorder::create(Engine { length: mib * MIB }, &path, Options::new(Header::new("save"))).unwrap();
    let recorded = read(&recorder).await;
    assert_eq!((recorder.finish().unwrap().exchanges, recorded.0), (1, mib * MIB));
    assert!(fs::metadata(&path).unwrap().len() < 2048, "the body is beside the fixture");

    let replay = Replayer::open(&path).unwrap();
    let replayed = read(&replay).await;
    replay.finish().unwrap();
    assert_eq!(replayed.0, recorded.0);

    let grown = peak() - before;
    assert!(grown < ALLOWED, "{} MiB more for a body of {mib} MiB", grown / MIB);
}
