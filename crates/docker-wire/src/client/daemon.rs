//! An engine of which no version is pinned yet.

use std::{ops::RangeInclusive, sync::Arc};

use serde::Deserialize;
use tokio::sync::Mutex;

#[cfg(feature = "net")]
use super::host::{Host, Resolution};
use super::{Client, exchange};
use crate::{
    catalogue::{Policy, Row, rows},
    error::{Context, Error, Kind},
    operation::{Operation, Parts},
    reply::Json,
    transport::Transport,
    version::ApiVersion,
};
#[cfg(feature = "net")]
use crate::{error::TransportError, transport};

/// An engine of which no version is pinned yet.
///
/// It can [`pin`](Self::pin) and [`negotiate`](Self::negotiate); the [`Client`] that it hands out keeps its version
/// for life. Cheap to clone; clones share what they learned.
#[derive(Clone)]
pub struct Daemon {
    transport: Arc<dyn Transport>,
    known: Arc<Mutex<Option<EngineVersions>>>,
    forced: Option<ApiVersion>,
}

/// What an engine says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EngineVersions {
    /// The release of the engine, such as `20.10.24`.
    pub release: String,
    /// The oldest API version that it takes.
    pub min: ApiVersion,
    /// The newest API version that it takes.
    pub max: ApiVersion,
    /// Its operating system, such as `linux`.
    pub os: String,
}

impl Daemon {
    /// Speaks to an engine over a transport of the caller's choice.
    pub fn over(transport: impl Transport) -> Self {
        Self { transport: Arc::new(transport), known: Arc::default(), forced: None }
    }

    /// Speaks to the engine at an address. Does no I/O yet.
    ///
    /// # Errors
    ///
    /// Fails if the address names no possible host.
    #[cfg(feature = "net")]
    pub fn at(host: &Host) -> Result<Self, TransportError> {
        Ok(match host {
            Host::Unix(path) => Self::over(transport::Unix::new(path)),
            Host::Tcp { host, port, prefix } => Self::over(transport::Tcp::with_prefix(host, *port, prefix)?),
        })
    }

    /// Speaks to the engine that was found; a version that the environment pins is the one that
    /// [`negotiate`](Self::negotiate) pins.
    ///
    /// # Errors
    ///
    /// Fails if the address names no possible host.
    #[cfg(feature = "net")]
    pub fn found(resolution: &Resolution) -> Result<Self, TransportError> {
        Ok(Self { forced: resolution.version, ..Self::at(&resolution.host)? })
    }

    /// Pins a version. Does no I/O: whether the engine takes it shows in the first answer.
    pub fn pin(&self, version: ApiVersion) -> Client {
        Client { transport: self.transport.clone(), version, policy: Policy::default() }
    }

    /// Asks the engine which versions it takes, once: later and concurrent callers share the answer.
    ///
    /// # Errors
    ///
    /// Fails if the engine does not answer or not with versions. A failure is not kept.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn versions(&self) -> Result<EngineVersions, Error> {
        let mut known = self.known.lock().await;
        if let Some(versions) = &*known {
            return Ok(versions.clone());
        }
        let reply = exchange(&*self.transport, Probe, None, Policy::default()).await?;
        let versions = EngineVersions::from_reply(reply.into_inner(), &self.context())?;
        Ok(known.insert(versions).clone())
    }

    /// Pins the newest version that both the engine and `range` have, or the one that `DOCKER_API_VERSION` names.
    ///
    /// # Errors
    ///
    /// Fails as [`versions`](Self::versions) does, and if there is no common version, naming both ranges.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn negotiate(&self, range: RangeInclusive<ApiVersion>) -> Result<Client, Error> {
        if let Some(version) = self.forced {
            return Ok(self.pin(version));
        }
        let engine = self.versions().await?;
        let best = engine.max.min(*range.end());
        if best < engine.min || best < *range.start() {
            let message = format!(
                "no common API version: the engine ({}) takes {} to {}, this client wants {} to {}",
                engine.release,
                engine.min,
                engine.max,
                range.start(),
                range.end(),
            );
            return Err(Error::new(Kind::NoCommonVersion(message), &self.context()));
        }
        Ok(self.pin(best))
    }

    /// Tells where the engine is, as a person would write it.
    pub fn endpoint(&self) -> Arc<str> {
        self.transport.endpoint()
    }

    fn context(&self) -> Context {
        Context { endpoint: Some(self.transport.endpoint()), ..Context::default() }
    }
}

impl std::fmt::Debug for Daemon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Daemon").field("endpoint", &self.transport.endpoint()).finish_non_exhaustive()
    }
}

/// `GET /version` without a version in the path, of which only the ranges are read.
struct Probe;

/// What of the reply is read here.
#[derive(Debug, Deserialize)]
struct ProbeReply {
    #[serde(rename = "Version", default)]
    release: String,
    #[serde(rename = "ApiVersion", default)]
    max: String,
    #[serde(rename = "MinAPIVersion", default)]
    min: String,
    #[serde(rename = "Os", default)]
    os: String,
}

impl Operation for Probe {
    type Reply = Json<ProbeReply>;
    const ROW: &'static Row = &rows::SYSTEM_VERSION;

    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default())
    }
}

impl EngineVersions {
    fn from_reply(reply: ProbeReply, context: &Context) -> Result<Self, Error> {
        let read = |text: &str| text.parse::<ApiVersion>();
        let max = read(&reply.max)
            .map_err(|error| Error::unreadable("it names no API version", context).because(error))?;
        // Engines before 1.13 do not tell their minimum; they take what the catalogue calls the oldest.
        let min = read(&reply.min).unwrap_or(ApiVersion::OLDEST.min(max));
        Ok(Self { release: reply.release, min, max, os: reply.os })
    }
}
