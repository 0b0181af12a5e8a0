//! What is left of a run that nobody waits for any more.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use tokio::{sync::Notify, time};

use super::Output;
use crate::{
    ApiVersion, Client, Daemon, Error, TransportError,
    api::container,
    body::{Body, Duplex, Pieces, Sink},
    model::HostConfig,
    transport::{BoxFuture, Opened, Transport},
};

/// Where an engine stands still.
#[derive(Clone, Copy, PartialEq)]
enum Still {
    Nowhere,
    Create,
    Attach,
    Start,
    Wait,
}

/// Runs containers in no time, but for one thing that takes a second, and tells whoever removed one.
#[derive(Clone)]
struct Engine {
    still: Still,
    asked: Arc<Mutex<Vec<String>>>,
    created: Arc<Mutex<String>>,
    removed: Arc<Notify>,
}

impl Engine {
    fn client(still: Still) -> (Client, Self) {
        let engine = Self { still, asked: Arc::default(), created: Arc::default(), removed: Arc::default() };
        (Daemon::over(engine.clone()).pin(ApiVersion::V1_41), engine)
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Transport for Engine {
    fn endpoint(&self) -> Arc<str> {
        "scripted".into()
    }

    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let path = request.uri().path().trim_start_matches("/v1.41/containers/").to_owned();
        self.asked.lock().unwrap().push(format!("{} {path}", request.method()));
        Box::pin(async move {
            let (still, answer) = match &*path {
                "create" => {
                    let text = request.into_body().collect(1 << 16).await?;
                    *self.created.lock().unwrap() = String::from_utf8_lossy(&text).into_owned();
                    (Still::Create, r#"{"Id":"c"}"#)
                }
                "c/start" => (Still::Start, ""),
                "c/wait" => (Still::Wait, r#"{"StatusCode":3}"#),
                _ => (Still::Nowhere, ""),
            };
            if still == self.still && still != Still::Nowhere {
                time::sleep(Duration::from_secs(1)).await;
            }
            if path == "c" {
                self.removed.notify_one();
            }
            Ok(Response::new(Body::from(answer)))
        })
    }

    fn open(&self, _request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        self.asked.lock().unwrap().push("attach".to_owned());
        Box::pin(async move {
            if self.still == Still::Attach {
                time::sleep(Duration::from_secs(1)).await;
            }
            let frames = Bytes::from_static(b"\x01\0\0\0\0\0\0\x03out\x02\0\0\0\0\0\0\x03err");
            Ok(Opened::Stream(Response::new(Duplex::new(Once(Some(frames)), Nowhere))))
        })
    }
}

struct Once(Option<Bytes>);

impl Pieces for Once {
    fn poll_piece(
        mut self: std::pin::Pin<&mut Self>,
        _cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Bytes, TransportError>>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}

struct Nowhere;

impl Sink for Nowhere {
    fn poll_write(
        self: std::pin::Pin<&mut Self>,
        _cx: &mut std::task::Context<'_>,
        bytes: &mut Bytes,
    ) -> std::task::Poll<Result<(), TransportError>> {
        bytes.clear();
        std::task::Poll::Ready(Ok(()))
    }

    fn poll_close(
        self: std::pin::Pin<&mut Self>,
        _cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), TransportError>> {
        std::task::Poll::Ready(Ok(()))
    }
}

async fn run(docker: &Client) -> Result<Output, Error> {
    docker.run(container::Create::new("busybox").host_config(HostConfig::new().auto_remove(true))).await
}

#[tokio::test(start_paused = true)]
async fn a_run_removes_what_it_created_and_lets_nobody_else_do_it() {
    let (docker, engine) = Engine::client(Still::Nowhere);
    let output = run(&docker).await.unwrap();
    assert_eq!((output.code(), &output.stdout[..], &output.stderr[..]), (3, &b"out"[..], &b"err"[..]));
    assert_eq!(engine.asked(), ["POST create", "attach", "POST c/start", "POST c/wait", "DELETE c"]);
    assert!(!engine.created.lock().unwrap().contains("AutoRemove"));
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_dropped_anywhere_is_removed() {
    for still in [Still::Create, Still::Attach, Still::Start, Still::Wait] {
        let (docker, engine) = Engine::client(still);
        assert!(time::timeout(Duration::from_millis(500), run(&docker)).await.is_err());
        time::timeout(Duration::from_secs(5), engine.removed.notified()).await.expect("it is removed");
        assert_eq!(engine.asked().iter().filter(|asked| *asked == "DELETE c").count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_takes_too_long_or_prints_too_much_is_removed_before_the_error() {
    let (docker, engine) = Engine::client(Still::Wait);
    let create = || container::Create::new("busybox");
    let error = docker.run(create()).timeout(Duration::from_millis(900)).await.unwrap_err();
    assert_eq!((error.timer(), engine.asked().last().unwrap().as_str()), (Some("total"), "DELETE c"));
    let (docker, engine) = Engine::client(Still::Nowhere);
    let error = docker.run(create()).limit(5).await.unwrap_err();
    assert!(error.to_string().contains("longer than 5 bytes"), "{error}");
    assert_eq!(engine.asked().last().unwrap(), "DELETE c");
    assert!(docker.run(create()).limit(6).await.is_ok());
}
