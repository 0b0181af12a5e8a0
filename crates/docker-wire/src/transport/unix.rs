//! An engine on a unix socket.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use http::{HeaderValue, Request, Response, Uri};
use hyperlocal::UnixConnector;

use super::{
    BoxFuture, Opened, Transport,
    hyper::Pooled,
    unreached::{self, Place},
};
use crate::{body::Body, error::TransportError};

/// Speaks to an engine on a unix socket, over connections that are kept and used again.
///
/// A path that begins with `@` is a name in Linux' abstract namespace.
pub struct Unix {
    pooled: Pooled,
    path: PathBuf,
    endpoint: Arc<str>,
}

impl Unix {
    /// Names the socket; the first request connects.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        // In the system's own form an abstract name begins with a zero.
        let abstract_name =
            path.to_str().and_then(|path| path.strip_prefix('@')).map(|name| format!("\0{name}"));
        let place: Uri = match &abstract_name {
            Some(name) => hyperlocal::Uri::new(name, "/").into(),
            None => hyperlocal::Uri::new(&path, "/").into(),
        };
        // A socket has no name; any engine takes this one.
        let host = HeaderValue::from_static("localhost");
        let endpoint = format!("unix://{}", path.display()).into();
        Self { pooled: Pooled::new(UnixConnector, place, host, String::new()), path, endpoint }
    }

    /// Tells the path of the socket.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Transport for Unix {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move { self.pooled.call(request).await.map_err(explain) })
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        Box::pin(async move { self.pooled.open(request).await.map_err(explain) })
    }

    fn endpoint(&self) -> Arc<str> {
        self.endpoint.clone()
    }
}

/// Says what a person can do about a connection that could not be had.
fn explain(error: TransportError) -> TransportError {
    unreached::explain(error, Place::Socket)
}

impl fmt::Debug for Unix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unix").field("path", &self.path).finish_non_exhaustive()
    }
}
