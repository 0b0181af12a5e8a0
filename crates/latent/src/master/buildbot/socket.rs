//! The master's WebSocket: a client of RFC 6455 over any [`Transport`](docker_wire::Transport).
//!
//! Masks and the handshake's key come from a seed, so that a recorded run replays byte by byte.

mod frames;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use docker_wire::{
    Body,
    body::{Inlet, Outlet},
    transport::Opened,
};
use http::{HeaderMap, Request, StatusCode, header};
use tungstenite::{
    handshake::derive_accept_key,
    protocol::frame::coding::{Control, Data, OpCode},
};

pub(super) use self::frames::Incoming;
use self::frames::{Decoder, FrameError, encode};
use super::{
    rest::{Rest, RestError, answered, with_cookie},
    seed::Seeded,
};

/// Events hold one row of the master's database; properties are not among them.
const MESSAGE_LIMIT: usize = 4 << 20;

/// Why a socket ended or never was.
#[derive(Debug, thiserror::Error)]
pub(super) enum SocketError {
    #[error("{0}")]
    Rest(#[from] RestError),
    #[error("the master's event stream broke: {0}")]
    Broken(String),
    #[error("the master's event stream is unreadable: {0}")]
    Frame(#[from] FrameError),
    #[error("the master closed the event stream")]
    Closed,
    #[error("the master's event stream fell silent")]
    Silent,
    #[error("the master refuses to send events: {0}")]
    Unsubscribed(String),
}

/// An open WebSocket.
pub(super) struct Socket {
    inlet: Inlet,
    outlet: Outlet,
    decoder: Decoder,
    masks: Seeded,
}

impl Socket {
    /// Opens the master's event stream, logging in anew once if the master wants that.
    pub(super) async fn open(rest: &Rest, seeded: &mut Seeded) -> Result<Self, SocketError> {
        let cookie = rest.session.cookie(&rest.wire).await?;
        let (key, request) = handshake(rest, seeded)?;
        let opened = rest.wire.open(with_cookie(request, cookie.as_ref())).await?;
        match opened {
            Opened::Refused(reply)
                if reply.status() == StatusCode::FORBIDDEN && rest.session.user().is_some() =>
            {
                let cookie = rest.session.renew(&rest.wire, cookie).await?;
                let (key, request) = handshake(rest, seeded)?;
                let opened = rest.wire.open(with_cookie(request, cookie.as_ref())).await?;
                Self::accept(opened, &key, seeded)
            }
            opened => Self::accept(opened, &key, seeded),
        }
    }

    fn accept(opened: Opened, key: &str, seeded: &mut Seeded) -> Result<Self, SocketError> {
        let (head, duplex) = match opened {
            Opened::Stream(reply) => reply.into_parts(),
            Opened::Refused(reply) => return Err(answered("ws", reply.status(), b"").into()),
        };
        if !proves(&head.headers, key) {
            return Err(SocketError::Broken("the handshake's answer is not for our key".into()));
        }
        let (inlet, outlet) = duplex.split();
        let masks = Seeded::new(seeded.number());
        Ok(Self { inlet, outlet, decoder: Decoder::new(MESSAGE_LIMIT), masks })
    }

    /// Waits for what the master says next.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: what was read stays in the decoder.
    pub(super) async fn next(&mut self) -> Result<Incoming, SocketError> {
        loop {
            if let Some(incoming) = self.decoder.next()? {
                return Ok(incoming);
            }
            match self.inlet.read().await {
                Some(Ok(bytes)) => self.decoder.feed(&bytes),
                Some(Err(error)) => return Err(SocketError::Broken(error.to_string())),
                None => return Err(SocketError::Closed),
            }
        }
    }

    pub(super) async fn send(&mut self, text: &str) -> Result<(), SocketError> {
        self.write(OpCode::Data(Data::Text), text.as_bytes()).await
    }

    pub(super) async fn ping(&mut self) -> Result<(), SocketError> {
        self.write(OpCode::Control(Control::Ping), b"latent").await
    }

    pub(super) async fn pong(&mut self, payload: &[u8]) -> Result<(), SocketError> {
        self.write(OpCode::Control(Control::Pong), payload).await
    }

    async fn write(&mut self, opcode: OpCode, payload: &[u8]) -> Result<(), SocketError> {
        let bytes = encode(opcode, payload, self.masks.mask())?;
        self.outlet.write(bytes).await.map_err(|error| SocketError::Broken(error.to_string()))
    }
}

fn handshake(rest: &Rest, seeded: &mut Seeded) -> Result<(String, Request<Body>), RestError> {
    let key = STANDARD.encode(seeded.key());
    let request = Request::get(rest.wire.target("ws"))
        .header(header::CONNECTION, "Upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_VERSION, "13")
        .header(header::SEC_WEBSOCKET_KEY, &key)
        .body(Body::empty())
        .map_err(|error| RestError::Unready(error.to_string()))?;
    Ok((key, request))
}

fn proves(headers: &HeaderMap, key: &str) -> bool {
    let expected = derive_accept_key(key.as_bytes());
    headers.get(header::SEC_WEBSOCKET_ACCEPT).is_some_and(|answer| answer.as_bytes() == expected.as_bytes())
}
