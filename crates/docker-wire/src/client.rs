//! [`Daemon`], an engine of which no version is pinned yet, and [`Client`], one with a version pinned for life.

mod daemon;
pub mod host;

use std::sync::Arc;

use http::{Request, Response, StatusCode};

pub use daemon::{Daemon, EngineVersions};

use crate::{
    body::Body,
    catalogue::Policy,
    error::{Context, Error, Kind},
    operation::{Operation, prepare},
    reply::Reply,
    transport::{Opened, Transport},
    version::ApiVersion,
};

/// The largest error message that is read: 64 KiB.
const ERROR_MESSAGE: usize = 64 << 10;

/// A client with its API version pinned for life. Cheap to clone.
///
/// Every request carries the version in its path, and nothing that the version cannot say is sent.
#[derive(Clone)]
pub struct Client {
    transport: Arc<dyn Transport>,
    version: ApiVersion,
    policy: Policy,
}

impl Client {
    /// Tells the pinned version.
    pub fn version(&self) -> ApiVersion {
        self.version
    }

    /// Makes a client that treats what the version cannot say by another policy.
    #[must_use]
    pub fn with_policy(&self, policy: Policy) -> Self {
        Self { policy, ..self.clone() }
    }

    /// Sends an operation and returns its reply, streams with their head only.
    ///
    /// # Errors
    ///
    /// [`Error::phase`] tells how far it got. An error status of the engine is an error, and so is 304.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future closes the exchange; the engine may have acted on the request.
    pub async fn send<O: Operation>(&self, operation: O) -> Result<O::Reply, Error> {
        exchange(&*self.transport, operation, Some(self.version), self.policy).await
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.transport.endpoint())
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Sends one operation at a version, or at none.
async fn exchange<O: Operation>(
    transport: &dyn Transport,
    operation: O,
    version: Option<ApiVersion>,
    policy: Policy,
) -> Result<O::Reply, Error> {
    let mut context = Context { endpoint: Some(transport.endpoint()), ..Context::default() };
    let request = prepare(operation, version, policy, &mut context)?;
    if O::Reply::HIJACKS {
        open(transport, request, &context).await
    } else {
        let response = transport.call(request).await.map_err(|error| Error::transport(error, &context))?;
        O::Reply::receive(accept(response, &context).await?, context).await
    }
}

async fn open<R: Reply>(
    transport: &dyn Transport,
    request: Request<Body>,
    context: &Context,
) -> Result<R, Error> {
    match transport.open(request).await.map_err(|error| Error::transport(error, context))? {
        Opened::Stream(response) => R::hijacked(response, context),
        Opened::Refused(response) => R::receive(accept(response, context).await?, context.clone()).await,
    }
}

/// Lets a success through and turns everything else into an error with the engine's own words.
async fn accept(response: Response<Body>, context: &Context) -> Result<Response<Body>, Error> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let message = match response.into_body().collect(ERROR_MESSAGE).await {
        Ok(bytes) => engine_message(status, &bytes),
        // The status alone is an answer; what came after it does not change that.
        Err(_) => String::new(),
    };
    Err(Error::new(Kind::Answer { status, message }, context))
}

/// Reads the engine's words: `{"message": …}`, or plain text from engines that answer so.
fn engine_message(status: StatusCode, bytes: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    struct Message {
        message: String,
    }
    if status == StatusCode::NOT_MODIFIED {
        return String::new();
    }
    match serde_json::from_slice::<Message>(bytes) {
        Ok(Message { message }) => message,
        Err(_) => String::from_utf8_lossy(bytes).trim().to_owned(),
    }
}
