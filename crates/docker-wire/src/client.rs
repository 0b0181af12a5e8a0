//! [`Daemon`], an engine of which no version is pinned yet, and [`Client`], one with a version pinned for life.

#[cfg(feature = "credentials")]
pub mod credentials;
mod daemon;
#[cfg(feature = "net")]
mod found;
pub mod host;
pub mod resolution;
#[cfg(test)]
mod tests;
mod trace;
mod versions;

use std::{pin::pin, sync::Arc};

use http::{Method, Request, Response, StatusCode};
use serde_json::Value;
use tracing::Instrument;

pub use daemon::Daemon;
use trace::Trace;
pub use versions::EngineVersions;

use crate::{
    body::Body,
    catalogue::Policy,
    error::{Context, Error, Kind, Supported},
    operation::{self, IntoRequest, prepare},
    reply::Reply,
    transport::{Opened, Timeouts, Transport, timed},
    version::ApiVersion,
};

/// The largest error message that is read: 64 KiB.
const ERROR_MESSAGE: usize = 64 << 10;

/// The way to one engine, and what its replies told in passing. A daemon and its clients share it.
#[derive(Clone)]
struct Link {
    transport: Arc<dyn Transport>,
    timeouts: Timeouts,
    told: Arc<versions::Told>,
}

/// A client with its API version pinned for life. Cheap to clone.
///
/// Every request carries the version in its path, and nothing that the version cannot say is sent.
#[derive(Clone)]
pub struct Client {
    link: Link,
    version: ApiVersion,
    policy: Policy,
}

impl Client {
    /// Tells the pinned version.
    pub fn version(&self) -> ApiVersion {
        self.version
    }

    /// Tells where the engine is, as a person would write it.
    pub fn endpoint(&self) -> Arc<str> {
        self.link.transport.endpoint()
    }

    pub(crate) fn context(&self) -> Context {
        Context { endpoint: Some(self.endpoint()), version: Some(self.version), ..Context::default() }
    }

    /// Makes a client that treats what the version cannot say by another policy, in typed and raw requests alike.
    ///
    /// # Examples
    ///
    /// ```
    /// use docker_wire::{Client, Error, api::container, catalogue::Policy};
    ///
    /// # async fn example(docker: &Client) -> Result<(), Error> {
    /// // On an engine without API 1.41 the platform is left out, and a warning of `tracing` names it.
    /// let lenient = docker.with_policy(Policy::Drop);
    /// lenient.send(container::Create::new("busybox").platform("linux/arm64")).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_policy(&self, policy: Policy) -> Self {
        Self { policy, ..self.clone() }
    }

    /// Makes a client with other timers, for one request or for all that follow.
    #[must_use]
    pub fn with_timeouts(&self, timeouts: Timeouts) -> Self {
        Self { link: Link { timeouts, ..self.link.clone() }, ..self.clone() }
    }

    /// Begins a raw request to a path without version and query, such as `/containers/web/stop`; [`send`](Self::send)
    /// sends it.
    ///
    /// # Examples
    ///
    /// ```
    /// use docker_wire::{Client, Error};
    /// use http::Method;
    ///
    /// # async fn example(docker: &Client) -> Result<(), Error> {
    /// let stop = docker.request(Method::POST, "/containers/web/stop").query("t", 5);
    /// assert!(docker.send(stop).await?.status().is_success());
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: impl Into<String>) -> operation::Raw {
        operation::Raw::new(method, path)
    }

    /// Sends an operation or a raw request and returns its reply, streams with their head only.
    ///
    /// # Errors
    ///
    /// [`Error::phase`] tells how far it got. An error status of the engine is an error, and so is 304.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future closes the exchange; the engine may have acted on the request.
    pub async fn send<R: IntoRequest>(&self, request: R) -> Result<R::Reply, Error> {
        exchange(&self.link, request, Some(self.version), self.policy).await
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.link.transport.endpoint())
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Sends one request at a version, or at none.
async fn exchange<R: IntoRequest>(
    link: &Link,
    request: R,
    version: Option<ApiVersion>,
    policy: Policy,
) -> Result<R::Reply, Error> {
    let transport = &*link.transport;
    let mut context = Context { endpoint: Some(transport.endpoint()), ..Context::default() };
    let request = prepare(request, version, policy, &mut context)?;
    let trace = Trace::of(&context);
    // Pinned where it is: a future of this size is dear to move.
    let asked = pin!(async {
        if R::Reply::HIJACKS {
            open(link, request, &context, &trace).await
        } else {
            let called = timed::call(transport, request, link.timeouts, R::Reply::STREAMS).await;
            let response = called.map_err(|error| Error::transport(error, &context))?;
            R::Reply::receive(accept(link, response, &context, &trace).await?, context).await
        }
    });
    let answered = asked.instrument(trace.span()).await;
    answered.inspect_err(|error| trace.failed(error))
}

async fn open<R: Reply>(
    link: &Link,
    request: Request<Body>,
    context: &Context,
    trace: &Trace,
) -> Result<R, Error> {
    let opened = timed::open(&*link.transport, request, link.timeouts).await;
    match opened.map_err(|error| Error::transport(error, context))? {
        Opened::Stream(response) => {
            link.told.head(response.headers());
            trace.status(response.status());
            R::hijacked(response.map(|duplex| duplex.map_inlet(|body| trace.body(body))), context)
        }
        Opened::Refused(response) => {
            R::receive(accept(link, response, context, trace).await?, context.clone()).await
        }
    }
}

/// Lets a success through and turns everything else into an error with the engine's own words.
async fn accept(
    link: &Link,
    response: Response<Body>,
    context: &Context,
    trace: &Trace,
) -> Result<Response<Body>, Error> {
    link.told.head(response.headers());
    let status = response.status();
    trace.status(status);
    let response = response.map(|body| trace.body(body));
    if status.is_success() {
        return Ok(response);
    }
    let message = match response.into_body().collect(ERROR_MESSAGE).await {
        Ok(bytes) => engine_message(status, &bytes),
        // The status alone is an answer; what came after it does not change that.
        Err(_) => String::new(),
    };
    let supported = supported(link, status, &message);
    Err(Error::new(Kind::Answer { status, message, supported }, context))
}

/// Learns the engine's range from a refusal of the version, and completes it by what was learned before.
fn supported(link: &Link, status: StatusCode, message: &str) -> Option<Supported> {
    let said = (status == StatusCode::BAD_REQUEST).then(|| Supported::read(message)).flatten()?;
    link.told.learn(said);
    Some(said.or(link.told.now()))
}

/// Reads the engine's words: `{"message": …}`, or plain text from engines that answer so.
fn engine_message(status: StatusCode, bytes: &[u8]) -> String {
    if status == StatusCode::NOT_MODIFIED {
        return String::new();
    }
    let text = String::from_utf8_lossy(bytes);
    let json = serde_json::from_str::<Value>(&text).unwrap_or_default();
    json.get("message").and_then(Value::as_str).unwrap_or_else(|| text.trim()).to_owned()
}
