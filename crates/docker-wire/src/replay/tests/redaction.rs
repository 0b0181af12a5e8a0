//! What must not reach the disk does not.

use super::{
    Body, Method, Options, Request, Scripted, Studio, get, post_json, scripted, scripted::Answer, stream,
    text,
};
use crate::{replay::Header, transport::Transport};

const SECRETS: [&str; 9] = [
    "hunter2",
    "wpass-1",
    "tok-abc",
    "c00kie",
    "Basic zzz",
    "reg-auth",
    "SWMTKN-1-x",
    "unl0ck",
    "d3claredsecret",
];

fn script() -> Scripted {
    let cookie = http::Response::builder()
        .status(200)
        .header("content-type", "application/json")
        .header("set-cookie", "TWISTED_SESSION=c00kie; HttpOnly")
        .header("x-other", "kept nowhere")
        .body(Body::from(
            r#"{"JoinTokens":{"Worker":"SWMTKN-1-x"},"UnlockKey":"unl0ck","Env":["DB=d3claredsecret"]}"#,
        ))
        .unwrap();
    Scripted::new([
        Answer::Reply(cookie),
        scripted::streaming("application/vnd.docker.raw-stream", &["\u{1}\0\0\0login hunter2 wpass-1\n"]),
        scripted::streaming(
            "application/json",
            &["{\"stream\":\"hunter2\"}\n{\"stream\":\"tok-", "abc\"}\n"],
        ),
        Answer::Echo,
    ])
}

fn create() -> Request<Body> {
    let body = r#"{"Env":["PATH=/bin","API_TOKEN=tok-abc","WORKERPASS=wpass-1"],"Cmd":["login","-p","hunter2"],"password":"hunter2"}"#;
    let mut request = post_json("/auth?token=tok-abc", body);
    for (name, value) in [("authorization", "Basic zzz"), ("x-registry-auth", "reg-auth")] {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    request
}

async fn run(transport: &impl Transport, secret: &str) {
    let mut request = create();
    if secret != "hunter2" {
        let body = request.body().as_whole().unwrap().clone();
        *request.body_mut() = String::from_utf8_lossy(&body).replace("hunter2", secret).into();
    }
    let reply = transport.call(request).await.unwrap();
    assert!(reply.headers()["set-cookie"].to_str().unwrap().starts_with("TWISTED_SESSION="));
    text(reply).await;
    text(transport.call(get("/logs")).await.unwrap()).await;
    text(transport.call(get("/build")).await.unwrap()).await;
    let mut duplex = stream(transport, get("/attach")).await.unwrap();
    duplex.write(format!("login {secret}\n")).await.unwrap();
    duplex.read().await.unwrap().unwrap();
    duplex.close().await.unwrap();
    while duplex.read().await.is_some() {}
}

#[tokio::test]
async fn no_secret_reaches_the_file_and_it_still_replays() {
    let options = Options::new(Header::new("secrets")).secret("hunter2").secret("tok-").secret("HUNTER2");
    let studio = Studio::new(script(), options);
    run(&studio.recorder, "hunter2").await;
    let file = studio.file();
    for secret in SECRETS {
        assert!(!file.contains(secret), "{secret} in {file}");
    }
    assert!(file.contains("PATH=/bin") && file.contains("API_TOKEN=<redacted>"), "{file}");
    assert!(file.contains("TWISTED_SESSION=<redacted>"), "{file}");
    assert!(!file.contains("x-other") && !file.contains("x-registry-auth"), "{file}");

    // Another secret of the same length in a raw stream, any other elsewhere.
    let replay = studio.replayer();
    run(&replay, "hunter3").await;
    replay.finish().unwrap();
}

#[tokio::test]
async fn the_report_names_what_was_redacted() {
    let studio = Studio::plain(script());
    text(studio.recorder.call(create()).await.unwrap()).await;
    let report = studio.recorder.finish().unwrap();
    assert_eq!(report.exchanges, 1);
    let shown = report.to_string();
    assert!(
        shown.starts_with("exchanges: 1, lines: 3, redacted: ") && shown.contains("WORKERPASS (1)"),
        "{shown}"
    );
    for secret in SECRETS {
        assert!(!shown.contains(secret), "{shown}");
    }
    for name in
        ["authorization", "x-registry-auth", "token", "WORKERPASS", "password", "set-cookie", "UnlockKey"]
    {
        assert!(report.redacted.contains_key(name), "{name} in {:?}", report.redacted);
    }
}

#[tokio::test]
async fn debug_shows_no_body() {
    let studio = Studio::plain(script());
    text(studio.recorder.call(ask_nothing()).await.unwrap()).await;
    let replay = studio.replayer().lenient();
    let shown = format!("{:?} {replay:?} {:?}", studio.recorder, replay.fixture());
    assert!(!shown.contains("SWMTKN") && !shown.contains("JoinTokens"), "{shown}");
    assert!(shown.contains("exchanges: 1"), "{shown}");
}

fn ask_nothing() -> Request<Body> {
    super::ask(Method::GET, "/info")
}
