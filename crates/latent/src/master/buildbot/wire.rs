//! The bare connection to a master: one exchange at a time, within its time, and errors by how far it got.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use docker_wire::{Body, Transport, TransportError, error::TransportErrorKind, transport::Opened};
use http::{Request, header, response};

use super::{Timings, rest::RestError};

/// No answer that we ask for is near this long, even with tens of thousands of requests waiting.
const ANSWER_LIMIT: usize = 64 << 20;

/// The bare connection: where the master is and how long it may take.
pub(super) struct Wire {
    transport: Arc<dyn Transport>,
    prefix: String,
    pub(super) timeout: Duration,
    pub(super) impatience: Duration,
}

impl Wire {
    pub(super) fn new(transport: Arc<dyn Transport>, prefix: &str, timings: &Timings) -> Self {
        let bare = prefix.trim_matches('/');
        let prefix = if bare.is_empty() { String::new() } else { format!("/{bare}") };
        Self { transport, prefix, timeout: timings.answer, impatience: timings.impatience }
    }

    /// Tells where the master is, as a person would write it.
    pub(super) fn endpoint(&self) -> Arc<str> {
        let place = self.transport.endpoint();
        // A transport knows no HTTP in the names of places.
        let place =
            place.strip_prefix("tcp://").map_or_else(|| place.to_string(), |it| format!("http://{it}"));
        (place + &self.prefix).into()
    }

    pub(super) fn target(&self, path: &str) -> String {
        format!("{}/{path}", self.prefix)
    }

    /// Sends a request and reads the whole answer.
    pub(super) async fn exchange(
        &self,
        request: Request<Body>,
    ) -> Result<(response::Parts, Bytes), RestError> {
        self.exchange_within(self.timeout, request).await
    }

    pub(super) async fn exchange_within(
        &self,
        timeout: Duration,
        request: Request<Body>,
    ) -> Result<(response::Parts, Bytes), RestError> {
        // Neither is secret: paths hold ids, and credentials travel in headers.
        let (method, target) = (request.method().clone(), request.uri().clone());
        let answer = self
            .timely(timeout, async {
                let (head, body) = self.transport.call(request).await?.into_parts();
                Ok((head, body.collect(ANSWER_LIMIT).await?))
            })
            .await;
        match &answer {
            Ok((head, _)) => tracing::trace!(%method, %target, status = head.status.as_u16(), "answered"),
            Err(error) => tracing::debug!(%method, %target, %error, "no answer"),
        }
        answer
    }

    /// Sends a request for a two-way stream.
    pub(super) async fn open(&self, request: Request<Body>) -> Result<Opened, RestError> {
        self.timely(self.timeout, self.transport.open(request)).await
    }

    /// Reads a path without any session.
    pub(super) async fn get_plainly(&self, path: &str) -> Result<(response::Parts, Bytes), RestError> {
        let request = Request::get(self.target(path))
            .header(header::ACCEPT, "application/json")
            .body(Body::empty())
            .map_err(|error| RestError::Unready(error.to_string()))?;
        self.exchange(request).await
    }

    async fn timely<T>(
        &self,
        timeout: Duration,
        exchange: impl Future<Output = Result<T, TransportError>>,
    ) -> Result<T, RestError> {
        let endpoint = self.endpoint();
        match tokio::time::timeout(timeout, exchange).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) if error.kind() == TransportErrorKind::Unsent => {
                Err(RestError::Unreachable { endpoint, reason: of_the_master(&error) })
            }
            Ok(Err(error)) => Err(RestError::Broken { endpoint, reason: of_the_master(&error) }),
            Err(_) => {
                Err(RestError::Broken { endpoint, reason: format!("{} s are over", timeout.as_secs()) })
            }
        }
    }
}

/// Transports take whoever they speak to for an engine.
fn of_the_master(error: &TransportError) -> String {
    error.to_string().replace("the engine", "the master")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn advice_about_a_connection_is_about_the_master() {
        let closed = docker_wire::transport::Tcp::new("127.0.0.1", 1).unwrap();
        let wire = Wire::new(Arc::new(closed), "", &Timings::default());
        let error = wire.get_plainly("api/v2").await.unwrap_err().to_string();
        assert!(error.contains("nothing listens on that port; is the master running"), "{error}");
    }

    #[test]
    fn a_prefix_is_written_with_or_without_slashes() {
        for (prefix, expected) in [("", "/ws"), ("/", "/ws"), ("bb", "/bb/ws"), ("/a/b/", "/a/b/ws")] {
            let wire = Wire::new(Arc::new(Nowhere), prefix, &Timings::default());
            assert_eq!(wire.target("ws"), expected);
        }
    }

    struct Nowhere;

    impl Transport for Nowhere {
        fn call(
            &self,
            _request: Request<Body>,
        ) -> docker_wire::transport::BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
            Box::pin(async { Err(TransportError::unsent("nowhere")) })
        }

        fn open(
            &self,
            _request: Request<Body>,
        ) -> docker_wire::transport::BoxFuture<'_, Result<Opened, TransportError>> {
            Box::pin(async { Err(TransportError::unsent("nowhere")) })
        }

        fn endpoint(&self) -> Arc<str> {
            "nowhere".into()
        }
    }
}
