//! What was not recorded fails, readably.

use super::{Method, ask, fixture, get, post_json, stream, text};
use crate::{error::TransportErrorKind, replay::Replayer, transport::Transport};

const CREATE: &str = r#"
{"x":0,"t":0,"request":{"method":"GET","target":"/_ping"}}
{"x":0,"t":1,"reply":{"status":200},"utf8":"OK"}
{"x":1,"t":2,"request":{"method":"POST","target":"/v1.41/containers/create?name=w-1","headers":{"content-type":"application/json"}},"json":{"Image":"busybox","HostConfig":{"Memory":64},"Env":["A=<redacted>"]}}
{"x":1,"t":3,"reply":{"status":201},"json":{"Id":"1"}}
"#;

const ASKED: &str = r#"{"Image":"alpine","HostConfig":{"Memory":64},"Env":["A=s3cret"],"Tty":true}"#;

#[tokio::test]
async fn an_unmatched_request_shows_the_nearest_exchange_and_where_it_differs() {
    let replay = fixture(CREATE);
    let error = replay.call(post_json("/v1.41/containers/create?name=w-2", ASKED)).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Unsent);
    let expected = "\
no recorded exchange fits POST /v1.41/containers/create?name=w-2
  nearest: f.jsonl:4 POST /v1.41/containers/create?name=w-1
    query name: recorded \"w-1\", asked \"w-2\"
    body /Image: recorded \"busybox\", asked \"alpine\"
    body /Tty: recorded nothing, asked true
  next in the file: f.jsonl:2 GET /_ping";
    assert_eq!(error.to_string(), expected);

    let problems = replay.finish().unwrap_err();
    assert_eq!(problems.problems().len(), 3, "{problems}");
    assert!(problems.to_string().contains("recorded, never asked for: f.jsonl:2 GET /_ping"), "{problems}");
}

#[tokio::test]
async fn a_request_asked_too_often_is_told_so() {
    let replay = fixture(CREATE).lenient();
    assert_eq!(text(replay.call(get("/_ping")).await.unwrap()).await, "OK");
    let error = replay.call(get("/_ping")).await.unwrap_err().to_string();
    assert!(error.contains("asked for already") && error.contains("`repeat`"), "{error}");
    let error = replay.call(get("/_pong")).await.unwrap_err().to_string();
    assert!(error.contains("path: recorded /_ping, asked /_pong"), "{error}");
}

#[tokio::test]
async fn a_query_is_a_set() {
    let replay = fixture(
        r#"
{"x":0,"t":0,"request":{"method":"GET","target":"/logs?stdout=1&stderr=1&since=a%20b"}}
{"x":0,"t":1,"reply":{"status":204},"utf8":""}"#,
    );
    replay.call(get("/logs?since=a+b&stderr=1&stdout=1")).await.unwrap();
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_raw_stream_is_compared_byte_by_byte() {
    let lines = r#"
{"x":0,"t":0,"request":{"method":"POST","target":"/attach"}}
{"x":0,"t":1,"reply":{"status":101}}
{"x":0,"t":2,"from":"client","utf8":"hello"}
{"x":0,"t":3,"end":"client"}
{"x":0,"t":4,"end":"engine"}"#;
    let replay = fixture(lines).lenient();
    let mut duplex = stream(&replay, ask(Method::POST, "/attach")).await.unwrap();
    duplex.write("he").await.unwrap();
    let error = duplex.write("lp!").await.unwrap_err().to_string();
    assert!(error.contains("differs at byte 3: recorded \"lo\", sent \"p!\" (f.jsonl:4)"), "{error}");

    let replay = fixture(lines).lenient();
    let mut duplex = stream(&replay, ask(Method::POST, "/attach")).await.unwrap();
    duplex.write("hell").await.unwrap();
    let error = duplex.close().await.unwrap_err().to_string();
    assert!(error.contains("ended after 4 bytes") && error.contains("\"o\""), "{error}");

    let replay = fixture(lines);
    drop(stream(&replay, ask(Method::POST, "/attach")).await.unwrap());
    let error = replay.finish().unwrap_err().to_string();
    assert!(error.contains("never seen: f.jsonl:4 a client frame of POST /attach"), "{error}");
}

#[tokio::test]
async fn a_raw_stream_cannot_be_had_by_a_call() {
    let replay = fixture(
        r#"
{"x":0,"t":0,"request":{"method":"POST","target":"/attach"}}
{"x":0,"t":1,"reply":{"status":200,"hijacked":true}}"#,
    )
    .lenient();
    let error = replay.call(ask(Method::POST, "/attach")).await.unwrap_err().to_string();
    assert!(error.contains("recorded as a raw stream"), "{error}");
}

#[test]
#[should_panic(expected = "was dropped without `finish`\n- recorded, never asked for: f.jsonl:2 GET /_ping")]
fn a_forgotten_finish_fails_the_test() {
    drop(fixture(CREATE));
}

#[test]
fn a_lenient_or_a_panicking_test_may_drop() {
    drop(fixture(CREATE).lenient());
    let panicked = std::panic::catch_unwind(|| {
        let _replay: Replayer = fixture(CREATE);
        panic!("the first");
    });
    assert_eq!(panicked.unwrap_err().downcast_ref::<&str>(), Some(&"the first"));
}
