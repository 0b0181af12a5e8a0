//! What two recordings tell about the time between them.

use crate::replay::drift::{Alike, Drift};

fn drift(recorded: &str, now: &str) -> Vec<String> {
    let file =
        |lines: &str| format!("{{\"fixture\":2}}\n{}\n{{\"t\":9,\"end\":\"recording\"}}\n", lines.trim());
    let drift = Drift::between_texts((&file(recorded), "a"), (&file(now), "b")).unwrap();
    drift.differences().iter().map(ToString::to_string).collect()
}

const INSPECT: &str = r#"
{"x":0,"t":0,"request":{"method":"GET","target":"/containers/<container:1>/json"}}
{"x":0,"t":1,"reply":{"status":200,"headers":{"server":"Docker/20.10"}},"json":{"Id":"<container:1>","Created":"<time:1>","Pid":"<pid:1:number>","Size":7,"Nets":{"<network:1>":{"IP":"<address:1>"}},"List":[1]}}"#;

#[test]
fn what_varies_by_nature_is_no_difference() {
    let other = INSPECT
        .replace("container:1", "container:3")
        .replace("time:1", "time:9")
        .replace("pid:1", "pid:4")
        .replace("\"Size\":7", "\"Size\":8")
        .replace("\"t\":1", "\"t\":700")
        .replace("\"x\":0", "\"x\":5");
    assert_eq!(drift(INSPECT, &other), [""; 0]);
}

#[test]
fn fields_statuses_and_exchanges_are_named() {
    let other = INSPECT
        .replace("\"Pid\":\"<pid:1:number>\"", "\"Pid\":null")
        .replace("\"Created\":\"<time:1>\",", "")
        .replace("[1]", "[1,2]")
        .replace("20.10", "28.5")
        .replace("200", "203");
    let other = format!(
        "{other}\n{{\"x\":1,\"t\":2,\"request\":{{\"method\":\"GET\",\"target\":\"/info\"}}}}\n{{\"x\":1,\"t\":2,\"fail\":\"reset\"}}"
    );
    assert_eq!(
        drift(INSPECT, &other),
        [
            "a:2 GET /containers/<id>/json: changed status: recorded 200, now 203",
            "a:2 GET /containers/<id>/json: changed header server: recorded Docker/20.10, now Docker/28.5",
            "a:2 GET /containers/<id>/json: removed /Created: \"<time>\"",
            "a:2 GET /containers/<id>/json: added /List/1: 2",
            "a:2 GET /containers/<id>/json: changed /Pid: recorded \"<pid:number>\", now null",
            "b:4 GET /info: added exchange: reset",
        ]
    );
    assert_eq!(drift(&other, INSPECT).last().unwrap(), "a:4 GET /info: removed exchange: reset");
}

const STREAM: &str = r#"
{"x":0,"t":0,"request":{"method":"GET","target":"/events"}}
{"x":0,"t":1,"reply":{"status":200}}
{"x":0,"t":1,"from":"engine","utf8":"{\"Action\":\"create\",\"time\":<time:1>}\n{\"Action\":"}
{"x":0,"t":1,"from":"engine","utf8":"\"start\"}\n"}
{"x":1,"t":1,"request":{"method":"GET","target":"/logs"}}
{"x":1,"t":1,"reply":{"status":200}}
{"x":1,"t":1,"from":"engine","multiplex":[["stdout","one\n"],["stderr","no\n"]]}
{"x":1,"t":1,"from":"engine","multiplex":[["stdout","two\n"]]}"#;

#[test]
fn streams_are_compared_by_what_they_say_and_not_by_their_frames() {
    let cut = r#"
{"x":0,"t":0,"request":{"method":"GET","target":"/events"}}
{"x":0,"t":1,"reply":{"status":200}}
{"x":0,"t":1,"from":"engine","utf8":"{\"Action\":\"start\"}\n{\"Action\":\"create\",\"time\":<time:8>}\n"}
{"x":1,"t":1,"request":{"method":"GET","target":"/logs"}}
{"x":1,"t":1,"reply":{"status":200}}
{"x":1,"t":1,"from":"engine","multiplex":[["stdout","one\ntwo\n"]]}
{"x":1,"t":1,"from":"engine","multiplex":[["stderr","no\n"]]}"#;
    assert_eq!(drift(STREAM, cut), [""; 0]);
    let other = STREAM.replace("start", "begin").replace("two", "2");
    assert_eq!(
        drift(STREAM, &other),
        [
            "a:2 GET /events: changed /Action: recorded \"start\", now \"begin\"",
            "a:6 GET /logs: changed stdout line 2: recorded two, now 2",
        ]
    );
    let more = STREAM
        .replace("\\\"start\\\"}\\n", "\\\"start\\\"}\\n{\\\"Action\\\":\\\"die\\\",\\\"exit\\\":1}\\n");
    assert_eq!(drift(STREAM, &more), ["a:2 GET /events: added /exit: a number"]);
}

#[test]
fn how_often_a_loop_asks_says_nothing() {
    let once = r#"
{"x":0,"t":0,"repeat":true,"request":{"method":"GET","target":"/state"}}
{"x":0,"t":1,"reply":{"status":200},"utf8":"idle"}"#;
    let twice = format!("{once}\n{}", once.trim().replace("\"x\":0", "\"x\":1"));
    assert_eq!(drift(once, &twice), [""; 0]);
    assert_eq!(drift(&twice, once), [""; 0]);
}

#[test]
fn what_an_engine_keeps_in_no_order_is_compared_without_one() {
    let list = r#"
{"x":0,"t":0,"request":{"method":"GET","target":"/v1.41/containers/<container:1>/changes"}}
{"x":0,"t":1,"reply":{"status":200},"json":[{"Kind":1,"Path":"/a"},{"Kind":0,"Path":"/b"}]}
{"x":1,"t":2,"request":{"method":"GET","target":"/v1.41/containers/<container:1>/json"}}
{"x":1,"t":3,"reply":{"status":200},"json":{"Env":["A=1","B=2"],"Args":["one","two"]}}"#;
    let other = list
        .replace(
            r#"{"Kind":1,"Path":"/a"},{"Kind":0,"Path":"/b"}"#,
            r#"{"Kind":0,"Path":"/b"},{"Kind":1,"Path":"/a"}"#,
        )
        .replace(r#""A=1","B=2""#, r#""B=2","A=1""#);
    assert_eq!(drift(list, &other), [""; 0]);
    let more =
        other.replace(r#""Path":"/b"}"#, r#""Path":"/b"},{"Kind":2,"Path":"/c"}"#).replace("A=1", "A=2");
    let request = "GET /v1.41/containers/<id>";
    assert_eq!(
        drift(list, &more),
        [
            format!("a:2 {request}/changes: added /0: {{\"Kind\":2,\"Path\":\"/c\"}}"),
            format!("a:4 {request}/json: changed /Env/0: recorded \"A=1\", now \"A=2\""),
        ]
    );
    assert_eq!(
        drift(list, &list.replace(r#""one","two""#, r#""zero","one","two""#)),
        [format!("a:4 {request}/json: added /Args/0: \"zero\"")]
    );
    assert_eq!(
        drift(list, &list.replace(r#""one","two""#, r#""2""#)),
        [
            format!("a:4 {request}/json: changed /Args/0: recorded \"one\", now \"2\""),
            format!("a:4 {request}/json: removed /Args/1: \"two\""),
        ]
    );
    assert_eq!(
        drift(list, &list.replace(r#""one","two""#, r#""two","one""#)),
        [format!("a:4 {request}/json: changed /Args: recorded one order, now another")]
    );
}

#[test]
fn two_recordings_are_the_same_or_alike_or_different() {
    let alike = |now: &str| {
        let file =
            |lines: &str| format!("{{\"fixture\":3}}\n{}\n{{\"t\":9,\"end\":\"recording\"}}\n", lines.trim());
        Alike::between_texts((&file(INSPECT), "a"), (&file(now), "b")).unwrap()
    };
    let bound =
        INSPECT.replace("[1]}}", "[1]},\"bound\":{\"container:1\":\"4b1d\"}}").replace("\"t\":1", "\"t\":7");
    assert!(bound.contains("bound"));
    assert_eq!(alike(&bound), Alike::Same);
    assert_eq!(alike(&INSPECT.replace("container:1", "container:2")), Alike::ByChance);
    assert_eq!(alike(&INSPECT.replace("\"Size\":7", "\"Size\":8")), Alike::ByChance);
    assert!(matches!(alike(&INSPECT.replace("[1]", "[2]")), Alike::Different(drift) if !drift.is_clean()));
}
