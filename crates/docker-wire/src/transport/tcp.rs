//! An engine, or any HTTP/1.1 server, on plain TCP.

mod names;

use std::{fmt, sync::Arc};

use http::{HeaderValue, Request, Response, StatusCode, Uri, Version, uri::Authority};
use hyper_util::client::legacy::connect::HttpConnector;

use self::names::Names;
use super::{
    BoxFuture, Opened, Transport,
    hyper::Pooled,
    unreached::{self, Place},
};
use crate::{body::Body, error::TransportError};

/// Speaks over plain TCP, over connections that are kept and used again.
///
/// Everything is readable and writable to whoever sits between; off loopback, use TLS.
pub struct Tcp {
    pooled: Pooled,
    endpoint: Arc<str>,
}

impl Tcp {
    /// Names the server; the first request connects.
    ///
    /// # Errors
    ///
    /// Fails if `host` is no host name and no IP address.
    pub fn new(host: &str, port: u16) -> Result<Self, TransportError> {
        Self::with_prefix(host, port, "")
    }

    /// Names the server and what stands before every path, for servers behind a proxy.
    ///
    /// # Errors
    ///
    /// Fails if `host` is no host name and no IP address.
    pub fn with_prefix(host: &str, port: u16, prefix: &str) -> Result<Self, TransportError> {
        let address = Address::new(host, port, 80)?;
        let prefix = prefix.trim_end_matches('/').to_owned();
        let endpoint = format!("tcp://{}{prefix}", address.authority).into();
        Ok(Self { pooled: Pooled::new(connector(), address.place, address.name, prefix), endpoint })
    }
}

impl Transport for Tcp {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let response = self.pooled.call(request).await.map_err(explain)?;
            if may_want_tls(&response) { wants_tls(response).await } else { Ok(response) }
        })
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async move {
            match self.pooled.open(request).await.map_err(explain)? {
                Opened::Refused(response) if may_want_tls(&response) => {
                    wants_tls(response).await.map(Opened::Refused)
                }
                opened => Ok(opened),
            }
        })
    }

    fn endpoint(&self) -> Arc<str> {
        self.endpoint.clone()
    }
}

impl fmt::Debug for Tcp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tcp").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

/// Says what a person can do about a connection that could not be had.
fn explain(error: TransportError) -> TransportError {
    unreached::explain(error, Place::Port)
}

/// Tells whether a reply can be that of a server which waits for TLS: no engine answers without any header.
fn may_want_tls(response: &Response<Body>) -> bool {
    response.status() == StatusCode::BAD_REQUEST
        && response.version() == Version::HTTP_10
        && response.headers().is_empty()
}

/// Fails if a server says that it waits for TLS, as those of the language Go do; such a request was not looked at.
async fn wants_tls(response: Response<Body>) -> Result<Response<Body>, TransportError> {
    const SAID: &[u8] = b"Client sent an HTTP request to an HTTPS server";
    const MOST: usize = 64 << 10;
    let (head, body) = response.into_parts();
    let said = body.collect(MOST).await?;
    if said.starts_with(SAID) {
        return Err(TransportError::unsent(
            "the other side wants TLS, and was spoken to in plain text; write https:// or set DOCKER_TLS_VERIFY",
        ));
    }
    Ok(Response::from_parts(head, Body::from(said)))
}

/// What connects TCP.
pub(super) type Connector = HttpConnector<Names>;

/// Makes what connects TCP.
pub(super) fn connector() -> Connector {
    let mut connector = HttpConnector::new_with_resolver(Names::new());
    // An engine's streams are many small writes; waiting for more would only delay them.
    connector.set_nodelay(true);
    connector
}

/// The address of a server, in the forms that are needed.
pub(super) struct Address {
    /// Host and port as a person writes them.
    pub(super) authority: String,
    /// What the connector understands.
    pub(super) place: Uri,
    /// What the server is told that it is called.
    pub(super) name: HeaderValue,
}

impl Address {
    /// Reads a host, with or without brackets; `usual` is the port that a browser would leave out.
    pub(super) fn new(host: &str, port: u16, usual: u16) -> Result<Self, TransportError> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let host = if bare.contains(':') { format!("[{bare}]") } else { bare.to_owned() };
        let authority = format!("{host}:{port}");
        let invalid = || TransportError::unsent(format!("`{authority}` is no address"));
        let parsed: Authority = authority.parse().map_err(|_| invalid())?;
        if parsed.host().is_empty() {
            return Err(invalid());
        }
        let name = if port == usual { &host } else { &authority };
        let name = HeaderValue::from_str(name).map_err(|_| invalid())?;
        let place = Uri::builder()
            .scheme("http")
            .authority(parsed)
            .path_and_query("/")
            .build()
            .map_err(|_| invalid())?;
        Ok(Self { authority, place, name })
    }
}
