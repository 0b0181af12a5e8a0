//! What is recorded comes back, piece by piece.

use bytes::Bytes;
use proptest::prelude::*;

use super::{
    Body, Method, Options, Request, Scripted, Studio, get, pieces, post_json, scripted,
    scripted::{Answer, Listed},
    stream, text,
};
use crate::{error::TransportError, replay::Header, transport::Transport};

#[tokio::test]
async fn a_json_answer_stands_beside_its_head() {
    let studio = Studio::plain(Scripted::new([
        scripted::json(r#"{"Id":"4b1d"}"#),
        scripted::streaming("application/json", &["[{\"a\":", "1}]\n"]),
    ]));
    let created =
        studio.recorder.call(post_json("/containers/create?name=w", r#"{"Image":"x"}"#)).await.unwrap();
    text(created).await;
    text(studio.recorder.call(get("/containers/json")).await.unwrap()).await;

    let file = studio.file();
    assert_eq!(file.lines().count(), 6, "{file}");
    assert!(file.contains(r#""request":{"method":"POST","target":"/containers/create?name=w","headers":{"content-type":"application/json"}},"json":{"Image":"x"}}"#), "{file}");
    assert!(
        file.contains(
            r#""reply":{"status":200,"headers":{"content-type":"application/json"}},"json":{"Id":"4b1d"}}"#
        ),
        "{file}"
    );
    assert!(file.contains(r#""json":[{"a":1}]"#), "{file}");

    let replay = studio.replayer();
    let again = replay.call(post_json("/containers/create?name=w", r#"{ "Image": "x" }"#)).await.unwrap();
    assert_eq!(text(again).await, r#"{"Id":"4b1d"}"#);
    assert_eq!(text(replay.call(get("/containers/json")).await.unwrap()).await, r#"[{"a":1}]"#);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_stream_keeps_its_frames() {
    let split = ["{\"status\":\"a\"}\r\n{\"st", "atus\":\"b\"}\r\n", "{}"];
    let studio = Studio::plain(Scripted::new([scripted::streaming("application/json", &split)]));
    let recorded = pieces(studio.recorder.call(get("/events")).await.unwrap()).await;

    let replay = studio.replayer();
    let replayed = pieces(replay.call(get("/events")).await.unwrap()).await;
    assert_eq!(recorded, split.map(|piece| Ok(piece.to_owned())));
    assert_eq!(replayed, recorded);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_stream_without_a_media_type_keeps_its_frames() {
    // What 20.10 says of a container's log.
    let mut logs = scripted::streaming("none", &["\u{1}\0\0\0\0\0\0\u{2}a\n", "b"]);
    let Answer::Reply(reply) = &mut logs else {
        panic!("a reply was made");
    };
    reply.headers_mut().clear();
    let studio = Studio::plain(Scripted::new([logs]));
    let recorded = pieces(studio.recorder.call(get("/logs")).await.unwrap()).await;
    let replay = studio.replayer();
    let replayed = pieces(replay.call(get("/logs")).await.unwrap()).await;
    assert_eq!(recorded.len(), 2);
    assert_eq!(replayed, recorded);
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_answer_is_written_before_what_the_client_does_next() {
    let (feeder, events) = Body::channel(1);
    let answer = scripted::reply(200, "application/json", events);
    let studio = Studio::plain(Scripted::new([answer, scripted::json("{}")]));
    let mut body = studio.recorder.call(get("/events")).await.unwrap().into_body();
    feeder.feed("{\"n\":1}".into()).await.unwrap();
    // It passes at once, though the file still waits for the rest of what may be one value.
    assert_eq!(body.next().await.unwrap().unwrap(), "{\"n\":1}");
    text(studio.recorder.call(get("/info")).await.unwrap()).await;
    let written = std::fs::read_to_string(studio.folder.path().join("f.jsonl")).unwrap();
    assert_eq!(written.lines().count(), 6, "a crash would lose nothing of this: {written}");
    feeder.feed("{\"n\":2}".into()).await.unwrap();
    drop(feeder);
    while body.next().await.is_some() {}

    let file = studio.file();
    let position = |what: &str| file.find(what).unwrap_or_else(|| panic!("{what} in {file}"));
    assert!(position("{\\\"n\\\":1}") < position("/info"), "{file}");
    assert!(position("/info") < position("{\\\"n\\\":2}"), "{file}");

    let replay = studio.replayer();
    let mut body = replay.call(get("/events")).await.unwrap().into_body();
    assert_eq!(body.next().await.unwrap().unwrap(), "{\"n\":1}");
    text(replay.call(get("/info")).await.unwrap()).await;
    assert_eq!(body.next().await.unwrap().unwrap(), "{\"n\":2}");
    assert!(body.next().await.is_none());
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_raw_stream_is_replayed_with_its_half_close() {
    let studio = Studio::plain(Scripted::new([Answer::Echo]));
    let run = async |transport: &dyn Transport, writes: [&'static str; 2]| {
        let crate::transport::Opened::Stream(response) =
            transport.open(get("/containers/x/attach?stdin=1")).await.unwrap()
        else {
            panic!("no stream");
        };
        let (mut duplex, mut seen) = (response.into_body(), Vec::new());
        for write in writes {
            duplex.write(write).await.unwrap();
        }
        seen.push(duplex.read().await.unwrap().unwrap());
        seen.push(duplex.read().await.unwrap().unwrap());
        duplex.close().await.unwrap();
        while let Some(piece) = duplex.read().await {
            seen.push(piece.unwrap());
        }
        seen
    };
    let recorded = run(&studio.recorder, ["ab", "cd"]).await;
    assert_eq!(recorded, ["AB", "CD", "\0bye"]);
    let replay = studio.replayer();
    // The frames of the client are cut in another way, which does not matter.
    assert_eq!(run(&replay, ["abc", "d"]).await, recorded);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_raw_stream_may_follow_a_body_that_streams() {
    let ask = || {
        let pieces = ["{\"Tty\":", "true}"].map(|piece| Ok(Bytes::from_static(piece.as_bytes())));
        let request =
            Request::builder().method(Method::POST).uri("/exec/x/start").header("content-type", "text/plain");
        request.body(Body::streaming(Listed(pieces.into()))).unwrap()
    };
    let run = async |transport: &dyn Transport| {
        let crate::transport::Opened::Stream(response) = transport.open(ask()).await.unwrap() else {
            panic!("no stream");
        };
        let mut duplex = response.into_body();
        duplex.write("ab").await.unwrap();
        let seen = duplex.read().await.unwrap().unwrap();
        duplex.close().await.unwrap();
        while duplex.read().await.is_some() {}
        seen
    };
    let studio = Studio::plain(Scripted::new([Answer::Echo]));
    assert_eq!(run(&studio.recorder).await, "AB");
    assert_eq!(studio.file().matches(r#""end":"client""#).count(), 2, "{}", studio.file());
    let replay = studio.replayer();
    assert_eq!(run(&replay).await, "AB");
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_engine_frame_does_not_come_before_the_write_that_caused_it() {
    let studio = Studio::plain(Scripted::new([Answer::Echo]));
    let mut duplex = stream(&studio.recorder, get("/attach")).await.unwrap();
    duplex.write("ab").await.unwrap();
    duplex.read().await.unwrap().unwrap();
    duplex.close().await.unwrap();
    while duplex.read().await.is_some() {}

    let replay = studio.replayer().lenient();
    let mut duplex = stream(&replay, get("/attach")).await.unwrap();
    duplex.write("a").await.unwrap();
    let early = tokio::time::timeout(std::time::Duration::from_millis(20), duplex.read()).await;
    assert!(early.is_err(), "{early:?}");
    duplex.write("b").await.unwrap();
    assert_eq!(duplex.read().await.unwrap().unwrap(), "AB");
}

fn upload(pieces: &[&'static [u8]]) -> Request<Body> {
    let pieces = pieces.iter().map(|piece| Ok(Bytes::from_static(piece))).collect();
    Request::builder()
        .method(Method::POST)
        .uri("/build?t=x")
        .header("content-type", "application/x-tar")
        .body(Body::streaming(Listed(pieces)))
        .unwrap()
}

const LONG: &[u8] = &[7; 5000];

#[tokio::test]
async fn a_long_opaque_upload_is_digested_and_compared() {
    let studio = Studio::plain(Scripted::new([scripted::json("{}")]));
    text(studio.recorder.call(upload(&[LONG, b"tail"])).await.unwrap()).await;
    let file = studio.file();
    assert!(file.contains(r#""digest":"sha256:"#) && file.contains(r#""bytes":5004"#), "{file}");
    assert!(file.len() < 1000, "{file}");

    let replay = studio.replayer();
    text(replay.call(upload(&[b"\x07", &LONG[1..], b"tail"])).await.unwrap()).await;
    replay.finish().unwrap();

    let replay = studio.replayer();
    let error = replay.call(upload(&[LONG, b"tali"])).await.unwrap_err().to_string();
    assert!(error.contains("ended after 5004 bytes"), "{error}");
    assert_eq!(replay.finish().unwrap_err().problems().len(), 2);
}

#[tokio::test]
async fn a_body_matched_by_target_only_may_be_anything() {
    let options = Options::new(Header::new("build")).match_target_only(Method::POST, "/build");
    let studio = Studio::new(Scripted::new([scripted::json("{}")]), options);
    text(studio.recorder.call(upload(&[b"small"])).await.unwrap()).await;
    let file = studio.file();
    assert!(file.contains(r#""match":"target""#) && !file.contains("small"), "{file}");

    let replay = studio.replayer();
    text(replay.call(upload(&[b"other", b" words"])).await.unwrap()).await;
    replay.finish().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_frames_come_back(frames in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..40), 0..12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let body = Listed(frames.iter().map(|frame| Ok::<_, TransportError>(frame.clone().into())).collect());
            let answer = scripted::reply(200, "application/octet-stream", Body::streaming(body));
            let studio = Studio::plain(Scripted::new([answer]));
            let mut body = studio.recorder.call(get("/logs")).await.unwrap().into_body();
            while body.next().await.is_some() {}
            let replay = studio.replayer();
            let mut body = replay.call(get("/logs")).await.unwrap().into_body();
            let mut replayed = Vec::new();
            while let Some(piece) = body.next().await {
                replayed.push(piece.unwrap().to_vec());
            }
            replay.finish().unwrap();
            prop_assert_eq!(replayed, frames);
            Ok(())
        })?;
    }
}
