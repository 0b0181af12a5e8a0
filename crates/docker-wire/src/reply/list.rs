//! An answer that is a JSON list.

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

/// A decoded list, with the bytes it was decoded from.
///
/// It dereferences to a slice. An engine that writes `null` for nothing is understood.
#[derive(Clone)]
pub struct List<T> {
    items: Vec<T>,
    raw: Bytes,
}

impl<T> List<T> {
    /// Takes the items out.
    pub fn into_inner(self) -> Vec<T> {
        self.items
    }

    /// Shows the answer as the engine wrote it.
    pub fn raw(&self) -> &Bytes {
        &self.raw
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// Shows the items; the raw bytes may hold what the models do not show.
impl<T: std::fmt::Debug> std::fmt::Debug for List<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.items).finish()
    }
}

impl<T: DeserializeOwned + Send + 'static> Reply for List<T> {
    fn receive(response: Response<Body>, context: Context) -> BoxFuture<'static, Result<Self, Error>> {
        Box::pin(async move {
            let body = response.into_body();
            let raw = body.collect(WHOLE_REPLY).await.map_err(|error| Error::transport(error, &context))?;
            let items: Option<Vec<Option<T>>> = decode(&raw).map_err(|error| {
                Error::unreadable("it is not the JSON list that was expected", &context).because(error)
            })?;
            Ok(Self { items: items.into_iter().flatten().flatten().collect(), raw })
        })
    }
}
