//! What the engine chooses is written by name.

use serde_json::Value;

use super::{Scripted, Studio, fixture, get, post_json, scripted, text};
use crate::{
    replay::{Fixture, Recorder},
    transport::Transport,
};

/// What an engine chose in one run.
struct Chosen {
    id: &'static str,
    name: &'static str,
    created: &'static str,
    second: u64,
    port: &'static str,
    pid: u32,
    address: &'static str,
}

const FIRST: Chosen = Chosen {
    id: "b31ee26bd2caa95baa3b756b0626192c6744b3ac7f986b9f05e5ac91d767e72a",
    name: "jolly_clarke",
    created: "2026-11-23T19:50:20.812923491Z",
    second: 1_795_463_418,
    port: "49153",
    pid: 24466,
    address: "172.17.0.2",
};

const SECOND: Chosen = Chosen {
    id: "0c5718813499e9f3054b7355f1da02e4581936a53f42133bd00cffe0bcdd3e1f",
    name: "eager_bell",
    created: "2027-01-02T03:04:05.1Z",
    second: 1_799_000_000,
    port: "32768",
    pid: 7,
    address: "172.18.0.9",
};

fn engine(chosen: &Chosen) -> Scripted {
    let Chosen { id, name, created, second, port, pid, address } = chosen;
    let short = &id[..12];
    let inspect = format!(
        r#"{{"Id":"{id}","Name":"/{name}","Created":"{created}","Config":{{"Hostname":"{short}","Image":"sha256:{image}"}},"State":{{"Pid":{pid}}},"Ports":{{"80/tcp":[{{"HostIp":"0.0.0.0","HostPort":"{port}"}}]}},"Ends":{{"{id}":{{"IP":"{address}"}}}},"Status":"Up 2 seconds"}}"#,
        image = "7".repeat(64),
    );
    let event = format!(r#"{{"id":"{id}","Actor":{{"name":"{name}"}},"time":{second}}}"#);
    let log = format!("\u{1}\0\0\0\0\0\0\u{d}{short}\n");
    Scripted::new([
        scripted::reply(201, "application/json", format!(r#"{{"Id":"{id}"}}"#).into()),
        scripted::reply(200, "application/json", inspect.into()),
        scripted::reply(
            200,
            "application/json",
            crate::Body::streaming(scripted::listed(&[&event, "\n{}\n"])),
        ),
        scripted::reply(200, "text/plain", crate::Body::streaming(scripted::listed(&[&log]))),
        scripted::reply(409, "application/json", format!(r#"{{"message":"container {id} runs"}}"#).into()),
    ])
}

/// A client that uses what it was told.
async fn run(transport: &dyn Transport) -> Vec<String> {
    let create = r#"{"Image":"busybox","HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":""}]}}}"#;
    let created = text(transport.call(post_json("/v1.41/containers/create", create)).await.unwrap()).await;
    let created: Value = serde_json::from_str(&created).unwrap();
    let id = created["Id"].as_str().unwrap().to_owned();
    let inspect = text(transport.call(get(&format!("/v1.41/containers/{id}/json"))).await.unwrap()).await;
    let told: Value = serde_json::from_str(&inspect).unwrap();
    assert_eq!(told["Config"]["Hostname"], id[..12]);
    let events = text(transport.call(get("/v1.41/events?until=1")).await.unwrap()).await;
    let time =
        serde_json::from_str::<Value>(events.lines().next().unwrap()).unwrap()["time"].as_u64().unwrap();
    let filters = format!("%7B%22id%22:%5B%22{}%22%5D%7D", &id[..12]);
    let logs = get(&format!("/v1.41/containers/{id}/logs?since={time}&filters={filters}"));
    let logs = text(transport.call(logs).await.unwrap()).await;
    let conflict = crate::Body::empty();
    let conflict = http::Request::delete(format!("/v1.41/containers/{}", &id[..12])).body(conflict).unwrap();
    let conflict = text(transport.call(conflict).await.unwrap()).await;
    vec![id, told.to_string(), events, logs, conflict]
}

async fn record(chosen: &Chosen) -> (Vec<String>, String) {
    let studio = Studio::plain(engine(chosen));
    let said = run(&studio.recorder).await;
    (said, studio.file())
}

/// A file without what may differ between two recordings.
fn comparable(file: &str) -> Vec<Value> {
    let mut lines: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in lines.iter_mut().filter_map(Value::as_object_mut) {
        line.remove("t");
        line.remove("bound");
    }
    lines
}

#[tokio::test]
async fn two_recordings_differ_in_what_is_bound_and_each_replays_its_own() {
    let ((first, file), (second, other)) = (record(&FIRST).await, record(&SECOND).await);
    assert_eq!(comparable(&file), comparable(&other));
    let unbound: String = comparable(&file).iter().map(Value::to_string).collect();
    for chosen in
        [FIRST.id, &FIRST.id[..12], FIRST.name, FIRST.created, FIRST.port, FIRST.address, "1795463418"]
    {
        assert!(!unbound.contains(chosen), "{chosen} in {unbound}");
    }
    for symbol in [
        r#""Id":"<container:1>""#,
        r#""Hostname":"<container:1:12>""#,
        r#""sha256:<image:1>""#,
        r#""Pid":"<pid:1:number>""#,
        r#""HostPort":"<port:1>""#,
        r#""Status":"Up <age:1>""#,
        r#""<container:1>":{"IP":"<address:1>"}"#,
        "/containers/<container:1>/logs?since=<time:2>&filters=%7B%22id%22:%5B%22<container:1:12>%22",
        r#"\"name\":\"<name:1>\"},\"time\":<time:2>}"#,
        r#"["stdout","<container:1:12>\n"]"#,
        r#""message":"container <container:1> runs""#,
    ] {
        assert!(file.contains(symbol), "{symbol} in {file}");
    }
    for (said, file) in [(first, file), (second, other)] {
        let replay = crate::replay::Replayer::parse(&file, "f.jsonl").unwrap();
        assert_eq!(run(&replay).await, said);
        replay.finish().unwrap();
    }
}

#[tokio::test]
async fn what_the_client_said_first_is_no_symbol() {
    let id = "4".repeat(63) + "a";
    let answer = format!(r#"{{"message":"No such container: {id}","Name":"my_thing"}}"#);
    let studio = Studio::plain(Scripted::new([scripted::reply(404, "application/json", answer.into())]));
    let asked = get(&format!("/v1.41/containers/{id}/json?name=my_thing"));
    text(studio.recorder.call(asked).await.unwrap()).await;
    let file = studio.file();
    assert!(!file.contains("bound") && file.contains(&format!("No such container: {id}")), "{file}");
}

#[tokio::test]
async fn a_short_id_grows_when_the_long_one_is_told() {
    let id = FIRST.id;
    let script = |length: usize| {
        let line = format!("{{\"stream\":\" ---\\u003e Running in {}\\n\"}}", &id[..length]);
        scripted::reply(200, "application/json", line.into())
    };
    let studio = Studio::plain(Scripted::new([script(12), script(64), script(12)]));
    for _ in 0..3 {
        text(studio.recorder.call(get("/build")).await.unwrap()).await;
    }
    let file = studio.file();
    assert_eq!(file.matches("<container:1:12>").count(), 2, "{file}");
    assert_eq!(file.matches("Running in <container:1>").count(), 1, "{file}");
    let replay = studio.replayer();
    for _ in 0..3 {
        assert!(text(replay.call(get("/build")).await.unwrap()).await.contains(&id[..12]));
    }
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_image_is_known_by_eleven_digits_where_podman_says_them() {
    let id = "5f05ad63ac5b0a1dcd6f0a9c6e7d3f0b8f4a2b1c9d8e7f6a5b4c3d2e1f0a9b8c";
    let stream = format!("{{\"stream\":\"--\\u003e {}\\n\"}}\n", &id[..11]);
    let other = format!("{{\"stream\":\"took 12345678901 bytes and {}\"}}\n", &id[..11]);
    let inspected = format!(r#"{{"Config":{{"Hostname":"{}"}},"Id":"{id}"}}"#, &id[..11]);
    let script = [stream, other, inspected];
    let studio = Studio::plain(Scripted::new(
        script.clone().map(|text| scripted::reply(200, "application/json", text.into())),
    ));
    for _ in &script {
        text(studio.recorder.call(get("/images/json")).await.unwrap()).await;
    }
    let file = studio.file();
    assert_eq!(file.matches("<image:1:11>").count(), 3, "{file}");
    assert!(file.contains(r#""Id":"<image:1>""#) && file.contains("took 12345678901 bytes"), "{file}");
    let replay = studio.replayer();
    for told in script {
        let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(value(&text(replay.call(get("/images/json")).await.unwrap()).await), value(&told));
    }
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_id_of_swarm_without_a_digit_is_known_by_its_key() {
    let id = "qxzjvkwpgmhtrbnlfdcsyoeiu";
    let script = [
        format!(r#"{{"Labels":{{"word":"{id}"}}}}"#),
        format!(r#"[{{"ID":"{id}"}}]"#),
        format!(r#"{{"message":"service {id} not found"}}"#),
    ];
    let replies = script.clone().map(|text| scripted::reply(200, "application/json", text.into()));
    let studio = Studio::plain(Scripted::new(replies));
    for _ in &script {
        text(studio.recorder.call(get("/services")).await.unwrap()).await;
    }
    let file = studio.file();
    assert!(file.contains(&format!(r#""word":"{id}""#)), "{file}");
    assert!(
        file.contains(r#""ID":"<service:1>""#) && file.contains("service <service:1> not found"),
        "{file}"
    );
    let replay = studio.replayer();
    for told in script {
        assert_eq!(text(replay.call(get("/services")).await.unwrap()).await, told);
    }
    replay.finish().unwrap();
}

#[tokio::test]
async fn what_an_engine_makes_up_at_random_is_a_symbol() {
    let said = r#"{"message":"open /run/tmp/api_load.tar980679627/index.json, at 0xc00035adc0"}"#;
    let studio = Studio::plain(Scripted::new([scripted::json(said)]));
    text(studio.recorder.call(get("/images/load")).await.unwrap()).await;
    let file = studio.file();
    assert!(file.contains("/run/tmp/api_load.tar<id:1>/index.json, at <id:2>"), "{file}");
    let replay = studio.replayer();
    assert_eq!(text(replay.call(get("/images/load")).await.unwrap()).await, said);
    replay.finish().unwrap();
}

#[tokio::test]
async fn text_that_looks_like_a_symbol_comes_back() {
    let odd = r#"{"a":"<container:1>","b":"<time:2:number>","c":"<redacted> <none>"}"#;
    let studio = Studio::plain(Scripted::new([scripted::json(odd)]));
    text(studio.recorder.call(get("/x")).await.unwrap()).await;
    assert!(studio.file().contains(r#"{"a":"<text:1>""#), "{}", studio.file());
    let replay = studio.replayer();
    let told = text(replay.call(get("/x")).await.unwrap()).await;
    assert_eq!(told, odd.replace("<redacted>", "redacted"));
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_person_may_write_symbols_without_binding_them() {
    let lines = r#"
{"x":0,"t":0,"request":{"method":"POST","target":"/containers/create"}}
{"x":0,"t":1,"reply":{"status":201},"json":{"Id":"<container:1>","Pid":"<pid:1:number>","At":"<time:1>"}}
{"x":1,"t":2,"request":{"method":"POST","target":"/containers/<container:1>/start"}}
{"x":1,"t":3,"reply":{"status":204},"utf8":""}
{"x":2,"t":4,"request":{"method":"GET","target":"/containers/<container:1:12>/json"}}
{"x":2,"t":5,"reply":{"status":200},"utf8":"<container:1>"}"#;
    let replay = fixture(lines);
    let created =
        text(replay.call(super::ask(super::Method::POST, "/containers/create")).await.unwrap()).await;
    let told: Value = serde_json::from_str(&created).unwrap();
    let id = told["Id"].as_str().unwrap();
    assert!(id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    assert!(told["Pid"].is_u64() && told["At"].as_str().unwrap().starts_with("2024-"), "{told}");
    let wrong = replay.call(super::ask(super::Method::POST, "/containers/other/start")).await.unwrap_err();
    assert!(wrong.to_string().contains("/start"), "{wrong}");
    replay.call(super::ask(super::Method::POST, &format!("/containers/{id}/start"))).await.unwrap();
    let same = replay.call(get(&format!("/containers/{}/json", &id[..12]))).await.unwrap();
    assert_eq!(text(same).await, id);
    assert_eq!(replay.finish().unwrap_err().problems().len(), 1);
}

#[test]
fn symbols_that_cannot_be_are_refused_with_their_line() {
    let request =
        |target: &str| format!(r#"{{"x":0,"t":0,"request":{{"method":"GET","target":"{target}"}}}}"#);
    let reply =
        |rest: &str| format!("{}\n{{\"x\":0,\"t\":1,\"reply\":{{\"status\":200}},{rest}}}", request("/"));
    for (lines, message) in [
        (
            request("/containers/<container:7>/json"),
            "f.jsonl:2: the client uses `<container:7>`, which nothing above",
        ),
        (reply(r#""utf8":"<id:1>","bound":{"id:x":"a"}"#), "f.jsonl:3: `id:x` in `bound` is no symbol"),
        (
            reply(r#""utf8":"<id:1:12>","bound":{"id:1":"abc"}"#),
            "asks for 12 characters of a value that has 3",
        ),
        (reply(r#""json":"<pid:1:number>","bound":{"pid:1":"seven"}"#), "stands for a number"),
        (
            reply(
                r#""utf8":"<id:1>","bound":{"id:1":"a"}}
{"x":0,"t":2,"end":"engine","bound":{"id:1":"b"}"#,
            ),
            "f.jsonl:4: `<id:1>` is bound twice",
        ),
    ] {
        let text = format!("{{\"fixture\":2}}\n{lines}\n{{\"t\":9,\"end\":\"recording\"}}\n");
        let error = Fixture::parse(&text, "f.jsonl").unwrap_err().to_string();
        assert!(error.contains(message), "{lines}: {error}");
    }
    let old = "{\"fixture\":1}\n{\"x\":0,\"t\":0,\"bound\":{},\"request\":{\"method\":\"GET\",\"target\":\"/<id:1>\"}}\n{\"t\":9,\"end\":\"recording\"}\n";
    assert!(Fixture::parse(old, "f.jsonl").is_ok(), "format 1 has no symbols");
}

#[tokio::test]
async fn concurrent_clients_share_the_symbols() {
    let id = |n: u64| format!("{:016x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15)).repeat(4);
    let answers =
        (1..40).map(|n| scripted::reply(201, "application/json", format!(r#"{{"Id":"{}"}}"#, id(n)).into()));
    let studio = Studio::plain(Scripted::new(answers));
    let recorder: &Recorder<_> = &studio.recorder;
    let create = async || text(recorder.call(post_json("/containers/create", "{}")).await.unwrap()).await;
    for _ in 0..13 {
        tokio::join!(create(), create(), create());
    }
    let file = studio.file();
    for number in 1..40 {
        assert_eq!(file.matches(&format!("\"<container:{number}>\"")).count(), 1, "{file}");
    }
}
