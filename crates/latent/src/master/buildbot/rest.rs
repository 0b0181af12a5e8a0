//! The REST calls of a Buildbot master: GET for the truth, JSON-RPC 2.0 for control.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use docker_wire::Body;
use http::{HeaderValue, Request, StatusCode, header, response};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    login::{Credentials, Session},
    wire::Wire,
};
use crate::{fleet::Class, port::CallError};

/// Why a call did not succeed, by how far it got.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum RestError {
    /// The request could not even be made.
    #[error("cannot ask the master: {0}")]
    Unready(String),
    /// Nothing was sent.
    #[error("cannot reach the master at {endpoint}: {reason}")]
    Unreachable { endpoint: Arc<str>, reason: String },
    /// The request may have arrived.
    #[error("the master at {endpoint} gave no answer: {reason}")]
    Broken { endpoint: Arc<str>, reason: String },
    /// The login was refused.
    #[error("the master refuses the password of user `{user}`")]
    WrongPassword { user: String },
    /// The master wants somebody else to ask.
    #[error("the master does not allow `{what}`: {message}")]
    Denied { what: String, message: String },
    /// The master answered that it will not, or that it failed.
    #[error("the master answers {status} to `{what}`: {message}")]
    Answered { what: String, status: u16, message: String },
    /// The answer makes no sense.
    #[error("the master's answer to `{what}` cannot be read: {reason}")]
    Unreadable { what: String, reason: String },
}

impl RestError {
    /// Says that the failure came before the call that mattered was sent.
    pub(super) fn before(self) -> Self {
        match self {
            Self::Broken { endpoint, reason } => Self::Unreachable { endpoint, reason },
            other => other,
        }
    }
}

impl From<RestError> for CallError {
    fn from(error: RestError) -> Self {
        let reason = error.to_string();
        match error {
            RestError::Unready(_) | RestError::Unreachable { .. } => {
                Self::Refused { class: Class::Infra, reason }
            }
            RestError::Denied { .. } | RestError::WrongPassword { .. } => {
                Self::Refused { class: Class::Rejected, reason }
            }
            RestError::Answered { status: 503, .. } => Self::Refused { class: Class::Infra, reason },
            // 501 is the master's word for a method that it does not know.
            RestError::Answered { status, .. } if status < 500 || status == 501 => {
                Self::Refused { class: Class::Rejected, reason }
            }
            // The master failed somewhere on the way, or a proxy gave up waiting for it.
            RestError::Answered { .. } | RestError::Broken { .. } | RestError::Unreadable { .. } => {
                Self::Lost { reason }
            }
        }
    }
}

/// A master's REST interface, with its session.
pub(super) struct Rest {
    pub(super) wire: Wire,
    pub(super) session: Session,
}

impl Rest {
    pub(super) fn new(wire: Wire, credentials: Option<Credentials>) -> Self {
        Self { wire, session: Session::new(credentials) }
    }

    /// Reads a resource; the path is below `api/v2` and may have a query.
    ///
    /// What is not answered soon is asked once more, on another connection. Masters from 4.2 on write these answers
    /// from a thread, and about one in a thousand never leaves them while the master is busy.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, RestError> {
        let target = self.wire.target(&format!("api/v2/{path}"));
        let make = || Request::get(&target).header(header::ACCEPT, "application/json").body(Body::empty());
        let (head, body) = match self.call(self.wire.impatience, make).await {
            Err(RestError::Broken { .. }) => self.call(self.wire.timeout, make).await?,
            answer => answer?,
        };
        read(path, &head, &body)
    }

    /// Asks for an action on a resource.
    pub(super) async fn control(&self, path: &str, method: &str, reason: &str) -> Result<(), RestError> {
        let target = self.wire.target(&format!("api/v2/{path}"));
        let params = json!({ "reason": reason });
        let call = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
        let (head, body) = self
            .call(self.wire.timeout, || {
                Request::post(&target)
                    .header(header::ACCEPT, "application/json")
                    .header(header::CONTENT_TYPE, "application/json")
                    .body(Body::from(call.clone()))
            })
            .await?;
        read::<Value>(&format!("{method} {path}"), &head, &body).map(drop)
    }

    /// Sends a request with the session's cookie, and once more with a new one if the master wants that.
    async fn call(
        &self,
        timeout: Duration,
        make: impl Fn() -> Result<Request<Body>, http::Error>,
    ) -> Result<(response::Parts, Bytes), RestError> {
        let make = || make().map_err(|error| RestError::Unready(error.to_string()));
        let cookie = self.session.cookie(&self.wire).await?;
        let answer = self.wire.exchange_within(timeout, with_cookie(make()?, cookie.as_ref())).await?;
        if answer.0.status != StatusCode::FORBIDDEN || self.session.user().is_none() {
            return Ok(answer);
        }
        let cookie = self.session.renew(&self.wire, cookie).await?;
        self.wire.exchange_within(timeout, with_cookie(make()?, cookie.as_ref())).await
    }
}

/// Adds the session's cookie.
pub(super) fn with_cookie(mut request: Request<Body>, cookie: Option<&HeaderValue>) -> Request<Body> {
    if let Some(cookie) = cookie {
        request.headers_mut().insert(header::COOKIE, cookie.clone());
    }
    request
}

fn read<T: DeserializeOwned>(what: &str, head: &response::Parts, body: &[u8]) -> Result<T, RestError> {
    if !head.status.is_success() {
        return Err(answered(what, head.status, body));
    }
    serde_json::from_slice(body)
        .map_err(|error| RestError::Unreadable { what: what.into(), reason: error.to_string() })
}

/// Makes the error of an answer that is no success.
pub(super) fn answered(what: &str, status: StatusCode, body: &[u8]) -> RestError {
    let message = message(body);
    if matches!(status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED) {
        return RestError::Denied { what: what.into(), message };
    }
    RestError::Answered { what: what.into(), status: status.as_u16(), message }
}

/// Finds the master's own words: errors of GET are a string, those of control an object.
fn message(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Failure {
        error: Value,
    }
    let found = serde_json::from_slice::<Failure>(body).ok().and_then(|failure| match failure.error {
        Value::String(text) => Some(text),
        other => other.get("message").and_then(Value::as_str).map(str::to_owned),
    });
    let text = found.unwrap_or_else(|| "no reason given".into());
    text.lines().next().unwrap_or_default().chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_not_sent_or_was_refused_is_certain() {
        let lost = |error: RestError| matches!(CallError::from(error), CallError::Lost { .. });
        let endpoint: Arc<str> = "tcp://m".into();
        let answered = |status| RestError::Answered { what: "stop".into(), status, message: String::new() };
        assert!(!lost(RestError::Unreachable { endpoint: endpoint.clone(), reason: String::new() }));
        assert!(lost(RestError::Broken { endpoint, reason: String::new() }));
        assert!(!lost(answered(404)) && !lost(answered(501)) && !lost(answered(503)));
        assert!(lost(answered(500)) && lost(answered(502)));
        assert!(lost(RestError::Unreadable { what: String::new(), reason: String::new() }));
    }

    #[test]
    fn the_masters_words_are_found_in_both_shapes() {
        assert_eq!(message(br#"{"error": "Invalid path: nosuch"}"#), "Invalid path: nosuch");
        let control = br#"{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"you need a role"}}"#;
        assert_eq!(message(control), "you need a role");
        assert_eq!(message(b"<html>"), "no reason given");
    }
}
