//! A WebSocket to a container.

use bytes::Bytes;
use http::{Response, header};

use super::Reply;
use crate::{
    body::{Body, Duplex},
    codec::websocket::{self, Event, WebSocketDecoder},
    error::{Context, Error},
    transport::BoxFuture,
};

/// A WebSocket to a container: its output, and a way to its standard input.
///
/// Output and error are one. How the container ended is what inspect is for. Dropping it closes the connection.
#[derive(Debug)]
pub struct WebSocket {
    duplex: Duplex,
    decoder: WebSocketDecoder,
    context: Context,
    ended: bool,
}

impl WebSocket {
    /// Returns the next piece of output as it arrives, or `None` when the engine has closed its side.
    ///
    /// # Errors
    ///
    /// Fails when the connection does, when it ends within a frame, and when what comes is no WebSocket. After an error
    /// it returns `None`.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe, but for the answer to a ping, which may then be missing; engines send none.
    pub async fn read(&mut self) -> Option<Result<Bytes, Error>> {
        while !self.ended {
            match self.decoder.next_event() {
                Some(Event::Data(bytes)) => return Some(Ok(bytes)),
                Some(Event::Ping(said)) => {
                    if let Err(error) = self.send(websocket::pong(&said)).await {
                        return self.fail(error);
                    }
                }
                Some(Event::Close) => self.ended = true,
                None => {
                    let pushed = match self.duplex.read().await {
                        Some(Ok(bytes)) => self.decoder.push(&bytes),
                        Some(Err(error)) => return self.fail(Error::transport(error, &self.context)),
                        None => {
                            self.ended = true;
                            self.decoder.finish()
                        }
                    };
                    if let Err(error) = pushed {
                        return self.fail(Error::unreadable(error.to_string(), &self.context));
                    }
                }
            }
        }
        None
    }

    /// Writes to standard input.
    ///
    /// # Errors
    ///
    /// Fails when the connection does.
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe: a part may have been written.
    pub async fn write(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), Error> {
        self.send(websocket::data(bytes.as_ref())).await
    }

    /// Ends it from this side: standard input is at its end, and the engine closes its side, too.
    ///
    /// A WebSocket has no half-close: output that has not come yet may be lost.
    ///
    /// # Errors
    ///
    /// Fails when the connection does.
    pub async fn close(&mut self) -> Result<(), Error> {
        self.send(websocket::close()).await
    }

    async fn send(&mut self, frame: Bytes) -> Result<(), Error> {
        self.duplex.write(frame).await.map_err(|error| Error::transport(error, &self.context))
    }

    fn fail(&mut self, error: Error) -> Option<Result<Bytes, Error>> {
        self.ended = true;
        Some(Err(error))
    }
}

impl Reply for WebSocket {
    const STREAMS: bool = true;
    const HIJACKS: bool = true;
    const PROTOCOL: &'static str = websocket::PROTOCOL;

    fn receive(response: Response<Body>, context: Context) -> BoxFuture<'static, Result<Self, Error>> {
        let text = format!("the engine answered {} and kept the connection to itself", response.status());
        Box::pin(std::future::ready(Err(Error::unreadable(text, &context))))
    }

    fn hijacked(response: Response<Duplex>, context: &Context) -> Result<Self, Error> {
        let accepted = response.headers().get(header::SEC_WEBSOCKET_ACCEPT);
        if accepted.is_none_or(|accepted| accepted != websocket::ACCEPT) {
            return Err(Error::unreadable("the engine switched protocols, but not to a WebSocket", context));
        }
        let decoder = WebSocketDecoder::new();
        Ok(Self { duplex: response.into_body(), decoder, context: context.clone(), ended: false })
    }
}
