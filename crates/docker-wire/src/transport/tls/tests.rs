//! TLS against servers of rustls in this process.

mod files;
mod handshake;
mod pki;
mod server;
mod streams;

use http::{Method, Request};

use self::{pki::Pki, server::Server};
use super::{Tls, TlsConfig};
use crate::{body::Body, error::TransportError, transport::Transport};

fn get() -> Request<Body> {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::GET;
    *request.uri_mut() = "/_ping".parse().unwrap();
    request
}

async fn ping(tls: &Tls) -> Result<String, TransportError> {
    let response = tls.call(get()).await?;
    let bytes = response.into_body().collect(100).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Speaks to a server as 127.0.0.1, trusting the authority and showing the client's certificate.
fn trusting(pki: &Pki, server: &Server) -> Tls {
    let files = pki.files().identity(pki.path("client.pem"), pki.path("client.key"));
    Tls::new("127.0.0.1", server.port, &TlsConfig::from_files(&files).unwrap()).unwrap()
}
