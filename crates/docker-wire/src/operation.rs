//! Requests as values, and how a value becomes an HTTP request.
//!
//! [`prepare`] is a pure function: it needs no engine, no runtime and no clock, and it is the only place where a
//! version gets into a path and where [`admit`](crate::catalogue::admit) is asked.

mod path;
mod raw;

use std::{borrow::Cow, time::Duration};

use http::{HeaderName, HeaderValue, Method, Request, Uri, header};

use crate::{
    body::Body,
    catalogue::{self, Policy, Row, Said},
    codec::websocket,
    error::{Context, Error, Kind},
    reply::Reply,
    version::ApiVersion,
};

pub use raw::{Raw, RawUpgrade};

/// One method and path of the Engine API, with everything it can be told.
pub trait Operation: Send {
    /// What the engine's answer is read as.
    type Reply: Reply;

    /// The operation's row in the catalogue.
    const ROW: &'static Row;

    /// Takes the operation apart.
    ///
    /// Those of this crate are `#[inline]`, and so are the forms that models are shown in: what a program does not use
    /// is not compiled for it, which halves what a release build of this crate takes.
    ///
    /// # Errors
    ///
    /// Returns a text that says what no version of the API can carry.
    fn into_parts(self) -> Result<Parts, String>;
}

/// How much longer than usual an engine may take until it begins to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Patience {
    /// Not at all.
    #[default]
    Usual,
    /// By this time.
    Longer(Duration),
    /// For ever: it answers when something has happened.
    Endless,
}

impl Patience {
    /// For what copies or compresses whatever there is.
    pub(crate) const AN_HOUR: Self = Self::Longer(Duration::from_secs(3600));
}

/// An operation taken apart, before any version is known.
#[derive(Default)]
pub struct Parts {
    /// Path parameters, by the names in the braces of the row's path.
    pub path: Vec<(&'static str, String)>,
    /// Query, headers and JSON body: what gates are about.
    pub said: Said,
    /// A body that is not JSON, and its media type.
    pub stream: Option<(&'static str, Body)>,
    /// Whether the caller said that the container has a terminal.
    pub tty: bool,
    /// How much longer than usual the reply may take to begin.
    pub patience: Patience,
}

impl Parts {
    /// Sets a path parameter.
    #[must_use]
    pub fn path(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.path.push((name, value.into()));
        self
    }

    /// Adds a query parameter if there is a value.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.said.query.extend(value.map(|value| (Cow::Borrowed(name), value.to_string())));
        self
    }

    /// Adds a query parameter for each value, all of one name.
    #[must_use]
    pub fn queries(mut self, name: &'static str, values: impl IntoIterator<Item: ToString>) -> Self {
        self.said.query.extend(values.into_iter().map(|value| (Cow::Borrowed(name), value.to_string())));
        self
    }

    /// Adds a header that belongs to the operation, and is never shown.
    ///
    /// # Errors
    ///
    /// Fails if a header cannot hold the value.
    pub fn secret_header(mut self, name: &'static str, value: Option<String>) -> Result<Self, String> {
        if let Some(value) = value {
            let mut value =
                HeaderValue::from_str(&value).map_err(|_| format!("the header {name} cannot hold this"))?;
            value.set_sensitive(true);
            self.said.headers.insert(HeaderName::from_static(name), value);
        }
        Ok(self)
    }

    /// Sets the JSON body: a model. What of it no version knows was put there with `extra`, and passes.
    ///
    /// # Errors
    ///
    /// Fails if the value has no JSON form.
    pub fn json(mut self, body: &impl serde::Serialize) -> Result<Self, String> {
        self.said.json = Some(serde_json::to_value(body).map_err(|error| error.to_string())?);
        self.said.extra.push(String::new());
        Ok(self)
    }

    /// Sets how much longer than usual the reply may take to begin.
    #[must_use]
    pub fn patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// Sets a body that is not JSON.
    #[must_use]
    pub fn stream(mut self, media_type: &'static str, body: Body) -> Self {
        self.stream = Some((media_type, body));
        self
    }
}

/// Shows what the operation is about, and no values: among them may be environments and credentials.
impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts")
            .field("path", &self.path)
            .field("said", &self.said)
            .field("stream", &self.stream)
            .field("tty", &self.tty)
            .finish()
    }
}

/// Something that becomes one HTTP request: every [`Operation`], and a [`Raw`] request.
pub trait IntoRequest: Send {
    /// What the engine's answer is read as.
    type Reply: Reply;

    /// Makes the HTTP request at a version; [`prepare`] says how.
    ///
    /// # Errors
    ///
    /// As [`prepare`].
    fn into_request(
        self,
        version: Option<ApiVersion>,
        policy: Policy,
        context: &mut Context,
    ) -> Result<Request<Body>, Error>;
}

impl<O: Operation> IntoRequest for O {
    type Reply = O::Reply;

    fn into_request(
        self,
        version: Option<ApiVersion>,
        policy: Policy,
        context: &mut Context,
    ) -> Result<Request<Body>, Error> {
        (context.operation, context.version) = (Some(O::ROW.id), version);
        let mut parts = self.into_parts().map_err(|why| Error::invalid(why, context))?;
        context.tty = parts.tty;
        let patience = parts.patience;
        admit(O::ROW, version, &mut parts.said, policy, context)?;
        let path = path::fill(O::ROW.path, &parts.path).map_err(|why| Error::invalid(why, context))?;
        let method = Method::from_bytes(O::ROW.method.as_bytes());
        let method = method.map_err(|error| Error::invalid(error.to_string(), context))?;
        let stream = parts.stream.map(|(media_type, body)| (HeaderValue::from_static(media_type), body));
        let mut request = assemble(method, &path, version, parts.said, stream)
            .map_err(|why| Error::invalid(why, context))?;
        if patience != Patience::Usual {
            request.extensions_mut().insert(patience);
        }
        if O::Reply::HIJACKS {
            ask_for_upgrade(&mut request, O::Reply::PROTOCOL);
        }
        Ok(request)
    }
}

/// Makes the HTTP request of an operation, or of a raw request, at a version; `None` sends no version in the path.
///
/// What the version cannot say is treated by the policy. Without a version nothing is gated: which one the engine will
/// take is not known here.
///
/// # Errors
///
/// [`Phase::Prepare`](crate::Phase::Prepare): the version cannot carry it, or no version can.
pub fn prepare<R: IntoRequest>(
    request: R,
    version: Option<ApiVersion>,
    policy: Policy,
    context: &mut Context,
) -> Result<Request<Body>, Error> {
    request.into_request(version, policy, context)
}

fn admit(
    row: &'static Row,
    version: Option<ApiVersion>,
    said: &mut Said,
    policy: Policy,
    context: &Context,
) -> Result<(), Error> {
    let Some(version) = version else { return Ok(()) };
    let admitted = catalogue::admit(row, version, said, policy);
    admitted.map(drop).map_err(|gated| Error::new(Kind::Gated(gated), context))
}

fn assemble(
    method: Method,
    path: &str,
    version: Option<ApiVersion>,
    said: Said,
    stream: Option<(HeaderValue, Body)>,
) -> Result<Request<Body>, String> {
    let target = path::target(path, version, &said.query);
    let uri: Uri = target.parse().map_err(|_| format!("`{target}` is no valid request target"))?;
    let (media_type, body) = match (said.json, stream) {
        (Some(json), _) => (Some(HeaderValue::from_static("application/json")), Body::from(json.to_string())),
        (None, Some((media_type, body))) => (Some(media_type), body),
        (None, None) => (None, Body::empty()),
    };
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.headers_mut() = said.headers;
    if let Some(media_type) = media_type {
        request.headers_mut().insert(header::CONTENT_TYPE, media_type);
    }
    Ok(request)
}

/// Not the operation's own words but the connection's, so no gate is about them.
fn ask_for_upgrade(request: &mut Request<Body>, protocol: &'static str) {
    request.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    request.headers_mut().insert(header::UPGRADE, HeaderValue::from_static(protocol));
    if protocol == websocket::PROTOCOL {
        request.headers_mut().insert(header::SEC_WEBSOCKET_KEY, HeaderValue::from_static(websocket::KEY));
        request.headers_mut().insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    }
}
