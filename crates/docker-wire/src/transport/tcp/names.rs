//! Names of machines, looked up by the system.

use std::{
    error::Error as StdError,
    fmt, io,
    task::{Context, Poll},
};

use hyper_util::client::legacy::connect::dns::{GaiAddrs, GaiResolver, Name};
use tower_service::Service;

use super::BoxFuture;

/// Looks names up, and says which one nobody knows.
#[derive(Clone)]
pub(in crate::transport) struct Names(GaiResolver);

impl Names {
    pub(super) fn new() -> Self {
        Self(GaiResolver::new())
    }
}

impl Service<Name> for Names {
    type Response = GaiAddrs;
    type Error = Unknown;
    type Future = BoxFuture<'static, Result<GaiAddrs, Unknown>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Unknown>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let looked_up = self.0.call(name.clone());
        Box::pin(async move { looked_up.await.map_err(|cause| Unknown { name, cause }) })
    }
}

/// A name without an address. It is the innermost cause, so that its words are what people see.
#[derive(Debug)]
pub(in crate::transport) struct Unknown {
    name: Name,
    cause: io::Error,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no address is known of a machine `{}` ({}); is its name right?", self.name, self.cause)
    }
}

impl StdError for Unknown {}
