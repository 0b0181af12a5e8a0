//! A transport that answers from a script.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use tokio::sync::mpsc;

use crate::{
    body::{Body, Duplex, Pieces, Sink},
    error::TransportError,
    transport::{BoxFuture, Opened, Transport},
};

pub(super) enum Answer {
    Reply(Response<Body>),
    /// A raw stream that answers every write with its upper case, and ends after the client has.
    Echo,
    Fail(TransportError),
}

/// Answers in order, after it has read the request's body.
pub(super) struct Scripted {
    answers: Mutex<VecDeque<Answer>>,
}

impl Scripted {
    pub(super) fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()) }
    }

    async fn next(&self, request: Request<Body>) -> Answer {
        let mut body = request.into_body();
        while let Some(piece) = body.next().await {
            piece.unwrap();
        }
        self.answers.lock().unwrap().pop_front().expect("the script has ended")
    }
}

/// Makes a reply that streams.
pub(super) fn streaming(media_type: &str, pieces: &[&str]) -> Answer {
    reply(200, media_type, Body::streaming(listed(pieces)))
}

pub(super) fn listed(pieces: &[&str]) -> Listed {
    Listed(pieces.iter().map(|piece| Ok(Bytes::from((*piece).to_owned()))).collect())
}

/// Makes a reply that streams and then breaks.
pub(super) fn breaking(piece: &str) -> Answer {
    let pieces = [Ok(Bytes::from(piece.to_owned())), Err(TransportError::broken("gone"))];
    reply(200, "text/plain", Body::streaming(Listed(pieces.into())))
}

pub(super) fn json(text: &'static str) -> Answer {
    reply(200, "application/json", Body::from(text))
}

pub(super) fn reply(status: u16, media_type: &str, body: Body) -> Answer {
    let builder = Response::builder().status(status).header("content-type", media_type);
    Answer::Reply(builder.body(body).unwrap())
}

/// A body of pieces, which it joins for a reader that does not care.
pub(super) struct Listed(pub(super) VecDeque<Result<Bytes, TransportError>>);

impl Pieces for Listed {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        Poll::Ready(self.0.pop_front())
    }

    fn poll_joined(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let mut joined = BytesMut::new();
        while let Some(Ok(piece)) = self.0.front() {
            joined.extend_from_slice(piece);
            self.0.pop_front();
        }
        if joined.is_empty() {
            Poll::Ready(self.0.pop_front())
        } else {
            Poll::Ready(Some(Ok(joined.freeze())))
        }
    }
}

struct Echoing(Option<mpsc::UnboundedSender<Bytes>>);

impl Sink for Echoing {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &mut Bytes,
    ) -> Poll<Result<(), TransportError>> {
        let taken = std::mem::take(bytes).to_ascii_uppercase();
        self.0.as_ref().unwrap().send(taken.into()).unwrap();
        Poll::Ready(Ok(()))
    }

    fn poll_close(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        if let Some(sender) = self.0.take() {
            sender.send(Bytes::from_static(b"\x00bye")).unwrap();
        }
        Poll::Ready(Ok(()))
    }
}

struct Echoed(mpsc::UnboundedReceiver<Bytes>);

impl Pieces for Echoed {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        self.0.poll_recv(cx).map(|piece| piece.map(Ok))
    }
}

impl Transport for Scripted {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            match self.next(request).await {
                Answer::Reply(response) => Ok(response),
                Answer::Fail(error) => Err(error),
                Answer::Echo => panic!("a raw stream was not asked for"),
            }
        })
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async move {
            match self.next(request).await {
                Answer::Reply(response) => Ok(Opened::Refused(response)),
                Answer::Fail(error) => Err(error),
                Answer::Echo => {
                    let (sender, receiver) = mpsc::unbounded_channel();
                    let duplex = Duplex::new(Echoed(receiver), Echoing(Some(sender)));
                    Ok(Opened::Stream(Response::builder().status(101).body(duplex).unwrap()))
                }
            }
        })
    }

    fn endpoint(&self) -> Arc<str> {
        "a script".into()
    }
}
