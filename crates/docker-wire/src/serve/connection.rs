//! One connection of a client, from the first request to its end.

use std::sync::{Arc, Mutex, PoisonError};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;

use super::{exchange, old, raw::Raw, wire::Wire};
use crate::transport::Transport;

/// The raw stream that a connection is about to become.
pub(super) type Takeover = Arc<Mutex<Option<Raw>>>;

/// Serves a connection until the client or the transport ends it.
pub(super) async fn serve<T: Transport>(mut wire: Wire, transport: Arc<T>) {
    match old::first(&mut wire).await {
        Ok(Some(request)) => {
            if let Err(error) = old::serve(wire, &*transport, request).await {
                tracing::debug!(%error, "a raw stream ended early");
            }
            return;
        }
        Ok(None) => {}
        Err(_) => return,
    }
    let takeover = Takeover::default();
    let service = service_fn(|request| exchange::answer(transport.clone(), takeover.clone(), request));
    let connection = http1::Builder::new()
        .title_case_headers(true)
        .serve_connection(TokioIo::new(wire), service)
        .with_upgrades();
    // What the client or the engine has broken off, both of them know.
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a connection ended early");
    }
    let raw = takeover.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(raw) = raw {
        raw.pass().await;
    }
}
