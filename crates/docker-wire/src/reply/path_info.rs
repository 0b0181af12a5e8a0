//! What lies at a path in a container, told in a head.

use std::ops::Deref;

use http::Response;

use super::{Empty, Reply, archive::stat};
use crate::{
    body::Body,
    error::{Context, Error},
    model::PathStat,
    transport::BoxFuture,
};

/// What lies at a path in a container. It dereferences to the model.
#[derive(Debug, Clone, PartialEq)]
pub struct PathInfo(PathStat);

impl PathInfo {
    /// Takes the model out.
    pub fn into_inner(self) -> PathStat {
        self.0
    }
}

impl Deref for PathInfo {
    type Target = PathStat;

    fn deref(&self) -> &PathStat {
        &self.0
    }
}

impl Reply for PathInfo {
    fn receive(response: Response<Body>, context: Context) -> BoxFuture<'static, Result<Self, Error>> {
        Box::pin(async move {
            let stat = stat(response.headers());
            Empty::receive(response, context.clone()).await?;
            let stat =
                stat.ok_or_else(|| Error::unreadable("its head does not describe the path", &context))?;
            Ok(Self(stat))
        })
    }
}
