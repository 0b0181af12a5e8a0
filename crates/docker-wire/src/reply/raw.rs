//! An answer that is handed on as it is.

use http::{HeaderMap, Response, StatusCode};

use super::{Reply, streaming};
use crate::{
    body::Body,
    error::{Context, Error},
    transport::BoxFuture,
};

/// An answer as the engine gave it: status, head, and a body that still streams.
#[derive(Debug)]
pub struct Raw {
    response: Response<Body>,
    context: Context,
}

impl Raw {
    /// Tells the status, which is a success.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// Shows the head.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// Reads the body into memory, at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// Fails where the connection does, and if the body is longer than `limit`.
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe: what was read is lost.
    pub async fn collect(self, limit: usize) -> Result<bytes::Bytes, Error> {
        let Self { response, context } = self;
        response.into_body().collect(limit).await.map_err(|error| Error::transport(error, &context))
    }

    /// Takes the body.
    pub fn into_body(self) -> Body {
        self.response.into_body()
    }
}

impl Reply for Raw {
    const STREAMS: bool = true;

    fn receive(response: Response<Body>, context: Context) -> BoxFuture<'static, Result<Self, Error>> {
        streaming(Self { response, context })
    }
}
