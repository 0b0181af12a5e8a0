//! Logs in at the master's web front end and keeps the session's cookie.
//!
//! The API knows only the cookie; Basic credentials count at `auth/login` alone. A master that asks nobody to log
//! in has no working `auth/login`, and then we go on without a cookie, as anybody may.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use docker_wire::Body;
use http::{HeaderMap, HeaderValue, Request, StatusCode, header};

use super::{rest::RestError, wire::Wire};

/// A user and a password of the master's web front end.
#[derive(Clone)]
pub struct Credentials {
    user: String,
    password: String,
}

impl Credentials {
    /// Joins the two.
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self { user: user.into(), password: password.into() }
    }

    /// Tells the user's name.
    pub fn user(&self) -> &str {
        &self.user
    }

    fn basic(&self) -> Result<HeaderValue, RestError> {
        let pair = STANDARD.encode(format!("{}:{}", self.user, self.password));
        let mut value = HeaderValue::try_from(format!("Basic {pair}"))
            .map_err(|_| RestError::Unready("the credentials cannot be sent".into()))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

/// Shows the user and never the password.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}

/// The session with the master, renewed when the master no longer accepts it.
pub(super) struct Session {
    credentials: Option<Credentials>,
    state: Mutex<State>,
    /// Held while logging in, so that many refused calls cause one login.
    renewal: tokio::sync::Mutex<()>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Fresh,
    Open(Option<HeaderValue>),
}

impl Session {
    pub(super) fn new(credentials: Option<Credentials>) -> Self {
        Self { credentials, state: Mutex::new(State::Fresh), renewal: tokio::sync::Mutex::default() }
    }

    pub(super) fn user(&self) -> Option<&str> {
        self.credentials.as_ref().map(Credentials::user)
    }

    /// Returns the cookie to send, logging in if that has not been done.
    pub(super) async fn cookie(&self, wire: &Wire) -> Result<Option<HeaderValue>, RestError> {
        match self.state() {
            State::Open(cookie) => Ok(cookie),
            State::Fresh => self.login(wire, &State::Fresh).await,
        }
    }

    /// Returns another cookie than the one that was refused.
    pub(super) async fn renew(
        &self,
        wire: &Wire,
        refused: Option<HeaderValue>,
    ) -> Result<Option<HeaderValue>, RestError> {
        self.login(wire, &State::Open(refused)).await
    }

    async fn login(&self, wire: &Wire, seen: &State) -> Result<Option<HeaderValue>, RestError> {
        let Some(credentials) = &self.credentials else { return Ok(None) };
        let _one_at_a_time = self.renewal.lock().await;
        match self.state() {
            State::Open(cookie) if State::Open(cookie.clone()) != *seen => return Ok(cookie),
            State::Open(_) | State::Fresh => {}
        }
        let cookie = request(wire, credentials).await?;
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = State::Open(cookie.clone());
        Ok(cookie)
    }

    fn state(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn request(wire: &Wire, credentials: &Credentials) -> Result<Option<HeaderValue>, RestError> {
    let request = Request::get(wire.target("auth/login"))
        .header(header::AUTHORIZATION, credentials.basic()?)
        .body(Body::empty())
        .map_err(|error| RestError::Unready(error.to_string()))?;
    // Nothing that the caller wants done has been sent yet, however this ends.
    let (head, _) = wire.exchange(request).await.map_err(RestError::before)?;
    if head.status == StatusCode::UNAUTHORIZED {
        return Err(RestError::WrongPassword { user: credentials.user().into() });
    }
    let cookie = session_cookie(&head.headers);
    if cookie.is_none() {
        tracing::warn!(status = head.status.as_u16(), "the master opens no session; going on as anybody");
    }
    Ok(cookie)
}

/// Finds the session among the cookies. The master sets an anonymous one first: the last counts.
fn session_cookie(headers: &HeaderMap) -> Option<HeaderValue> {
    let mut cookie = headers.get_all(header::SET_COOKIE).iter().rev().find_map(|value| {
        let pair = value.to_str().ok()?.split(';').next()?.trim();
        let known = pair.starts_with("TWISTED_SESSION") || pair.starts_with("TWISTED_SECURE_SESSION");
        known.then(|| HeaderValue::try_from(pair).ok()).flatten()
    })?;
    cookie.set_sensitive(true);
    Some(cookie)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_session_cookie_counts() {
        let mut headers = HeaderMap::new();
        for value in ["TWISTED_SESSION=anonymous; Path=/", "TWISTED_SESSION=mine; Path=/", "other=1"] {
            headers.append(header::SET_COOKIE, HeaderValue::from_static(value));
        }
        assert_eq!(session_cookie(&headers), Some(HeaderValue::from_static("TWISTED_SESSION=mine")));
    }

    #[test]
    fn no_session_cookie_is_no_session() {
        let mut headers = HeaderMap::new();
        headers.append(header::SET_COOKIE, HeaderValue::from_static("other=1"));
        assert_eq!(session_cookie(&headers), None);
    }

    #[test]
    fn credentials_do_not_show_the_password() {
        let shown = format!("{:?}", Credentials::new("ctl", "hunter2"));
        assert!(shown.contains("ctl") && !shown.contains("hunter2"), "{shown}");
    }
}
