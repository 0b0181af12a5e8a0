//! What carries one exchange between a client and an engine.
//!
//! The trait is public and speaks only in types of `http` and of this crate, so that anybody can implement it.
//! It sits below HTTP upgrade: attach and exec pass through it frame by frame.

#[cfg(feature = "net")]
mod hyper;
#[cfg(feature = "ssh")]
mod ssh;
pub(crate) mod ssh_name;
#[cfg(feature = "net")]
mod tcp;
#[cfg(test)]
#[cfg(feature = "net")]
mod tests;
pub(crate) mod timed;
#[cfg(feature = "tls")]
mod tls;
mod tls_files;
#[cfg(feature = "net")]
mod unix;
#[cfg(feature = "net")]
mod unreached;

use std::{future::Future, pin::Pin, sync::Arc};

use http::{Request, Response};

#[cfg(feature = "ssh")]
pub use self::ssh::Ssh;
#[cfg(feature = "tls")]
pub use self::tls::{Tls, TlsConfig};
pub use self::tls_files::TlsFiles;
#[cfg(feature = "net")]
pub use self::{tcp::Tcp, unix::Unix};

pub use self::timed::Timeouts;
use crate::{
    body::{Body, Duplex},
    error::TransportError,
};

/// A boxed future, as transports return them.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Carries exchanges to one engine.
///
/// The URI of a request is path and query only; where the engine is, is the transport's own knowledge.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and returns the head of the reply, with its body still streaming.
    ///
    /// # Errors
    ///
    /// [`TransportError::unsent`] only if certainly nothing was sent. An error status is a reply and no error.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future closes the exchange; the request may have reached the engine.
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>>;

    /// Sends a request whose connection becomes a raw two-way stream: attach, exec, session.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call). A refused upgrade is [`Opened::Refused`] and no error.
    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>>;

    /// Tells where requests go, as a person would write it; it stands in errors.
    fn endpoint(&self) -> Arc<str>;
}

/// What became of a request for a raw stream.
#[derive(Debug)]
pub enum Opened {
    /// The connection is a raw stream now. Bytes that came with the reply are its first.
    Stream(Response<Duplex>),
    /// The engine answered with an ordinary reply, most often an error.
    Refused(Response<Body>),
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        (**self).call(request)
    }

    fn open(&self, request: Request<Body>) -> BoxFuture<'_, Result<Opened, TransportError>> {
        (**self).open(request)
    }

    fn endpoint(&self) -> Arc<str> {
        (**self).endpoint()
    }
}
