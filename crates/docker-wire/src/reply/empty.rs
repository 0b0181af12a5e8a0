//! An answer without content.

use http::Response;

use super::Reply;
use crate::{
    body::Body,
    error::{Context, Error},
    transport::BoxFuture,
};

/// Says that it was done; the engine had nothing to add.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Empty;

impl Reply for Empty {
    fn receive(response: Response<Body>, context: Context) -> BoxFuture<'static, Result<Self, Error>> {
        Box::pin(async move {
            // Read to the end, so that the connection can be used again.
            let mut body = response.into_body();
            while let Some(piece) = body.next().await {
                piece.map_err(|error| Error::transport(error, &context))?;
            }
            Ok(Self)
        })
    }
}
