//! Which answer may come when.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::{Header, Method, Options, Scripted, ask, fixture, get, scripted, text};
use crate::{
    replay::{Recording, Replayer, Timing},
    transport::Transport,
};

const EVENTS: &str = r#"
{"x":0,"t":0,"request":{"method":"GET","target":"/events"}}
{"x":0,"t":1,"reply":{"status":200}}
{"x":1,"t":10,"request":{"method":"POST","target":"/create"}}
{"x":0,"t":12,"from":"engine","utf8":"create"}
{"x":1,"t":15,"reply":{"status":201},"utf8":"1"}
{"x":2,"t":20,"request":{"method":"POST","target":"/start"}}
{"x":0,"t":25,"from":"engine","utf8":"start"}
{"x":2,"t":26,"reply":{"status":204},"utf8":""}
"#;

fn post(target: &str) -> http::Request<crate::Body> {
    ask(Method::POST, target)
}

#[tokio::test(start_paused = true)]
async fn an_event_waits_for_the_request_that_caused_it() {
    let replay = fixture(EVENTS);
    let mut events = replay.call(get("/events")).await.unwrap().into_body();
    let second = Duration::from_secs(1);
    assert!(timeout(second, events.next()).await.is_err());
    replay.call(post("/create")).await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap(), "create");
    assert!(timeout(second, events.next()).await.is_err());
    assert_eq!(replay.position_ms(), 15);
    replay.call(post("/start")).await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap(), "start");
    assert_eq!(replay.position_ms(), 26);
    replay.finish().unwrap();
}

#[tokio::test(start_paused = true)]
async fn concurrent_requests_may_come_in_another_order() {
    let replay = fixture(EVENTS);
    let started = tokio::spawn({
        let replay = replay.clone();
        async move { replay.call(post("/start")).await.map(|reply| reply.status()) }
    });
    tokio::task::yield_now().await;
    assert!(!started.is_finished());
    replay.call(get("/events")).await.unwrap();
    assert_eq!(text(replay.call(post("/create")).await.unwrap()).await, "1");
    assert_eq!(started.await.unwrap().unwrap(), 204);
    replay.finish().unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_waits_for_ever_fails_and_says_for_what() {
    let replay = fixture(EVENTS).lenient();
    let begun = Instant::now();
    let error = replay.call(post("/start")).await.unwrap_err().to_string();
    assert!(error.contains("f.jsonl:9 the reply to POST /start waits for f.jsonl:2 GET /events"), "{error}");
    assert_eq!(begun.elapsed().as_secs(), 5);
}

#[tokio::test(start_paused = true)]
async fn exact_timing_counts_from_the_cause() {
    for (timing, expected) in [(Timing::Exact, 5), (Timing::Scaled(10.0), 50), (Timing::Immediate, 0)] {
        let replay = fixture(EVENTS).timing(timing).lenient();
        replay.call(get("/events")).await.unwrap();
        let begun = Instant::now();
        replay.call(post("/create")).await.unwrap();
        let passed = begun.elapsed().as_millis();
        assert!((expected..=expected + 1).contains(&passed), "{timing:?}: {passed} ms");
    }
}

const POLLED: &str = r#"
{"x":0,"t":0,"repeat":true,"request":{"method":"GET","target":"/state"}}
{"x":0,"t":1,"reply":{"status":200},"utf8":"idle"}
{"x":1,"t":2,"repeat":true,"request":{"method":"GET","target":"/state"}}
{"x":1,"t":3,"reply":{"status":200},"utf8":"wanted"}
{"x":2,"t":4,"request":{"method":"POST","target":"/create"}}
{"x":2,"t":5,"reply":{"status":201},"utf8":""}
{"x":3,"t":6,"repeat":true,"request":{"method":"GET","target":"/state"}}
{"x":3,"t":7,"reply":{"status":200},"utf8":"done"}
"#;

#[tokio::test(start_paused = true)]
async fn a_polling_loop_sees_the_newest_answer_before_the_next_cause() {
    let replay = fixture(POLLED);
    for _ in 0..3 {
        assert_eq!(text(replay.call(get("/state")).await.unwrap()).await, "wanted");
    }
    replay.call(post("/create")).await.unwrap();
    assert_eq!(text(replay.call(get("/state")).await.unwrap()).await, "done");
    replay.finish().unwrap();

    let never_polled = fixture(POLLED);
    never_polled.call(post("/create")).await.unwrap();
    never_polled.finish().unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_first_answer_is_the_last_resort_of_a_polling_loop() {
    let replay = fixture(&format!(
        "{}\n{}",
        r#"{"x":9,"t":0,"request":{"method":"GET","target":"/first"}}"#,
        POLLED.trim()
    ));
    assert_eq!(text(replay.lenient().call(get("/state")).await.unwrap()).await, "idle");
}

#[tokio::test(start_paused = true)]
async fn the_earliest_exchange_that_fits_answers_whether_its_path_is_redacted_or_not() {
    let replay = fixture(
        r#"
{"x":0,"t":0,"request":{"method":"GET","target":"/volumes/<redacted>"}}
{"x":0,"t":1,"reply":{"status":200},"utf8":"first"}
{"x":1,"t":2,"request":{"method":"GET","target":"/volumes/one"}}
{"x":1,"t":3,"reply":{"status":200},"utf8":"second"}
{"x":2,"t":4,"request":{"method":"GET","target":"/volumes/<redacted>"}}
{"x":2,"t":5,"reply":{"status":200},"utf8":"third"}
{"x":3,"t":6,"repeat":true,"request":{"method":"GET","target":"/nodes/<redacted>"}}
{"x":3,"t":7,"reply":{"status":200},"utf8":"looped"}"#,
    );
    for answer in ["first", "second", "third"] {
        assert_eq!(text(replay.call(get("/volumes/one")).await.unwrap()).await, answer);
    }
    assert!(replay.is_complete());
    assert_eq!(text(replay.call(get("/nodes/any")).await.unwrap()).await, "looped");
    replay.finish().unwrap();
}

#[tokio::test(start_paused = true)]
async fn answers_of_a_loop_that_came_in_another_order_are_handed_out_by_their_questions() {
    let replay = fixture(
        r#"
{"x":0,"t":0,"repeat":true,"request":{"method":"GET","target":"/state"}}
{"x":1,"t":0,"repeat":true,"request":{"method":"GET","target":"/state"}}
{"x":2,"t":0,"repeat":true,"request":{"method":"GET","target":"/state?all=1"}}
{"x":1,"t":1,"reply":{"status":200},"utf8":"second"}
{"x":3,"t":1,"request":{"method":"POST","target":"/create"}}
{"x":3,"t":2,"reply":{"status":201},"utf8":""}
{"x":0,"t":3,"reply":{"status":200},"utf8":"first"}
{"x":2,"t":3,"reply":{"status":200},"utf8":"all"}"#,
    );
    assert_eq!(text(replay.call(get("/state")).await.unwrap()).await, "second");
    assert!(!replay.is_complete());
    replay.call(post("/create")).await.unwrap();
    assert_eq!(text(replay.call(get("/state")).await.unwrap()).await, "second");
    assert_eq!(text(replay.call(get("/state?all=1")).await.unwrap()).await, "all");
    assert!(replay.is_complete());
    replay.finish().unwrap();
}

#[tokio::test(start_paused = true)]
async fn two_lanes_share_one_file_and_one_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/two.jsonl");
    let options = Options::new(Header::new("two").seed(7)).repeat(Method::GET, "/state");
    let recording = Recording::create(&path, options).unwrap();
    let engine = recording.wrap(Scripted::new([scripted::json("{}")]), "engine");
    let master = recording.wrap(Scripted::new([scripted::json("[]"), scripted::json("[1]")]), "master");
    text(master.call(get("/state")).await.unwrap()).await;
    text(engine.call(post("/same")).await.unwrap()).await;
    text(master.call(post("/same")).await.unwrap()).await;
    assert_eq!(recording.finish().unwrap().exchanges, 3);

    let replay = Replayer::open(&path).unwrap();
    assert_eq!(replay.fixture().lanes(), ["master", "engine"]);
    assert_eq!(replay.fixture().header().seed, Some(7));
    let error = replay.call(get("/state")).await.unwrap_err().to_string();
    assert!(error.contains("several lanes (master, engine)"), "{error}");
    let (engine, master) = (replay.lane("engine"), replay.lane("master"));
    assert_eq!(text(master.call(get("/state")).await.unwrap()).await, "[]");
    let late = tokio::spawn(async move { text(master.call(post("/same")).await.unwrap()).await });
    tokio::task::yield_now().await;
    assert!(!late.is_finished());
    assert_eq!(text(engine.call(post("/same")).await.unwrap()).await, "{}");
    assert_eq!(late.await.unwrap(), "[1]");
    replay.finish().unwrap();
}
