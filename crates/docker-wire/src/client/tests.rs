//! Clients over a transport that is scripted, counts, and keeps what it was asked to send.

mod negotiation;
mod policies;
mod raw;
mod timers;
mod traces;

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context as Task, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response};

use super::*;
use crate::{
    TransportError,
    body::{Duplex, Pieces, Sink},
    transport::{BoxFuture, Opened},
};

/// What was asked to be sent: method, target, headers, body.
type Sent = (Method, String, HeaderMap, String);

/// Answers in order, each after a second of the test's clock; when there are no more, with an empty 200.
#[derive(Default)]
struct Scripted {
    answers: Mutex<VecDeque<Result<Response<Body>, TransportError>>>,
    sent: Mutex<Vec<Sent>>,
}

impl Scripted {
    fn new(answers: impl IntoIterator<Item = Response<Body>>) -> Arc<Self> {
        let answers = Mutex::new(answers.into_iter().map(Ok).collect());
        Arc::new(Self { answers, ..Self::default() })
    }

    fn daemon(self: &Arc<Self>) -> Daemon {
        Daemon::over(Arc::clone(self))
    }

    fn then(&self, answer: Result<Response<Body>, TransportError>) {
        self.answers.lock().unwrap().push_back(answer);
    }

    fn targets(&self) -> Vec<String> {
        self.sent.lock().unwrap().iter().map(|(_, target, ..)| target.clone()).collect()
    }

    fn last(&self) -> Sent {
        self.sent.lock().unwrap().last().cloned().unwrap()
    }

    fn keep(&self, request: Request<Body>) {
        let (head, body) = request.into_parts();
        let body =
            body.as_whole().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        self.sent.lock().unwrap().push((head.method, head.uri.to_string(), head.headers, body));
    }
}

impl Transport for Scripted {
    fn endpoint(&self) -> Arc<str> {
        "nowhere".into()
    }

    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        self.keep(request);
        Box::pin(async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let answer = self.answers.lock().unwrap().pop_front();
            answer.unwrap_or_else(|| Ok(Response::new(Body::empty())))
        })
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        self.keep(request);
        let duplex = Duplex::new(Silent, Silent);
        Box::pin(async { Ok(Opened::Stream(Response::new(duplex))) })
    }
}

/// The other side of a raw stream that has closed its direction and takes everything.
struct Silent;

impl Pieces for Silent {
    fn poll_piece(self: Pin<&mut Self>, _: &mut Task<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        Poll::Ready(None)
    }
}

impl Sink for Silent {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Task<'_>,
        bytes: &mut Bytes,
    ) -> Poll<Result<(), TransportError>> {
        bytes.clear();
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Task<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }
}

fn answer(status: u16, media_type: &str, api: &str, body: &str) -> Response<Body> {
    let mut answer = Response::builder().status(status).header("content-type", media_type);
    if !api.is_empty() {
        answer = answer.header("api-version", api);
    }
    answer.body(body.to_owned().into()).unwrap()
}

/// What an engine answers to `GET /version`.
fn version(max: &str, min: &str) -> Response<Body> {
    let min = if min.is_empty() { String::new() } else { format!(r#","MinAPIVersion":"{min}""#) };
    let body = format!(r#"{{"Version":"20.10.24","ApiVersion":"{max}","Os":"linux"{min}}}"#);
    answer(200, "application/json", max, &body)
}
