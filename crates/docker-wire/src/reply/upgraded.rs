//! A connection that another protocol has taken over.

use bytes::Bytes;
use http::Response;

use super::Reply;
use crate::{
    body::{Body, Duplex},
    error::{Context, Error},
    transport::BoxFuture,
};

/// A connection that speaks HTTP/2 from now on, with the engine as the one who asks.
///
/// What goes over it is not this crate's business. Dropping it closes the connection.
#[derive(Debug)]
pub struct Upgraded {
    duplex: Duplex,
    context: Context,
}

impl Upgraded {
    /// Returns the next bytes of the engine, or `None` when it has closed its side.
    ///
    /// # Errors
    ///
    /// Fails when the connection does.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn read(&mut self) -> Option<Result<Bytes, Error>> {
        let next = self.duplex.read().await?;
        Some(next.map_err(|error| Error::transport(error, &self.context)))
    }

    /// Writes to the engine.
    ///
    /// # Errors
    ///
    /// Fails when the connection does.
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe: a part may have been written.
    pub async fn write(&mut self, bytes: impl Into<Bytes>) -> Result<(), Error> {
        self.duplex.write(bytes).await.map_err(|error| Error::transport(error, &self.context))
    }

    /// Takes the connection out.
    pub fn into_duplex(self) -> Duplex {
        self.duplex
    }
}

impl Reply for Upgraded {
    const STREAMS: bool = true;
    const HIJACKS: bool = true;
    const PROTOCOL: &'static str = "h2c";

    fn receive(response: Response<Body>, context: Context) -> BoxFuture<'static, Result<Self, Error>> {
        let text = format!("the engine answered {} and kept the connection to itself", response.status());
        Box::pin(std::future::ready(Err(Error::unreadable(text, &context))))
    }

    fn hijacked(response: Response<Duplex>, context: &Context) -> Result<Self, Error> {
        Ok(Self { duplex: response.into_body(), context: context.clone() })
    }
}
