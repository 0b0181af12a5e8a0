//! An engine, or any HTTP/1.1 server, on plain TCP.

use std::{fmt, sync::Arc};

use http::{HeaderValue, Request, Response, Uri, uri::Authority};
use hyper_util::client::legacy::connect::HttpConnector;

use super::{BoxFuture, Opened, Transport, hyper::Pooled};
use crate::{body::Body, error::TransportError};

/// Speaks over plain TCP, over connections that are kept and used again.
///
/// Everything is readable and writable to whoever sits between; off loopback, use TLS.
pub struct Tcp {
    pooled: Pooled<HttpConnector>,
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
        Box::pin(self.pooled.call(request))
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(self.pooled.open(request))
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

/// Makes what connects TCP.
pub(super) fn connector() -> HttpConnector {
    let mut connector = HttpConnector::new();
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
