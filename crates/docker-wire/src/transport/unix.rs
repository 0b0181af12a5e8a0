//! An engine on a unix socket.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use http::{HeaderValue, Request, Response, Uri};
use hyperlocal::UnixConnector;

use super::{BoxFuture, Opened, Transport, hyper::Pooled};
use crate::{body::Body, error::TransportError};

/// Speaks to an engine on a unix socket, over connections that are kept and used again.
///
/// A path that begins with `@` is a name in Linux' abstract namespace.
pub struct Unix {
    pooled: Pooled<UnixConnector>,
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

    /// Says what a person can do about a connection that was refused.
    fn explain(&self, error: TransportError) -> TransportError {
        if error.kind() != crate::error::TransportErrorKind::Unsent {
            return error;
        }
        let Some(cause) = io_cause(&error) else { return error };
        let message = match cause {
            io::ErrorKind::NotFound => "there is no such socket; is the engine running?",
            io::ErrorKind::PermissionDenied => {
                "permission denied; only root and the socket's group may use it"
            }
            io::ErrorKind::ConnectionRefused => "nothing listens on the socket; the engine is not running",
            _ => return error,
        };
        TransportError::unsent(message).because(error)
    }
}

/// Finds the kind of the operating system's error among the causes.
fn io_cause(error: &(dyn std::error::Error + 'static)) -> Option<io::ErrorKind> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        next = error.source();
    }
    None
}

impl Transport for Unix {
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

impl fmt::Debug for Unix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unix").field("path", &self.path).finish_non_exhaustive()
    }
}
