//! An engine of which no version is pinned yet.

use std::{ops::RangeInclusive, sync::Arc};

use super::{
    Client, Link, exchange,
    versions::{EngineVersions, Question},
};
#[cfg(feature = "net")]
use super::{found::Found, host::Host, resolution::Resolution};
#[cfg(feature = "net")]
use crate::error::TransportError;
use crate::{
    catalogue::Policy,
    error::{Context, Error, Kind, Supported},
    operation::IntoRequest,
    transport::{Timeouts, Transport},
    version::ApiVersion,
};

/// An engine of which no version is pinned yet.
///
/// It can [`pin`](Self::pin) and [`negotiate`](Self::negotiate); the [`Client`] that it hands out keeps its version
/// for life. Cheap to clone; clones share what they learned.
#[derive(Clone)]
pub struct Daemon {
    link: Link,
    question: Arc<Question>,
    forced: Option<ApiVersion>,
}

impl Daemon {
    /// Speaks to an engine over a transport of the caller's choice.
    pub fn over(transport: impl Transport) -> Self {
        let link =
            Link { transport: Arc::new(transport), timeouts: Timeouts::default(), told: Arc::default() };
        Self { link, question: Arc::default(), forced: None }
    }

    /// Speaks to the engine at an address; sends nothing yet.
    ///
    /// With an `https` address the engine's certificate must be one that the system trusts; what else TLS can have,
    /// [`Host::transport`] takes.
    ///
    /// # Errors
    ///
    /// As [`Host::transport`].
    #[cfg(feature = "net")]
    pub fn at(host: &Host) -> Result<Self, TransportError> {
        Ok(Self::over(host.transport(None)?))
    }

    /// Speaks to the engine that was found; a version that the environment pins is the one that
    /// [`negotiate`](Self::negotiate) pins.
    ///
    /// An error to connect tells what was looked at.
    ///
    /// # Errors
    ///
    /// As [`Host::transport`].
    #[cfg(feature = "net")]
    pub fn found(resolution: &Resolution) -> Result<Self, TransportError> {
        Ok(Self { forced: resolution.version, ..Self::over(Found::new(resolution)?) })
    }

    /// Sets the timers, of its clients as well.
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.link.timeouts = timeouts;
        self
    }

    /// Hands out the transport, for a recorder to stand before it.
    #[cfg(all(feature = "net", feature = "replay"))]
    pub(crate) fn transport(&self) -> Arc<dyn Transport> {
        self.link.transport.clone()
    }

    /// Pins a version. Does no I/O: whether the engine takes it shows in the first answer.
    ///
    /// Any version can be pinned, and stands in every path as it is. Below [`ApiVersion::OLDEST`] no operation is
    /// known, so that every one is refused before it is sent; [`Policy::Warn`] sends it. Above [`ApiVersion::NEWEST`]
    /// requests are held against that one: what a newer version added is a name that no version knows, to be let pass
    /// by [`extra`](crate::operation::Raw::extra) or [`unlisted`](crate::operation::Raw::unlisted), and what it took
    /// away is not noticed. [`negotiate`](Self::negotiate) keeps to the caller's range instead.
    ///
    /// An engine that does not take the version answers 400, and [`Error::supported`] tells what it takes.
    pub fn pin(&self, version: ApiVersion) -> Client {
        Client { link: self.link.clone(), version, policy: Policy::default() }
    }

    /// Sends a request without a version in its path, which engines take as their newest.
    ///
    /// Nothing is gated, since no version is known that could be asked. It is meant for what comes before a version:
    /// [`system::Ping`](crate::api::system::Ping), [`system::Version`](crate::api::system::Version).
    ///
    /// # Errors
    ///
    /// As [`Client::send`].
    ///
    /// # Cancel safety
    ///
    /// As [`Client::send`].
    pub async fn send<R: IntoRequest>(&self, request: R) -> Result<R::Reply, Error> {
        exchange(&self.link, request, None, Policy::default()).await
    }

    /// Tells what is known of the engine's range, without asking: what any reply to this daemon or its clients told.
    ///
    /// Every reply tells the newest version, and a refusal of a version as too old the oldest.
    pub fn supported(&self) -> Supported {
        self.link.told.now()
    }

    /// Asks the engine which versions it takes, once: later and concurrent callers share the answer.
    ///
    /// It is asked again when replies tell another newest version than it did, as after an upgrade. An engine that does
    /// not tell its oldest version is taken to have [`ApiVersion::OLDEST`].
    ///
    /// # Errors
    ///
    /// Fails if the engine does not answer or not with versions. A failure is shared by those who waited for it, and
    /// not kept.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn versions(&self) -> Result<EngineVersions, Error> {
        self.question.ask(&self.link).await
    }

    /// Pins the newest version that both the engine and `range` have, or the one that `DOCKER_API_VERSION` names.
    ///
    /// # Errors
    ///
    /// Fails as [`versions`](Self::versions) does; if there is no common version, naming both ranges; and, before
    /// anything is sent, if `DOCKER_API_VERSION` names a version outside `range`.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn negotiate(&self, range: RangeInclusive<ApiVersion>) -> Result<Client, Error> {
        let (oldest, newest) = (*range.start(), *range.end());
        if let Some(version) = self.forced {
            if !range.contains(&version) {
                let meant =
                    version.meant().map(|meant| format!("; perhaps {meant} is meant")).unwrap_or_default();
                let message = format!(
                    "DOCKER_API_VERSION is {version}, and this client wants {oldest} to {newest}{meant}"
                );
                return Err(Error::invalid(message, &self.context()));
            }
            return Ok(self.pin(version));
        }
        let EngineVersions { release, min, max, .. } = self.versions().await?;
        let best = max.min(newest);
        if best < min || best < oldest {
            let message = format!(
                "no common API version: the engine{} takes {min} to {max}, and this client wants {oldest} to {newest}",
                if release.is_empty() { release } else { format!(" ({release})") },
            );
            let supported = Supported::new(Some(min), Some(max));
            return Err(Error::new(Kind::NoCommonVersion { message, supported }, &self.context()));
        }
        Ok(self.pin(best))
    }

    /// Tells where the engine is, as a person would write it.
    pub fn endpoint(&self) -> Arc<str> {
        self.link.transport.endpoint()
    }

    fn context(&self) -> Context {
        Context { endpoint: Some(self.link.transport.endpoint()), ..Context::default() }
    }
}

impl std::fmt::Debug for Daemon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Daemon").field("endpoint", &self.link.transport.endpoint()).finish_non_exhaustive()
    }
}
