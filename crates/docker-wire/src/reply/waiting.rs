//! The end of a container that is awaited.

use std::fmt;

use http::Response;

use super::{Reply, WHOLE_REPLY, decode::decode, streaming};
use crate::{
    body::Body,
    error::{Context, Error},
    model::WaitReply,
    transport::BoxFuture,
};

/// A container's end, awaited: the engine has taken note, and answers when it happens.
///
/// From API 1.30 it is returned as soon as the engine listens, so a container that is started after it is not missed.
/// Below, it is returned when the container has ended. Dropping it closes the exchange.
pub struct Waiting {
    body: Body,
    context: Context,
}

/// How a container ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exit {
    /// Its exit code.
    pub code: i64,
    /// What went wrong while the engine waited.
    pub error: Option<String>,
}

impl Exit {
    pub(crate) fn of(code: i64) -> Self {
        Self { code, error: None }
    }

    /// Tells whether the exit code is 0 and nothing went wrong.
    pub fn success(&self) -> bool {
        self.code == 0 && self.error.is_none()
    }
}

impl Waiting {
    /// Waits for the end. An exit code is no error.
    ///
    /// # Errors
    ///
    /// Fails where the connection does, and if the engine told no exit code.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future closes the exchange; wait again to go on.
    pub async fn exit(self) -> Result<Exit, Error> {
        let Self { body, context } = self;
        let bytes = body.collect(WHOLE_REPLY).await.map_err(|error| Error::transport(error, &context))?;
        let reply: WaitReply = decode(&bytes).map_err(|error| {
            Error::unreadable("the wait ended without an exit code", &context).because(error)
        })?;
        let Some(code) = reply.status_code else {
            return Err(Error::unreadable("the wait ended without an exit code", &context));
        };
        let error = reply.error.map(|error| error.message).filter(|message| !message.is_empty());
        Ok(Exit { code, error })
    }
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting").finish_non_exhaustive()
    }
}

impl Reply for Waiting {
    const STREAMS: bool = true;

    fn receive(response: Response<Body>, context: Context) -> BoxFuture<'static, Result<Self, Error>> {
        streaming(Self { body: response.into_body(), context })
    }
}
