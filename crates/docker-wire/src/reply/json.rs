//! An answer that is one JSON value.

use std::ops::Deref;

use bytes::Bytes;
use http::Response;
use serde::de::DeserializeOwned;

use super::{Reply, WHOLE_REPLY, decode::decode};
use crate::{
    body::Body,
    error::{Context, Error},
    transport::BoxFuture,
};

/// A decoded JSON answer, with the bytes it was decoded from.
///
/// It dereferences to the model. Fields that the model does not have are still in [`raw`](Self::raw).
#[derive(Clone)]
pub struct Json<T> {
    value: T,
    raw: Bytes,
}

impl<T> Json<T> {
    /// Takes the model out.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Shows the answer as the engine wrote it.
    pub fn raw(&self) -> &Bytes {
        &self.raw
    }
}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Shows the model; the raw bytes may hold what the model does not show.
impl<T: std::fmt::Debug> std::fmt::Debug for Json<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: DeserializeOwned + Send + 'static> Reply for Json<T> {
    fn receive(response: Response<Body>, context: Context) -> BoxFuture<'static, Result<Self, Error>> {
        Box::pin(async move {
            let body = response.into_body();
            let raw = body.collect(WHOLE_REPLY).await.map_err(|error| Error::transport(error, &context))?;
            let value = decode(&raw).map_err(|error| {
                Error::unreadable("it is not the JSON that was expected", &context).because(error)
            })?;
            Ok(Self { value, raw })
        })
    }
}
