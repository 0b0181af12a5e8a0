//! An engine on TCP with TLS, by rustls.
//!
//! rustls' names appear in this module and nowhere else. Its provider is always named, so no default of the process
//! counts, and a client built twice behaves the same.

mod config;
mod failure;
#[cfg(test)]
mod tests;
mod unverified;

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use ::rustls::pki_types::ServerName;
use http::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tower_service::Service;

pub use self::config::TlsConfig;
use self::failure::Failure;
use super::{
    BoxFuture, Opened, Transport,
    hyper::Pooled,
    tcp::{self, Address},
    unreached::{self, Place},
};
use crate::{body::Body, error::TransportError};

/// Speaks over TLS on TCP, over connections that are kept and used again.
///
/// Closing one direction of a raw stream sends `close_notify` and then closes that direction of the socket, so attach and
/// exec half-close as on a unix socket.
pub struct Tls {
    pooled: Pooled,
    endpoint: Arc<str>,
    /// Whether there is a certificate to show.
    identity: bool,
}

impl Tls {
    /// Names the server; the first request connects.
    ///
    /// The server's certificate must be for `host`, which may be a name or an IP address; a name is also what the server
    /// is told (SNI).
    ///
    /// # Errors
    ///
    /// Fails if `host` is no host name and no IP address.
    pub fn new(host: &str, port: u16, config: &TlsConfig) -> Result<Self, TransportError> {
        Self::with_prefix(host, port, "", config)
    }

    /// Names the server and what stands before every path, for servers behind a proxy.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_prefix(
        host: &str,
        port: u16,
        prefix: &str,
        config: &TlsConfig,
    ) -> Result<Self, TransportError> {
        let address = Address::new(host, port, 443)?;
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(bare)
            .map_err(|error| TransportError::unsent(format!("`{host}` is no name: {error}")))?;
        let identity = config.has_identity();
        let tls = TlsConnector::from(config.rustls());
        let connector = Connector { tcp: tcp::connector(), tls, name, identity };
        let prefix = prefix.trim_end_matches('/').to_owned();
        let endpoint = format!("https://{}{prefix}", address.authority).into();
        Ok(Self { pooled: Pooled::new(connector, address.place, address.name, prefix), endpoint, identity })
    }
}

impl Tls {
    /// Says what a person can do about a connection that could not be had, or whose certificate was refused.
    fn explain(&self, error: TransportError) -> TransportError {
        unreached::explain(failure::late(error, self.identity), Place::TlsPort)
    }
}

impl Transport for Tls {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move { self.pooled.call(request).await.map_err(|error| self.explain(error)) })
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async move { self.pooled.open(request).await.map_err(|error| self.explain(error)) })
    }

    fn endpoint(&self) -> Arc<str> {
        self.endpoint.clone()
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

/// Makes connections of which the handshake is done.
#[derive(Clone)]
struct Connector {
    tcp: tcp::Connector,
    tls: TlsConnector,
    name: ServerName<'static>,
    identity: bool,
}

type Fault = Box<dyn std::error::Error + Send + Sync>;

impl Service<Uri> for Connector {
    type Response = TokioIo<TlsStream<TcpStream>>;
    type Error = Fault;
    type Future = BoxFuture<'static, Result<Self::Response, Fault>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Fault>> {
        self.tcp.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, place: Uri) -> Self::Future {
        let connecting = self.tcp.call(place);
        let (tls, name, identity) = (self.tls.clone(), self.name.clone(), self.identity);
        Box::pin(async move {
            let stream = connecting.await?.into_inner();
            let said = name.to_str().into_owned();
            let connected = tls.connect(name, stream).await;
            Ok(TokioIo::new(connected.map_err(|error| Failure::handshake(error, &said, identity))?))
        })
    }
}
