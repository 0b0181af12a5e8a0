//! What streams do when they are cut, when the engine reports an error in them, and when bytes are early.

use std::{
    pin::Pin,
    task::{self, Poll},
};

use bytes::Bytes;
use http::Response;

use super::{Archive, Hijacked, List, LogPiece, Logs, Pong, Progress, Reply, Stream, Waiting};
use crate::{
    body::{Body, Duplex, Pieces, Sink},
    error::{Context, Error, Phase, TransportError},
    model::ContainerSummary,
    version::ApiVersion,
};

const FRAMED: &str = "application/vnd.docker.multiplexed-stream";
const RAW: &str = "application/vnd.docker.raw-stream";

#[tokio::test]
async fn output_is_framed_or_not_by_media_type_from_1_42_and_by_the_caller_below() {
    use ApiVersion as V;
    let frame = b"\x01\0\0\0\0\0\0\x02hi";
    for (version, media_type, tty, framed) in [
        (V::V1_41, RAW, false, true),
        (V::V1_41, RAW, true, false),
        (V::V1_41, "", false, true),
        (V::V1_42, RAW, false, false),
        (V::V1_42, RAW, true, false),
        (V::V1_42, FRAMED, true, true),
        (V::V1_51, FRAMED, false, true),
        (V::V1_51, "", true, false),
    ] {
        let context = Context { version: Some(version), tty, ..Context::default() };
        let response = answer(&[("content-type", media_type)], vec![Ok(Bytes::from_static(frame))]);
        let mut logs = Logs::receive(response, context).await.unwrap();
        let piece = logs.next().await.unwrap().unwrap();
        let wanted = if framed { (Stream::Stdout, &b"hi"[..]) } else { (Stream::Console, &frame[..]) };
        assert_eq!((piece.stream, &piece.bytes[..]), wanted, "{version} {media_type} tty={tty}");
        assert!(logs.next().await.is_none());
    }
}

#[tokio::test]
async fn a_cut_in_a_frame_is_an_error_and_never_silence() {
    let framed = b"\x01\0\0\0\0\0\0\x03out\x02\0\0\0\0\0\0\x03err";
    for length in 0..=framed.len() {
        let response = answer(&[], vec![Ok(Bytes::copy_from_slice(&framed[..length]))]);
        let ended = Logs::receive(response, Context::default()).await.unwrap().collect(100).await;
        assert_eq!(ended.is_ok(), matches!(length, 0 | 11 | 22), "{length} bytes");
    }
}

#[tokio::test]
async fn output_is_the_same_lent_or_taken_however_it_is_cut_and_whoever_writes_it() {
    let framed = b"\x01\0\0\0\0\0\0\x03out\x02\0\0\0\0\0\0\x03err\x01\0\0\0\0\0\0\x04more";
    for (tty, cut) in [false, true].into_iter().flat_map(|tty| (1..framed.len()).map(move |cut| (tty, cut))) {
        let logs = || {
            let (first, second) = framed.split_at(cut);
            let pieces = [first, second].map(|piece| Ok(Bytes::from_static(piece)));
            Logs::receive(answer(&[], pieces.into()), Context { tty, ..Context::default() })
        };
        let (mut taken, mut lent) = (logs().await.unwrap(), logs().await.unwrap());
        // In turns, and lent only.
        let mut both = logs().await.unwrap();
        while let Some(piece) = taken.next().await {
            let piece = piece.unwrap();
            let slice = lent.next_slice().await.unwrap().unwrap();
            assert_eq!((slice.stream, slice.bytes), (piece.stream, &*piece.bytes), "tty={tty}, cut at {cut}");
            assert_eq!(both.next_slice().await.unwrap().unwrap(), slice);
            let Some(next) = taken.next().await else { break };
            let next = next.unwrap();
            assert_eq!(lent.next_slice().await.unwrap().unwrap().bytes, next.bytes);
            assert_eq!(both.next().await.unwrap().unwrap(), next);
        }
        assert!(lent.next_slice().await.is_none() && both.next().await.is_none());
    }
}

#[tokio::test]
async fn a_connection_that_breaks_is_an_error_of_the_exchange() {
    let response = answer(&[], vec![Ok("{}\r\n".into()), Err(TransportError::broken("reset"))]);
    let mut lines =
        super::Lines::<crate::model::EventMessage>::receive(response, Context::default()).await.unwrap();
    assert!(lines.next().await.unwrap().is_ok());
    assert_eq!(lines.next().await.unwrap().unwrap_err().phase(), Phase::Exchange);
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn a_failed_build_step_is_an_error_with_code_step_and_tail() {
    let error = build(&[
        r#"{"stream":"Step 1/2 : FROM scratch"}"#,
        r#"{"stream":"\n"}"#,
        r#"{"stream":"Step 2/2 : RUN false\n"}"#,
        r#"{"stream":"half a "}"#,
        r#"{"stream":"line\nanother\n"}"#,
        r#"{"errorDetail":{"code":1,"message":"returned a non-zero code: 1"},"error":"returned a non-zero code: 1"}"#,
    ])
    .await
    .unwrap_err();
    let in_band = error.in_band().unwrap();
    assert_eq!(in_band.code, Some(1));
    assert_eq!(in_band.step.as_deref(), Some("Step 2/2 : RUN false"));
    assert_eq!(in_band.message, "returned a non-zero code: 1");
    assert_eq!(in_band.tail, ["Step 1/2 : FROM scratch", "Step 2/2 : RUN false", "half a line", "another"]);
    assert_eq!(error.phase(), Phase::Answer);
}

#[tokio::test]
async fn a_quiet_build_on_podman_says_a_bare_id() {
    let id = "a1".repeat(32);
    let quiet = [format!(r#"{{"stream":"{id}\n"}}"#)];
    assert_eq!(build(&[&quiet[0]]).await.unwrap().image_id, Some(id));
    let printed = [r#"{"stream":"STEP 1/1: RUN sha256sum x\n"}"#, &quiet[0]];
    assert!(build(&printed).await.is_err(), "what a step prints is no image");
    let committed = |begin: &str| format!(r#"{{"stream":"--> {begin}\n"}}"#);
    let (own, other) = (committed("a1a1a1a1a1a1"), committed("b1a1a1a1a1a1"));
    let id = build(&[printed[0], &own, &quiet[0]]).await.unwrap().image_id;
    assert_eq!(id, Some("a1".repeat(32)), "under its own path it ends with the id of what it committed");
    assert!(build(&[printed[0], &other, &quiet[0]]).await.is_err());
}

#[tokio::test]
async fn podmans_failed_build_step_is_named_too() {
    let error = build(&[
        r#"{"stream":"STEP 1/2: FROM scratch\n"}"#,
        r#"{"stream":"STEP 2/2: RUN false\n"}"#,
        r#"{"errorDetail":{"message":"exit status 1\n"},"error":"exit status 1\n"}"#,
    ])
    .await
    .unwrap_err();
    assert_eq!(error.in_band().unwrap().step.as_deref(), Some("STEP 2/2: RUN false"));
}

#[tokio::test]
async fn a_bare_error_is_an_error_as_well() {
    let error = build(&[r#"{"error":"manifest unknown"}"#]).await.unwrap_err();
    assert_eq!(error.message(), Some("manifest unknown"));
}

#[tokio::test]
async fn a_build_comes_to_an_image_or_to_an_error() {
    let named = build(&[r#"{"aux":{"ID":"sha256:abc"}}"#, r#"{"stream":"Successfully built ab\n"}"#]).await;
    assert_eq!(named.unwrap().image_id.as_deref(), Some("sha256:abc"));
    let old = build(&[r#"{"stream":"Successfully built abc\n"}"#]).await;
    assert_eq!(old.unwrap().image_id.as_deref(), Some("abc"));
    let quiet = build(&[r#"{"stream":"sha256:abc\n"}"#]).await;
    assert_eq!(quiet.unwrap().image_id.as_deref(), Some("sha256:abc"));
    assert_eq!(build(&[r#"{"stream":"Step 1/1 : FROM a\n"}"#]).await.unwrap_err().phase(), Phase::Decode);
    assert_eq!(
        build(&[r#"{"aux":{"ID":"sha256:abc"}}"#, "{\"str"]).await.unwrap_err().phase(),
        Phase::Decode
    );
}

#[tokio::test]
async fn a_pull_needs_no_image_id_and_tells_its_digest() {
    let lines = ["{\"status\":\"Digest: sha256:1\"}\r\n", "{\"status\":\"Status: Image is up to date\"}\r\n"];
    let response = answer(&[], lines.map(|line| Ok(line.into())).into());
    let finished =
        Progress::receive(response, operation("ImageCreate")).await.unwrap().finish().await.unwrap();
    assert_eq!((finished.image_id, finished.digest.as_deref()), (None, Some("sha256:1")));
}

#[tokio::test]
async fn the_tail_of_an_error_is_bounded() {
    let mut lines: Vec<_> = (0..200).map(|line| format!(r#"{{"stream":"line {line}\n"}}"#)).collect();
    lines.push(format!(r#"{{"stream":"{}"}}"#, "x".repeat(100_000)));
    lines.push(r#"{"error":"no"}"#.to_owned());
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    let error = build(&lines).await.unwrap_err();
    let tail = &error.in_band().unwrap().tail;
    assert_eq!(tail.len(), 50);
    assert_eq!(tail[48], "line 199");
    assert_eq!(tail[49].len(), 4096);
}

#[tokio::test]
async fn an_exit_code_is_data_and_its_absence_an_error() {
    for (body, code) in [
        (r#"{"StatusCode":3}"#, Some((3, None))),
        (r#"{"StatusCode":0,"Error":null}"#, Some((0, None))),
        (r#"{"StatusCode":1,"Error":{"Message":"no"}}"#, Some((1, Some("no".to_owned())))),
        ("", None),
        ("{}", None),
        (r#"{"StatusCo"#, None),
    ] {
        let waiting = Waiting::receive(answer(&[], vec![Ok(body.into())]), Context::default()).await.unwrap();
        let exit = waiting.exit().await.ok();
        assert_eq!(exit.map(|exit| (exit.code, exit.error)), code, "{body}");
    }
}

#[tokio::test]
async fn a_hijacked_stream_keeps_early_bytes_and_half_closes() {
    let (sink, written) = tokio::sync::mpsc::unbounded_channel();
    let inlet = Script(vec![Ok(b"\x01\0\0\0\0\0\0\x02hi".as_slice().into())].into_iter());
    let response = Response::new(Duplex::new(inlet, Collector(sink)));
    let mut hijacked = Hijacked::hijacked(response, &Context::default()).unwrap();
    hijacked.write("input").await.unwrap();
    hijacked.close_stdin().await.unwrap();
    assert_eq!(hijacked.read().await.unwrap().unwrap().bytes, "hi");
    assert!(hijacked.read().await.is_none());
    let mut written = written;
    assert_eq!(written.recv().await.unwrap(), Some(Bytes::from("input")));
    assert_eq!(written.recv().await.unwrap(), None);
}

/// Given up before each byte, in the middle of a frame and of a letter, a read loses nothing.
#[tokio::test]
async fn a_read_that_is_given_up_loses_nothing() {
    let framed = b"\x01\0\0\0\0\0\0\x02hi\x02\0\0\0\0\0\0\x02ho";
    let wanted = [(Stream::Stdout, "hi".to_owned()), (Stream::Stderr, "ho".to_owned())];

    let (feeder, body) = Body::channel(1);
    let mut logs = Logs::receive(Response::new(body), Context::default()).await.unwrap();
    let mut said = Vec::new();
    for byte in framed {
        assert!(once(logs.next()).is_none());
        feeder.feed(Bytes::copy_from_slice(&[*byte])).await.unwrap();
        said.extend(once(logs.next()).map(|piece| piece.unwrap().unwrap()));
    }
    assert_eq!(joined(&said), wanted);

    let (feeder, body) = Body::channel(1);
    let (sink, _written) = tokio::sync::mpsc::unbounded_channel();
    let duplex = Duplex::new(Fed(body), Collector(sink));
    let mut hijacked = Hijacked::hijacked(Response::new(duplex), &Context::default()).unwrap();
    let mut said = Vec::new();
    for byte in framed {
        assert!(once(hijacked.read()).is_none());
        feeder.feed(Bytes::copy_from_slice(&[*byte])).await.unwrap();
        said.extend(once(hijacked.read()).map(|piece| piece.unwrap().unwrap()));
    }
    assert_eq!(joined(&said), wanted);

    let (feeder, body) = Body::channel(1);
    let mut lines =
        super::Lines::<crate::model::EventMessage>::receive(Response::new(body), Context::default())
            .await
            .unwrap();
    let mut said = Vec::new();
    for byte in "{\"Action\":\"ünïx\"}\r\n{\"Action\":\"b\"}".bytes() {
        assert!(once(lines.next()).is_none());
        feeder.feed(Bytes::copy_from_slice(&[byte])).await.unwrap();
        said.extend(once(lines.next()).map(|event| event.unwrap().unwrap().action.to_string()));
    }
    assert_eq!(said, ["ünïx", "b"]);
}

/// Asks a future once, and gives it up.
fn once<T>(future: impl Future<Output = T>) -> Option<T> {
    match std::pin::pin!(future).poll(&mut task::Context::from_waker(task::Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// Joins pieces of one stream that follow each other.
fn joined(pieces: &[LogPiece]) -> Vec<(Stream, String)> {
    let same = pieces.chunk_by(|first, second| first.stream == second.stream);
    same.map(|pieces| {
        (pieces[0].stream, pieces.iter().map(|piece| String::from_utf8_lossy(&piece.bytes)).collect())
    })
    .collect()
}

#[tokio::test]
async fn an_answer_instead_of_a_raw_stream_is_an_error() {
    let refused = Hijacked::receive(answer(&[], Vec::new()), Context::default()).await;
    assert_eq!(refused.unwrap_err().phase(), Phase::Decode);
}

#[tokio::test]
async fn an_archive_tells_what_lies_at_the_path() {
    let tar = crate::codec::archive::Archive::new().file("a", 0o644, "text").into_body().unwrap();
    let stat = "eyJuYW1lIjoiYSIsInNpemUiOjQsIm1vZGUiOjQyMH0=";
    let head = Response::builder().header("X-Docker-Container-Path-Stat", stat);
    let archive = Archive::receive(head.body(tar).unwrap(), Context::default()).await.unwrap();
    assert_eq!((archive.stat().unwrap().name.as_str(), archive.stat().unwrap().size), ("a", Some(4)));
    assert_eq!(archive.entries(1 << 20).await.unwrap()[0].bytes, "text");
}

#[tokio::test]
async fn nothing_is_an_empty_list() {
    for body in ["null", "[]", "[null]"] {
        let list =
            List::<ContainerSummary>::receive(answer(&[], vec![Ok(body.into())]), Context::default()).await;
        assert!(list.unwrap().is_empty(), "{body}");
    }
}

#[tokio::test]
async fn a_string_that_is_no_text_costs_that_string_alone() {
    let body = Bytes::from_static(b"[{\"Id\":\"a\",\"Command\":\"\xff!\"}]");
    let list = List::<ContainerSummary>::receive(answer(&[], vec![Ok(body.clone())]), Context::default());
    let list = list.await.unwrap();
    assert_eq!((&*list[0].id, &*list[0].command), ("a", "\u{fffd}!"));
    assert_eq!(list.raw(), &body);
}

#[tokio::test]
async fn a_pong_is_read_from_the_head() {
    let pong = Pong::receive(
        answer(&[("api-version", "1.41"), ("ostype", "linux")], Vec::new()),
        Context::default(),
    );
    let pong = pong.await.unwrap();
    assert_eq!((pong.api_version, pong.os_type.as_deref()), (Some(ApiVersion::V1_41), Some("linux")));
}

#[test]
fn streams_can_be_read_on_another_thread() {
    fn send<T: Send>(_: T) {}
    #[expect(dead_code, reason = "that it compiles is the test")]
    fn check(logs: &mut Logs, hijacked: &mut Hijacked, progress: Progress, waiting: Waiting) {
        send(logs.next());
        send(logs.next_slice());
        send(hijacked.read());
        send(progress.finish());
        send(waiting.exit());
    }
}

async fn build(lines: &[&str]) -> Result<super::Finished, Error> {
    let lines = lines.iter().map(|line| Ok(format!("{line}\r\n").into())).collect();
    Progress::receive(answer(&[], lines), operation("ImageBuild")).await.unwrap().finish().await
}

fn operation(id: &'static str) -> Context {
    Context { operation: Some(id), ..Context::default() }
}

fn answer(headers: &[(&'static str, &str)], pieces: Vec<Result<Bytes, TransportError>>) -> Response<Body> {
    let mut head = Response::builder();
    for (name, value) in headers {
        head = head.header(*name, *value);
    }
    head.body(Body::streaming(Script(pieces.into_iter()))).unwrap()
}

struct Script(std::vec::IntoIter<Result<Bytes, TransportError>>);

impl Pieces for Script {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        _cx: &mut task::Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        Poll::Ready(self.0.next())
    }
}

struct Fed(Body);

impl Pieces for Fed {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut task::Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        self.0.poll_next(cx)
    }
}

/// Notes what was written, and `None` for the close.
struct Collector(tokio::sync::mpsc::UnboundedSender<Option<Bytes>>);

impl Sink for Collector {
    fn poll_write(
        self: Pin<&mut Self>,
        _cx: &mut task::Context<'_>,
        bytes: &mut Bytes,
    ) -> Poll<Result<(), TransportError>> {
        let _ = self.0.send(Some(std::mem::take(bytes)));
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _cx: &mut task::Context<'_>) -> Poll<Result<(), TransportError>> {
        let _ = self.0.send(None);
        Poll::Ready(Ok(()))
    }
}
