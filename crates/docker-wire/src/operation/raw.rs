//! A request by method and path, for what the crate has no type for.

use std::{borrow::Cow, fmt};

use http::{HeaderName, HeaderValue, Method, Request, header};

use super::{IntoRequest, Patience, admit, ask_for_upgrade, assemble, path};
use crate::{
    body::Body,
    catalogue::{self, Policy, Said},
    error::{Context, Error, Kind},
    reply,
    version::ApiVersion,
};

/// A request by method and path.
///
/// It passes the same gate as an operation: the path leads to its row of the catalogue, and what it says is held
/// against that row at the client's version. A path that no version knows is refused, unless it is
/// [`unlisted`](Self::unlisted). The reply is [`reply::Raw`], or a raw stream after [`upgrade`](Self::upgrade).
///
/// # Examples
///
/// ```
/// use docker_wire::{
///     ApiVersion,
///     catalogue::Policy,
///     error::Context,
///     operation::{Raw, prepare},
/// };
/// use http::Method;
///
/// let stop = || Raw::new(Method::POST, "/containers/{id}/stop").path("id", "web").query("signal", "SIGINT");
///
/// let request = prepare(stop(), Some(ApiVersion::V1_42), Policy::Refuse, &mut Context::default())?;
/// assert_eq!(request.uri(), "/v1.42/containers/web/stop?signal=SIGINT");
///
/// let refused = prepare(stop(), Some(ApiVersion::V1_41), Policy::Refuse, &mut Context::default());
/// assert!(refused.is_err_and(|error| error.is_gated()));
/// # Ok::<(), docker_wire::Error>(())
/// ```
pub struct Raw {
    method: Method,
    template: String,
    parameters: Vec<(Cow<'static, str>, String)>,
    said: Said,
    stream: Option<(HeaderValue, Body)>,
    unlisted: bool,
    tty: bool,
    patience: Patience,
    /// The first thing that no request can carry; it is said when the request is made.
    wrong: Option<String>,
}

impl Raw {
    /// Makes a request to a path without version and query, such as `/containers/web/stop`.
    ///
    /// The path is sent as it is, so what has a meaning in paths must be percent-encoded; names in braces are filled by
    /// [`path`](Self::path), which does that.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            template: path.into(),
            parameters: Vec::new(),
            said: Said::default(),
            stream: None,
            unlisted: false,
            tty: false,
            patience: Patience::Usual,
            wrong: None,
        }
    }

    /// Fills a name in braces.
    #[must_use]
    pub fn path(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Adds a query parameter. A name may come more than once.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "literals are said without a reference, as for operations"
    )]
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) -> Self {
        self.said.query.push((name.into(), value.to_string()));
        self
    }

    /// Adds a header; its value is never shown. Those of the connection are the transport's own and are refused.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), _) if OF_THE_CONNECTION.contains(&name) => {
                self.mistake(format!("the header {name} belongs to the connection"));
            }
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive(true);
                self.said.headers.append(name, value);
            }
            (Ok(_), Err(_)) => self.mistake(format!("the header {name} cannot hold this")),
            (Err(_), _) => self.mistake(format!("`{name}` is no name of a header")),
        }
        self
    }

    /// Sets a JSON body.
    #[must_use]
    pub fn json(mut self, body: &impl serde::Serialize) -> Self {
        match serde_json::to_value(body) {
            Ok(json) => (self.said.json, self.stream) = (Some(json), None),
            Err(error) => self.mistake(format!("the body has no JSON form: {error}")),
        }
        self
    }

    /// Sets a body that is not JSON, such as an archive.
    #[must_use]
    pub fn body(mut self, media_type: &str, body: impl Into<Body>) -> Self {
        match HeaderValue::from_str(media_type) {
            Ok(media_type) => (self.said.json, self.stream) = (None, Some((media_type, body.into()))),
            Err(_) => self.mistake(format!("`{}` is no media type", media_type.escape_debug())),
        }
        self
    }

    /// Says that a name is meant though no version knows it: a query parameter, a key of the filters, a header, or a JSON
    /// pointer, which also stands for what is inside it and may have `*` for any key or index. Names that some version knows
    /// stay gated.
    #[must_use]
    pub fn extra(mut self, place: impl Into<String>) -> Self {
        self.said.extra.push(place.into());
        self
    }

    /// Says that the path is meant though no version knows it. Nothing that is said to such a path is gated.
    #[must_use]
    pub fn unlisted(mut self) -> Self {
        self.unlisted = true;
        self
    }

    /// Says whether the container has a terminal, which decides how an [upgraded](Self::upgrade) stream is read.
    #[must_use]
    pub fn tty(mut self, tty: bool) -> Self {
        self.tty = tty;
        self
    }

    /// Says how much longer than usual the reply may take to begin.
    #[must_use]
    pub fn patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// Asks for the connection to become a raw two-way stream: attach, exec.
    #[must_use]
    pub fn upgrade(self) -> RawUpgrade {
        RawUpgrade(self)
    }

    fn mistake(&mut self, what: String) {
        self.wrong.get_or_insert(what);
    }
}

/// Headers that frame a message or say where it goes.
const OF_THE_CONNECTION: [HeaderName; 5] =
    [header::CONNECTION, header::CONTENT_LENGTH, header::HOST, header::TRANSFER_ENCODING, header::UPGRADE];

impl IntoRequest for Raw {
    type Reply = reply::Raw;

    fn into_request(
        mut self,
        version: Option<ApiVersion>,
        policy: Policy,
        context: &mut Context,
    ) -> Result<Request<Body>, Error> {
        (context.version, context.tty) = (version, self.tty);
        if let Some(wrong) = self.wrong {
            return Err(Error::invalid(wrong, context));
        }
        let path = path::fill(&self.template, &self.parameters)
            .and_then(|path| path::check(&path).map(|()| path))
            .map_err(|why| Error::invalid(why, context))?;
        let row = if self.unlisted {
            catalogue::route(self.method.as_str(), &path).map(|route| route.row)
        } else {
            let pinned = version.unwrap_or(ApiVersion::NEWEST);
            catalogue::locate(self.method.as_str(), &path, pinned, policy)
                .map_err(|gated| Error::new(Kind::Gated(gated), context))?
        };
        if let Some(row) = row {
            context.operation = Some(row.id);
            admit(row, version, &mut self.said, policy, context)?;
        }
        let mut request = assemble(self.method, &path, version, self.said, self.stream)
            .map_err(|why| Error::invalid(why, context))?;
        request.extensions_mut().insert(self.patience);
        Ok(request)
    }
}

/// Shows what the request is about, and no values: among them may be environments and credentials.
impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw")
            .field("method", &self.method)
            .field("path", &self.template)
            .field("query", &self.said.query.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("headers", &self.said.headers.keys().collect::<Vec<_>>())
            .field("json", &self.said.json.is_some())
            .field("stream", &self.stream.as_ref().map(|(_, body)| body))
            .finish_non_exhaustive()
    }
}

/// A [`Raw`] request that makes its connection a raw two-way stream.
#[derive(Debug)]
pub struct RawUpgrade(Raw);

impl IntoRequest for RawUpgrade {
    type Reply = reply::Hijacked;

    fn into_request(
        self,
        version: Option<ApiVersion>,
        policy: Policy,
        context: &mut Context,
    ) -> Result<Request<Body>, Error> {
        let mut request = self.0.into_request(version, policy, context)?;
        ask_for_upgrade(&mut request, "tcp");
        Ok(request)
    }
}
