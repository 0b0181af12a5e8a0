//! The transport to an engine that was looked for: if it cannot be reached, the error tells where else was looked.

use std::sync::Arc;

use http::{Request, Response};

use super::resolution::Resolution;
use crate::{
    body::Body,
    error::{TransportError, TransportErrorKind},
    transport::{BoxFuture, Opened, Transport},
};

/// Adds how the engine was found to each error to reach it.
pub(super) struct Found {
    inner: Arc<dyn Transport>,
    looked: Arc<str>,
}

impl Found {
    pub(super) fn new(resolution: &Resolution) -> Result<Self, TransportError> {
        let inner = resolution.host.transport(resolution.tls.as_ref())?;
        Ok(Self { inner, looked: resolution.explain().into() })
    }

    fn explain(&self, error: TransportError) -> TransportError {
        if !matches!(error.kind(), TransportErrorKind::Unsent | TransportErrorKind::Timeout("connect")) {
            return error;
        }
        let words = format!("{error} (looked at: {})", self.looked);
        error.saying(words)
    }
}

impl Transport for Found {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move { self.inner.call(request).await.map_err(|error| self.explain(error)) })
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async move { self.inner.open(request).await.map_err(|error| self.explain(error)) })
    }

    fn endpoint(&self) -> Arc<str> {
        self.inner.endpoint()
    }
}
