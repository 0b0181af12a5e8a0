//! How a recording is made.

use std::{fmt, io, sync::Arc, time::Duration};

use http::Method;

use crate::replay::{format::Header, route::Route};

/// Tells the time since the start of the recording.
pub(super) type Clock = Arc<dyn Fn() -> Duration + Send + Sync>;

/// How a recording is made: what its header says, and what is special about requests.
///
/// A path pattern is compared segment by segment, without the version in front: `*` is any one segment, `**` at the
/// end any rest.
#[derive(Clone, Default)]
pub struct Options {
    pub(crate) header: Header,
    pub(super) secrets: Vec<String>,
    pub(super) plain_env: Vec<String>,
    pub(super) clock: Option<Clock>,
    repeats: Vec<Route>,
    targets: Vec<Route>,
}

impl Options {
    /// Makes options with a header.
    pub fn new(header: Header) -> Self {
        Self { header, ..Self::default() }
    }

    /// Declares a polling loop: at replay such a request may be made any number of times.
    ///
    /// Only `GET` and `HEAD` can be asked in a loop: anything else does something, each time, and a wait is one
    /// question with one answer. A recording refuses to start otherwise.
    #[must_use]
    pub fn repeat(mut self, method: Method, path: impl Into<String>) -> Self {
        self.repeats.push(Route { method, pattern: path.into() });
        self
    }

    /// Declares that the body of such a request is not compared at replay, nor stored: an image, for one.
    #[must_use]
    pub fn match_target_only(mut self, method: Method, path: impl Into<String>) -> Self {
        self.targets.push(Route { method, pattern: path.into() });
        self
    }

    /// Names a secret in advance, so that it is cut out wherever it stands; the shortest has four bytes.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// Lets the value of an environment variable through.
    #[must_use]
    pub fn keep_env(mut self, name: impl Into<String>) -> Self {
        self.plain_env.push(name.into());
        self
    }

    /// Sets where the times come from; without it, from tokio's clock, which a test can pause.
    #[must_use]
    pub fn clock(mut self, since_start: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        self.clock = Some(Arc::new(since_start));
        self
    }

    /// Refuses a declared loop that cannot be one.
    pub(super) fn sound(&self) -> io::Result<()> {
        let asks = |route: &&Route| matches!(route.method, Method::GET | Method::HEAD);
        match self.repeats.iter().find(|route| !asks(route)) {
            None => Ok(()),
            Some(Route { method, pattern }) => Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!(
                    "`{method} {pattern}` is no polling loop: only GET and HEAD ask without doing anything"
                ),
            )),
        }
    }

    pub(super) fn is_repeat(&self, method: &Method, path: &str) -> bool {
        self.repeats.iter().any(|route| route.matches(method, path))
    }

    pub(super) fn is_target_only(&self, method: &Method, path: &str) -> bool {
        self.targets.iter().any(|route| route.matches(method, path))
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("header", &self.header)
            .field("repeats", &self.repeats.len())
            .field("targets", &self.targets.len())
            .field("secrets", &self.secrets.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Method, Options};

    #[test]
    fn patterns_know_segments_and_versions() {
        let options =
            Options::default().repeat(Method::GET, "/containers/*/json").repeat(Method::GET, "/api/v2/**");
        assert!(options.is_repeat(&Method::GET, "/v1.41/containers/abc/json"));
        assert!(options.is_repeat(&Method::GET, "/containers/abc/json"));
        assert!(options.is_repeat(&Method::GET, "/api/v2/builders/1/builds"));
        assert!(!options.is_repeat(&Method::POST, "/containers/abc/json"));
        assert!(!options.is_repeat(&Method::GET, "/containers/abc/json/more"));
        assert!(!options.is_repeat(&Method::GET, "/containers/json"));
    }
}
