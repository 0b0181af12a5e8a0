//! A transport that answers everything by the same bytes.

use std::sync::Arc;

use bytes::Bytes;
use docker_wire::{
    Body, Client, Daemon, Transport, TransportError,
    transport::{BoxFuture, Opened},
};
use http::{Request, Response};

/// Answers every request with a body in pieces, after it has read the request's.
#[derive(Clone)]
pub struct Engine(pub Vec<Bytes>);

impl Engine {
    pub fn client(self) -> Client {
        Daemon::over(self).pin(docker_wire::ApiVersion::V1_41)
    }
}

impl Transport for Engine {
    fn endpoint(&self) -> Arc<str> {
        "scripted".into()
    }

    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            request.into_body().collect(usize::MAX).await?;
            let (feeder, body) = Body::channel(self.0.len() + 1);
            for piece in &self.0 {
                let _ = feeder.feed(piece.clone()).await;
            }
            Ok(Response::new(body))
        })
    }

    fn open(&self, _request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async { Err(TransportError::unsent("not here")) })
    }
}

/// Runs a future on a runtime of its own.
pub fn run<T>(work: impl Future<Output = T>) -> T {
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => panic!("no runtime: {error}"),
    }
}
