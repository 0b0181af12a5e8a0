//! What can go wrong, shaped by how far the request got.
//!
//! [`Error`] is opaque: [`Error::phase`] and the predicates are the contract. The one question that matters to a
//! caller who must not leak a container is [`Error::may_have_reached_engine`].

mod found;
mod gated;
mod supported;
mod transport;

use std::{error::Error as StdError, fmt, sync::Arc};

pub use found::IfFound;
pub use gated::{Below, Gated, Mistyped};
pub use supported::Supported;
pub use transport::{TransportError, TransportErrorKind};

use crate::version::ApiVersion;

/// How far a request got before it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// The request was never made: gated, or its input is wrong. Nothing was sent.
    Prepare,
    /// No connection could be had. Nothing was sent.
    Connect,
    /// The connection failed after the request may have reached the engine.
    Exchange,
    /// The engine answered that it will not, or that it failed.
    Answer,
    /// The engine answered something that could not be read.
    Decode,
}

/// A failed operation.
///
/// `Display` names the operation, the endpoint and, where it matters, the versions; it never shows a body or a
/// credential, and leaves the cause to [`source`](StdError::source). The alternate form, `{:#}`, adds the cause
/// where it says more: one line for a log.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    context: Context,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// Where and for what a request was made; every error carries it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// The operation's id in the catalogue, such as `ContainerCreate`.
    pub operation: Option<&'static str>,
    /// The engine's address, as a person would write it.
    pub endpoint: Option<Arc<str>>,
    /// The version in the path.
    pub version: Option<ApiVersion>,
    /// Whether the caller said that the container has a terminal; decides how streams are read below API 1.42.
    pub tty: bool,
}

/// What went wrong; private, so that it may grow.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Gated(Box<Gated>),
    Invalid(String),
    NoCommonVersion {
        message: String,
        supported: Supported,
    },
    Unreachable(String),
    Broken,
    /// The body that the caller gave failed while it was sent.
    Body(String),
    Timeout(&'static str),
    /// The timer for connecting fired; the words say how long that was and what may be behind it.
    NoConnection(String),
    Answer {
        status: http::StatusCode,
        message: String,
        supported: Option<Supported>,
    },
    InBand(Box<InBand>),
    Unreadable(String),
}

/// An error that the engine reported inside a reply whose status was a success.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InBand {
    /// The engine's words.
    pub message: String,
    /// The engine's code, where it gave one; for a failed build step, the step's exit code.
    pub code: Option<i64>,
    /// The build step that failed, such as `Step 2/3 : RUN false`.
    pub step: Option<String>,
    /// The last lines of output before the error, oldest first.
    pub tail: Vec<String>,
}

impl Error {
    pub(crate) fn new(kind: Kind, context: &Context) -> Self {
        Self(Box::new(Inner { kind, context: context.clone(), source: None }))
    }

    pub(crate) fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Makes the same error for another caller who waited for the same answer; of the causes, the words are kept.
    pub(crate) fn share(&self) -> Self {
        let Inner { kind, context, source } = &*self.0;
        let mut words = Vec::new();
        let mut next = source.as_ref().map(|source| &**source as &(dyn StdError + 'static));
        while let Some(cause) = next {
            words.push(cause.to_string());
            next = cause.source();
        }
        let shared = Self::new(kind.clone(), context);
        if words.is_empty() { shared } else { shared.because(words.join(": ")) }
    }

    /// An input that no version of the API can carry.
    pub(crate) fn invalid(message: impl Into<String>, context: &Context) -> Self {
        Self::new(Kind::Invalid(message.into()), context)
    }

    /// A timer that fired.
    pub(crate) fn timeout(timer: &'static str, context: &Context) -> Self {
        Self::new(Kind::Timeout(timer), context)
    }

    /// A reply that could not be read.
    pub(crate) fn unreadable(what: impl Into<String>, context: &Context) -> Self {
        Self::new(Kind::Unreadable(what.into()), context)
    }

    /// A failure of the transport, at whatever phase it says.
    pub(crate) fn transport(error: TransportError, context: &Context) -> Self {
        let kind = match error.kind() {
            TransportErrorKind::Unsent => Kind::Unreachable(error.to_string()),
            TransportErrorKind::Broken => Kind::Broken,
            TransportErrorKind::Input => Kind::Body(error.to_string()),
            TransportErrorKind::Timeout("connect") => Kind::NoConnection(error.to_string()),
            TransportErrorKind::Timeout(timer) => Kind::Timeout(timer),
        };
        Self::new(kind, context).because(error)
    }

    /// Tells how far the request got.
    pub fn phase(&self) -> Phase {
        match &self.0.kind {
            Kind::Gated(_) | Kind::Invalid(_) => Phase::Prepare,
            Kind::Unreachable(_) | Kind::NoConnection(_) => Phase::Connect,
            Kind::Broken | Kind::Body(_) | Kind::Timeout(_) => Phase::Exchange,
            Kind::Answer { .. } | Kind::InBand(_) | Kind::NoCommonVersion { .. } => Phase::Answer,
            Kind::Unreadable(_) => Phase::Decode,
        }
    }

    /// Tells whether the engine may have acted on the request.
    ///
    /// `false` means that certainly nothing was sent. An answer, even a refusal, reached the engine.
    pub fn may_have_reached_engine(&self) -> bool {
        !matches!(self.phase(), Phase::Prepare | Phase::Connect)
    }

    /// Tells the gate that kept the request from being sent: a version, an unknown name, or a value of a wrong type.
    pub fn gated(&self) -> Option<&Gated> {
        match &self.0.kind {
            Kind::Gated(gated) => Some(gated),
            _ => None,
        }
    }

    /// Tells whether the pinned version cannot say what was asked.
    pub fn is_gated(&self) -> bool {
        self.gated().is_some()
    }

    /// Tells the HTTP status of the engine's answer, where it answered with an error status.
    pub fn status(&self) -> Option<http::StatusCode> {
        match &self.0.kind {
            Kind::Answer { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Tells which versions the engine takes, where the error is about that: it refused the pinned version as too old
    /// or too new, or has none in common with the caller.
    pub fn supported(&self) -> Option<Supported> {
        match &self.0.kind {
            Kind::Answer { supported, .. } => *supported,
            Kind::NoCommonVersion { supported, .. } => Some(*supported),
            _ => None,
        }
    }

    /// Tells the engine's own words.
    pub fn message(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Answer { message, .. } => Some(message),
            Kind::InBand(in_band) => Some(&in_band.message),
            _ => None,
        }
    }

    /// Tells what the engine reported inside a successful reply: a failed pull, a failed build step.
    pub fn in_band(&self) -> Option<&InBand> {
        match &self.0.kind {
            Kind::InBand(in_band) => Some(in_band),
            _ => None,
        }
    }

    /// Tells whether the engine knows no such object (404).
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(http::StatusCode::NOT_FOUND)
    }

    /// Tells whether the object's state or name forbids it (409).
    pub fn is_conflict(&self) -> bool {
        self.status() == Some(http::StatusCode::CONFLICT)
    }

    /// Tells whether there was nothing to do (304): started already, stopped already.
    pub fn is_not_modified(&self) -> bool {
        self.status() == Some(http::StatusCode::NOT_MODIFIED)
    }

    /// Tells whether credentials are missing or wrong (401).
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(http::StatusCode::UNAUTHORIZED)
    }

    /// Tells whether a timer fired; [`timer`](Self::timer) says which.
    pub fn is_timeout(&self) -> bool {
        self.timer().is_some()
    }

    /// Tells the name of the timer that fired: `connect`, `head`, `idle` or `total`.
    pub fn timer(&self) -> Option<&'static str> {
        match &self.0.kind {
            Kind::Timeout(timer) => Some(timer),
            Kind::NoConnection(_) => Some("connect"),
            _ => None,
        }
    }

    /// Tells the id of the operation that failed, such as `ContainerCreate`.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.context.operation
    }

    /// Tells the address of the engine.
    pub fn endpoint(&self) -> Option<&str> {
        self.0.context.endpoint.as_deref()
    }

    /// Tells the version that was pinned.
    pub fn version(&self) -> Option<ApiVersion> {
        self.0.context.version
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, context, source } = &*self.0;
        if let Some(operation) = context.operation {
            write!(f, "{operation}: ")?;
        }
        let endpoint = context.endpoint.as_deref().unwrap_or("the engine");
        match kind {
            Kind::Gated(gated) => write!(f, "{gated}"),
            Kind::Invalid(message) | Kind::NoCommonVersion { message, .. } => f.write_str(message),
            Kind::Unreachable(why) | Kind::NoConnection(why) => write!(f, "cannot reach {endpoint}: {why}"),
            Kind::Broken => write!(f, "the connection to {endpoint} failed after the request was sent"),
            Kind::Body(why) => write!(f, "the request was not sent to its end: {why}"),
            Kind::Timeout(timer) => write!(f, "{endpoint} took too long: the {timer} timer fired"),
            Kind::Answer { status, message, .. } if message.is_empty() => {
                write!(f, "{endpoint} answered {status}")
            }
            Kind::Answer { status, message, .. } => {
                write!(f, "{endpoint} answered {}: {}", status.as_u16(), OneLine(message))
            }
            Kind::InBand(in_band) => match &in_band.step {
                Some(step) => write!(f, "{}: {}", OneLine(step), OneLine(&in_band.message)),
                None => write!(f, "{}", OneLine(&in_band.message)),
            },
            Kind::Unreadable(what) => write!(f, "the reply of {endpoint} could not be read: {what}"),
        }?;
        match (kind, source) {
            (Kind::Broken | Kind::Unreadable(_), Some(source)) if f.alternate() => write!(f, ": {source}"),
            _ => Ok(()),
        }
    }
}

/// Shows foreign words on one line, whatever they are: an engine's, or a page of something that is no engine.
struct OneLine<'a>(&'a str);

impl OneLine<'_> {
    /// More than this of somebody else's words helps nobody; `message` has them all.
    const LONGEST: usize = 1000;
}

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = 0;
        for (index, word) in self.0.split_whitespace().enumerate() {
            if written + word.len() > Self::LONGEST {
                return f.write_str(" …");
            }
            let space = if index > 0 { " " } else { "" };
            write!(f, "{space}{word}")?;
            written += word.len() + 1;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("phase", &self.phase())
            .field("kind", &self.0.kind)
            .field("context", &self.0.context)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| &**source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_words_are_one_line_of_bounded_length() {
        assert_eq!(OneLine(" <html>\n\t<h1>No\u{a0}such</h1>\r\n").to_string(), "<html> <h1>No such</h1>");
        let long = OneLine(&"word\n".repeat(1000)).to_string();
        assert!(long.len() < 1010 && long.ends_with("word …"), "{long}");
        assert_eq!(OneLine("").to_string(), "");
    }
}
