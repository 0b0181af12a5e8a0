//! One exchange, from the request to the head of its reply.

use std::{
    future::poll_fn,
    sync::Arc,
    task::{Context, Poll},
};

use http::{HeaderName, HeaderValue, Request, Response, StatusCode};

use super::{
    edit::Edits,
    matching::{Asked, is_hijacked, sides},
    order::{Chosen, Stage},
    streams::{ClientStream, EnginePieces, ReplaySink, Upload},
};
use crate::{
    body::{Body, Duplex},
    error::TransportError,
    replay::{
        format::{Content, Failure, Happening, ReplyHead},
        redact,
    },
    transport::Opened,
};

pub(super) async fn call(
    stage: &Arc<Stage>,
    lane: Arc<str>,
    request: Request<Body>,
) -> Result<Response<Body>, TransportError> {
    let begun = Begun::new(stage, &lane, request).await?;
    if is_hijacked(stage.fixture(), stage.exchange(begun.chosen.exchange)) {
        let place = stage.fixture().describe(stage.exchange(begun.chosen.exchange).request);
        return Err(stage.problem(format!("{place} was recorded as a raw stream; it was asked as a call")));
    }
    begun.reply().await
}

pub(super) async fn open(
    stage: &Arc<Stage>,
    lane: Arc<str>,
    request: Request<Body>,
) -> Result<Opened, TransportError> {
    let begun = Begun::new(stage, &lane, request).await?;
    let refused = stage.edits(begun.chosen.exchange).status.is_some();
    if is_hijacked(stage.fixture(), stage.exchange(begun.chosen.exchange)) && !refused {
        begun.stream().await.map(Opened::Stream)
    } else {
        begun.reply().await.map(Opened::Refused)
    }
}

/// An exchange that was chosen, with the rest of its request.
struct Begun {
    stage: Arc<Stage>,
    chosen: Chosen,
    upload: Option<Upload>,
}

impl Begun {
    async fn new(stage: &Arc<Stage>, lane: &str, request: Request<Body>) -> Result<Self, TransportError> {
        let (asked, streaming) = Asked::read(request).await?;
        let chosen = stage.choose(lane, &asked)?;
        let exchange = stage.exchange(chosen.exchange);
        if streaming.is_none() {
            sides(stage.fixture(), exchange).0.iter().for_each(|event| stage.see(*event));
        }
        let upload =
            streaming.map(|body| Upload::new(body, ClientStream::of_body(stage.clone(), chosen.exchange)));
        Ok(Self { stage: stage.clone(), chosen, upload })
    }

    /// Waits for the head of the reply, and meanwhile takes the request's body.
    async fn head(&mut self) -> Result<(&ReplyHead, Option<&Content>), TransportError> {
        let exchange = self.stage.exchange(self.chosen.exchange);
        let first_failure = || {
            let is_answer = |event: &&usize| !is_dropped(&self.stage, **event);
            exchange.engine.iter().find(is_answer).copied()
        };
        let Some(answer) = exchange.reply.or_else(first_failure) else {
            // The recording client gave up before an answer came: so must this one.
            return poll_fn(|cx| drive(&mut self.upload, cx).map(Err)).await;
        };
        let mut release = Box::pin(self.stage.clone().release(answer, self.chosen));
        poll_fn(|cx| match drive(&mut self.upload, cx) {
            Poll::Ready(error) => Poll::Ready(Err(error)),
            Poll::Pending => release.as_mut().poll(cx),
        })
        .await?;
        match &self.stage.fixture().events[answer].what {
            Happening::Reply { head, body } => Ok((head, body.as_ref())),
            Happening::Fail { how, timer } => Err(failure(&self.stage, answer, *how, timer.as_deref())),
            Happening::Request | Happening::Frame { .. } | Happening::End(_) => {
                Err(self.stage.problem(format!("{} is no answer", self.stage.fixture().place(answer))))
            }
        }
    }

    async fn reply(mut self) -> Result<Response<Body>, TransportError> {
        let (head, body) = self.head().await?;
        let (mut response, body) = (response(head)?, body.map(bytes_of));
        let edits = obey(self.stage.edits(self.chosen.exchange)).await?;
        if let Some(status) = edits.status {
            *response.status_mut() = status;
            if is_hijacked(self.stage.fixture(), self.stage.exchange(self.chosen.exchange)) {
                return Ok(response);
            }
        }
        *response.body_mut() = match body {
            Some(bytes) if self.upload.is_none() && !edits.touches_body() => Body::from(bytes),
            body => {
                let pieces = EnginePieces::new(self.stage, self.chosen, body, self.upload);
                Body::streaming(pieces.with(edits, false))
            }
        };
        Ok(response)
    }

    async fn stream(mut self) -> Result<Response<Duplex>, TransportError> {
        let (head, _) = self.head().await?;
        let response = response(head)?;
        let edits = obey(self.stage.edits(self.chosen.exchange)).await?;
        let sink = ReplaySink::new(ClientStream::of_raw(self.stage.clone(), self.chosen.exchange));
        let pieces = EnginePieces::new(self.stage, self.chosen, None, self.upload).with(edits, true);
        Ok(response.map(|_| Duplex::new(pieces, sink)))
    }
}

/// Waits as long and fails as the edits say.
async fn obey(edits: Edits) -> Result<Edits, TransportError> {
    if let Some(stall) = edits.stall {
        tokio::time::sleep(stall).await;
    }
    if edits.reset {
        return Err(TransportError::broken("the test reset the connection before the reply"));
    }
    Ok(edits)
}

/// Takes what there is of a request's body; ready only if it does not fit.
pub(super) fn drive(upload: &mut Option<Upload>, cx: &mut Context<'_>) -> Poll<TransportError> {
    let Some(running) = upload else {
        return Poll::Pending;
    };
    match running.poll(cx) {
        Poll::Ready(Err(error)) => Poll::Ready(error),
        Poll::Ready(Ok(())) => {
            *upload = None;
            Poll::Pending
        }
        Poll::Pending => Poll::Pending,
    }
}

/// Makes the client's error of a recorded failure.
pub(super) fn failure(stage: &Stage, event: usize, how: Failure, timer: Option<&str>) -> TransportError {
    let place = stage.fixture().place(event);
    match how {
        Failure::Refused => {
            TransportError::unsent(format!("the connection was refused, as recorded at {place}"))
        }
        Failure::Reset => TransportError::broken(format!("the connection was reset, as recorded at {place}")),
        Failure::Dropped => TransportError::broken(format!("the client had left, as recorded at {place}")),
        Failure::Timeout => TransportError::timeout(match timer {
            Some("connect") => "connect",
            Some("head") => "head",
            Some("idle") => "idle",
            Some("total") => "total",
            _ => "recorded",
        }),
    }
}

fn is_dropped(stage: &Stage, event: usize) -> bool {
    matches!(stage.fixture().events[event].what, Happening::Fail { how: Failure::Dropped, .. })
}

fn bytes_of(content: &Content) -> bytes::Bytes {
    match content {
        Content::Json(value) => redact::plausible(&value.to_string()).into_owned().into(),
        Content::Bytes(bytes) => plausible_bytes(bytes),
        Content::Digest { .. } | Content::Tar(_) | Content::File(_) => bytes::Bytes::new(),
    }
}

/// Replaces what was redacted in text; other bytes were overwritten in place and stay.
pub(super) fn plausible_bytes(bytes: &bytes::Bytes) -> bytes::Bytes {
    match std::str::from_utf8(bytes).map(redact::plausible) {
        Ok(std::borrow::Cow::Owned(text)) => text.into(),
        Ok(std::borrow::Cow::Borrowed(_)) | Err(_) => bytes.clone(),
    }
}

fn response(head: &ReplyHead) -> Result<Response<Body>, TransportError> {
    let unreadable = |what: &str| TransportError::broken(format!("the recorded reply has a bad {what}"));
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(head.status).map_err(|_| unreadable("status"))?;
    for (name, values) in &head.headers {
        let name = HeaderName::try_from(name).map_err(|_| unreadable("header name"))?;
        for value in values.split('\n') {
            let value =
                HeaderValue::try_from(&*redact::plausible(value)).map_err(|_| unreadable("header"))?;
            response.headers_mut().append(name.clone(), value);
        }
    }
    Ok(response)
}
