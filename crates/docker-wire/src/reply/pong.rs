//! What an engine says of itself in the head of its answer to a ping.

use http::{HeaderMap, HeaderValue, Response};

use super::{Empty, Reply};
use crate::{
    body::Body,
    error::{Context, Error},
    transport::BoxFuture,
    version::ApiVersion,
};

/// What an engine says of itself in the head of its answer to a ping.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pong {
    /// The newest API version that it takes. Since API 1.28.
    pub api_version: Option<ApiVersion>,
    /// Its operating system.
    pub os_type: Option<String>,
    /// Whether experimental features are on. Since API 1.28.
    pub experimental: bool,
    /// The version of the builder that it prefers: `1`, or `2` for BuildKit. Since API 1.39.
    pub builder_version: Option<String>,
    /// Its part in a swarm, such as `inactive` or `active/manager`. Since API 1.42.
    pub swarm: Option<String>,
}

impl Pong {
    /// Goes through the head once: there are few headers, and looking each name up would cost more.
    fn read(headers: &HeaderMap) -> Self {
        let mut pong = Self::default();
        let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
        for (name, value) in headers {
            match name.as_str() {
                "api-version" => pong.api_version = value.to_str().ok().and_then(|text| text.parse().ok()),
                "ostype" => pong.os_type = text(value),
                "docker-experimental" => pong.experimental = value == "true",
                "builder-version" => pong.builder_version = text(value),
                "swarm" => pong.swarm = text(value),
                _ => {}
            }
        }
        pong
    }
}

impl Reply for Pong {
    fn receive(response: Response<Body>, context: Context) -> BoxFuture<'static, Result<Self, Error>> {
        Box::pin(async move {
            let pong = Self::read(response.headers());
            Empty::receive(response, context).await?;
            Ok(pong)
        })
    }
}
