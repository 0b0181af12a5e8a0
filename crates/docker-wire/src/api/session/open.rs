//! `POST /session`

use http::{HeaderName, HeaderValue};

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Upgraded,
};

/// The id that a build names its session by.
const ID: HeaderName = HeaderName::from_static("x-docker-expose-session-uuid");
const NAME: HeaderName = HeaderName::from_static("x-docker-expose-session-name");
const SHARED_KEY: HeaderName = HeaderName::from_static("x-docker-expose-session-sharedkey");
/// Once for each method that the caller serves.
const METHOD: HeaderName = HeaderName::from_static("x-docker-expose-session-grpc-method");

/// Opens a session, over which BuildKit asks the caller for files, secrets and credentials of a build.
///
/// The connection then speaks HTTP/2 and gRPC, with the caller as the server; this crate hands it over and speaks
/// neither. The headers are the session's own words and no version of the API has them.
///
/// # Errors
///
/// Status 500 or 400 if the id is in use, or the engine has no sessions.
///
/// # Cancel safety
///
/// Dropping the stream ends the session, and a build that needs it fails.
///
/// # API version
///
/// Since 1.31; below 1.39 of experimental engines only.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Open {
    id: String,
    name: Option<String>,
    shared_key: Option<String>,
    methods: Vec<String>,
}

impl Open {
    /// Makes the operation for an id that nobody else uses; a build names it as its `session`.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: None, shared_key: None, methods: Vec::new() }
    }

    /// Sets the name, for people.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets a key by which later sessions find the files of this one again.
    #[must_use]
    pub fn shared_key(mut self, key: impl Into<String>) -> Self {
        self.shared_key = Some(key.into());
        self
    }

    /// Sets the methods that the caller serves, such as `/moby.filesync.v1.FileSync/DiffCopy`.
    #[must_use]
    pub fn methods(mut self, methods: impl IntoIterator<Item: Into<String>>) -> Self {
        self.methods = methods.into_iter().map(Into::into).collect();
        self
    }
}

impl Operation for Open {
    type Reply = Upgraded;
    const ROW: &'static Row = &rows::SESSION;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let mut parts = Parts::default();
        let once = [(ID, Some(self.id)), (NAME, self.name), (SHARED_KEY, self.shared_key)];
        let once = once.into_iter().filter_map(|(header, value)| Some((header, value?)));
        for (header, value) in once.chain(self.methods.into_iter().map(|method| (METHOD, method))) {
            let value =
                HeaderValue::try_from(value).map_err(|_| format!("the header {header} cannot hold this"))?;
            parts.said.extra.push(header.to_string());
            parts.said.headers.append(header, value);
        }
        Ok(parts)
    }
}
