//! Files out of a container.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, Response};

use super::{Reply, failure::broken_format, streaming};
use crate::{
    body::Body,
    codec::archive::{self, Entry},
    error::{Context, Error},
    model::PathStat,
    transport::BoxFuture,
};

/// A tar archive that streams out of a container, and what lies at the path that was asked for.
///
/// Dropping it closes the exchange.
pub struct Archive {
    stat: Option<PathStat>,
    body: Body,
    context: Context,
}

impl Archive {
    /// Tells what lies at the path that was asked for.
    pub fn stat(&self) -> Option<&PathStat> {
        self.stat.as_ref()
    }

    /// Returns the next bytes of the archive, or `None` at its end.
    ///
    /// # Errors
    ///
    /// Fails where the connection does.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        let piece = self.body.next().await?;
        Some(piece.map_err(|error| Error::transport(error, &self.context)))
    }

    /// Reads the whole archive into memory and returns its entries.
    ///
    /// # Errors
    ///
    /// Fails where the connection does, if the archive is longer than `limit` bytes, and if it is none.
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe: what was read is lost.
    pub async fn entries(self, limit: usize) -> Result<Vec<Entry>, Error> {
        let Self { body, context, .. } = self;
        let bytes = body.collect(limit).await.map_err(|error| Error::transport(error, &context))?;
        archive::read(&bytes).map_err(|error| broken_format(error, &context))
    }

    /// Turns it into a body, for instance of a request that puts the archive elsewhere.
    pub fn into_body(self) -> Body {
        self.body
    }
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive").field("stat", &self.stat).finish_non_exhaustive()
    }
}

impl Reply for Archive {
    const STREAMS: bool = true;

    fn receive(response: Response<Body>, context: Context) -> BoxFuture<'static, Result<Self, Error>> {
        streaming(Self { stat: stat(response.headers()), body: response.into_body(), context })
    }
}

/// Reads the header that describes the path; the archive can be read without it.
pub(super) fn stat(headers: &HeaderMap) -> Option<PathStat> {
    let encoded = headers.get("x-docker-container-path-stat")?;
    serde_json::from_slice(&STANDARD.decode(encoded).ok()?).ok()
}
