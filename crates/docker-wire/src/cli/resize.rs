//! Changes of a terminal's size: they tell where a client runs and not what it does, and no two runs of the `docker`
//! command have as many. They pass, and are no part of a recording.

use std::sync::Arc;

use http::{Method, Request, Response};

use crate::{
    body::Body,
    error::TransportError,
    transport::{BoxFuture, Opened, Transport},
    version::ApiVersion,
};

/// Whether a request changes the size of a container's or an exec's terminal.
pub(super) fn is_resize(request: &Request<Body>) -> bool {
    let mut segments: Vec<&str> = request.uri().path().split('/').skip(1).collect();
    let version = segments.first().and_then(|first| first.strip_prefix('v'));
    if version.is_some_and(|version| version.parse::<ApiVersion>().is_ok()) {
        segments.remove(0);
    }
    *request.method() == Method::POST && matches!(segments[..], ["containers" | "exec", _, "resize"])
}

/// A recorder that lets them pass to the engine unseen.
pub(super) struct Past<R, E> {
    pub(super) recorder: R,
    pub(super) engine: E,
}

impl<R: Transport, E: Transport> Transport for Past<R, E> {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        if is_resize(&request) { self.engine.call(request) } else { self.recorder.call(request) }
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        self.recorder.open(request)
    }

    fn endpoint(&self) -> Arc<str> {
        self.recorder.endpoint()
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, Request, is_resize};

    #[test]
    fn only_terminals_are_resized() {
        let asked = |method: &str, target: &str| {
            is_resize(&Request::builder().method(method).uri(target).body(Body::empty()).unwrap())
        };
        assert!(asked("POST", "/v1.41/containers/a/resize?h=1&w=2") && asked("POST", "/exec/a/resize"));
        assert!(!asked("GET", "/containers/a/resize") && !asked("POST", "/v1.41/containers/resize/start"));
        assert!(!asked("POST", "/v1.41/volumes/a/resize") && !asked("POST", "/containers/a/resize/b"));
    }
}
