//! A master in memory: the REST calls and the WebSocket that the adapter uses, and nothing else.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard},
    task::{Context, Poll},
};

use bytes::Bytes;
use docker_wire::{
    Body, Duplex, Transport, TransportError,
    body::{Pieces, Sink},
    transport::{BoxFuture, Opened},
};
use http::{Request, Response, header};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tungstenite::{
    handshake::derive_accept_key,
    protocol::frame::{
        Frame, FrameHeader,
        coding::{Data, OpCode},
    },
};

type Hook = Box<dyn FnOnce(&mut State) + Send>;

#[derive(Default)]
pub(super) struct State {
    pub(super) workers: Vec<Value>,
    pub(super) builds: Vec<Value>,
    pub(super) requests: Vec<Value>,
    /// What was asked, in order: `GET builds`, `pause 1`, `login`.
    pub(super) log: Vec<String>,
    pub(super) password: Option<String>,
    /// The number of the session that is accepted.
    pub(super) session: u32,
    /// Nobody at all is allowed to control.
    pub(super) forbids: bool,
    /// How the next calls fail.
    pub(super) failures: VecDeque<TransportError>,
    /// How many of the next calls are never answered.
    pub(super) lost: u32,
    hooks: Vec<(&'static str, Hook)>,
    socket: Option<mpsc::UnboundedSender<Bytes>>,
}

pub(super) struct FakeMaster {
    state: Mutex<State>,
}

impl FakeMaster {
    /// A master with workers `w1` (connected) and `w2`, both on builder 1.
    pub(super) fn new() -> Arc<Self> {
        let worker = |id: u64, connected: Value| {
            json!({"workerid": id, "name": format!("w{id}"), "connected_to": connected, "paused": false,
                "pause_reason": null, "graceful": false, "configured_on": [{"builderid": 1, "masterid": 1}]})
        };
        let workers = vec![worker(1, json!([{"masterid": 1}])), worker(2, json!([]))];
        Arc::new(Self { state: Mutex::new(State { workers, ..State::default() }) })
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(super) fn password(&self) -> Option<String> {
        self.state().password.clone()
    }

    pub(super) fn log(&self) -> Vec<String> {
        std::mem::take(&mut self.state().log)
    }

    /// Does something right before the first call of this name is answered.
    pub(super) fn before(&self, call: &'static str, hook: impl FnOnce(&mut State) + Send + 'static) {
        self.state().hooks.push((call, Box::new(hook)));
    }

    pub(super) fn event(&self, key: &str) {
        self.event_of(key, &json!({}));
    }

    pub(super) fn event_of(&self, key: &str, message: &Value) {
        self.state().event_of(key, message);
    }

    fn loses_it(&self) -> bool {
        let mut state = self.state();
        let loses = state.lost > 0;
        state.lost = state.lost.saturating_sub(1);
        loses
    }

    /// Breaks the event stream.
    pub(super) fn hang_up(&self) {
        self.state().socket = None;
    }
}

impl State {
    fn event_of(&mut self, key: &str, message: &Value) {
        if let Some(socket) = &self.socket {
            drop(socket.send(text(&json!({"k": key, "m": message}))));
        }
    }

    fn answer(&mut self, request: &Request<Body>, body: &Value) -> Response<Body> {
        let path = request.uri().path().to_owned();
        let resource = path.trim_start_matches("/api/v2/");
        let call = match body["method"].as_str() {
            Some(method) => format!("{method} {}", resource.trim_start_matches("workers/")),
            None => format!("GET {resource}"),
        };
        if let Some(place) = self.hooks.iter().position(|(name, _)| *name == call) {
            let (_, hook) = self.hooks.remove(place);
            hook(self);
        }
        if path == "/auth/login" {
            return self.login(request);
        }
        self.log.push(call);
        if let Some(method) = body["method"].as_str() {
            return self.control(request, resource, method);
        }
        let rows = |name: &str, rows: &[Value]| reply(200, &json!({name: rows, "meta": {}}));
        match resource.split('/').collect::<Vec<_>>()[..] {
            ["masters"] => rows("masters", &[]),
            ["workers"] => rows("workers", &self.workers),
            ["workers", id] => rows("workers", &[self.worker(id).clone()]),
            ["builds"] => rows("builds", &self.builds),
            ["buildrequests", id] => {
                let named = |row: &&Value| row["buildrequestid"].as_u64() == id.parse().ok();
                let found: Vec<_> = self.requests.iter().filter(named).cloned().collect();
                rows("buildrequests", &found)
            }
            ["buildrequests"] => rows("buildrequests", &self.requests),
            _ => reply(404, &json!({"error": format!("Invalid path: {resource}")})),
        }
    }

    fn worker(&mut self, id: &str) -> &mut Value {
        self.workers.iter_mut().find(|row| row["workerid"].as_u64() == id.parse().ok()).unwrap()
    }

    fn login(&mut self, request: &Request<Body>) -> Response<Body> {
        self.log.push("login".into());
        let Some(password) = &self.password else { return reply(500, &json!({})) };
        let pair =
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("ctl:{password}"));
        if request.headers()[header::AUTHORIZATION] != format!("Basic {pair}") {
            return reply(401, &json!({}));
        }
        self.session += 1;
        Response::builder()
            .status(302)
            .header(header::SET_COOKIE, "TWISTED_SESSION=anonymous; Path=/")
            .header(header::SET_COOKIE, format!("TWISTED_SESSION=s{}; Path=/", self.session))
            .body(Body::empty())
            .unwrap()
    }

    fn control(&mut self, request: &Request<Body>, resource: &str, method: &str) -> Response<Body> {
        let cookie = request.headers().get(header::COOKIE);
        let known = cookie.is_some_and(|cookie| *cookie == format!("TWISTED_SESSION=s{}", self.session));
        if self.forbids || (self.password.is_some() && !known) {
            return reply(
                403,
                &json!({"error": {"code": -32600, "message": "you need to have role 'admins'"}}),
            );
        }
        let worker = self.worker(resource.trim_start_matches("workers/"));
        match method {
            "pause" => {
                worker["paused"] = json!(true);
                worker["pause_reason"] = json!("latent: draining");
            }
            "unpause" => worker["paused"] = json!(false),
            "stop" => worker["graceful"] = json!(true),
            _ => return reply(501, &json!({"error": {"code": -32601, "message": "not supported"}})),
        }
        reply(200, &json!({"jsonrpc": "2.0", "id": 1, "result": null}))
    }
}

fn reply(status: u16, body: &Value) -> Response<Body> {
    Response::builder().status(status).body(Body::from(body.to_string())).unwrap()
}

impl Transport for FakeMaster {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            if self.loses_it() {
                return std::future::pending().await;
            }
            let mut state = self.state();
            if let Some(failure) = state.failures.pop_front() {
                return Err(failure);
            }
            let body = serde_json::from_slice(request.body().as_whole().unwrap()).unwrap_or_default();
            Ok(state.answer(&request, &body))
        })
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async move {
            let mut state = self.state();
            state.log.push("open".into());
            if let Some(failure) = state.failures.pop_front() {
                return Err(failure);
            }
            let accept = derive_accept_key(request.headers()[header::SEC_WEBSOCKET_KEY].as_bytes());
            let (sender, receiver) = mpsc::unbounded_channel();
            state.socket = Some(sender.clone());
            let duplex = Duplex::new(FromMaster { receiver }, ToMaster { answers: sender.downgrade() });
            let response = Response::builder().status(101).header(header::SEC_WEBSOCKET_ACCEPT, accept);
            Ok(Opened::Stream(response.body(duplex).unwrap()))
        })
    }

    fn endpoint(&self) -> Arc<str> {
        "tcp://fake:1".into()
    }
}

struct FromMaster {
    receiver: mpsc::UnboundedReceiver<Bytes>,
}

impl Pieces for FromMaster {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        self.receiver.poll_recv(cx).map(|piece| piece.map(Ok))
    }
}

/// Confirms whatever the client asks for.
struct ToMaster {
    answers: mpsc::WeakUnboundedSender<Bytes>,
}

impl Sink for ToMaster {
    fn poll_write(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        bytes: &mut Bytes,
    ) -> Poll<Result<(), TransportError>> {
        let Some(answers) = self.answers.upgrade() else {
            return Poll::Ready(Err(TransportError::broken("gone")));
        };
        if std::mem::take(bytes)[0] == 0x81 {
            drop(answers.send(text(&json!({"msg": "OK", "code": 200, "_id": 1}))));
        }
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }
}

fn text(message: &Value) -> Bytes {
    let header = FrameHeader { opcode: OpCode::Data(Data::Text), ..FrameHeader::default() };
    let mut bytes = Vec::new();
    Frame::from_payload(header, message.to_string().into()).format(&mut bytes).unwrap();
    bytes.into()
}
