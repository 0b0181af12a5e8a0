//! What an engine tells about its versions: asked for once, and read off every reply.

use std::sync::{
    Mutex as Lock, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use http::HeaderMap;
use tokio::sync::Mutex;

use super::{Link, exchange};
use crate::{
    catalogue::{Policy, Row, rows},
    error::{Context, Error, Phase, Supported},
    model::SystemVersion,
    operation::{Operation, Parts},
    reply::Json,
    version::ApiVersion,
};

/// What an engine says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EngineVersions {
    /// The release of the engine, such as `20.10.24`; empty where it does not tell.
    pub release: String,
    /// The oldest API version that it takes.
    pub min: ApiVersion,
    /// The newest API version that it takes.
    pub max: ApiVersion,
    /// Its operating system, such as `linux`; empty where it does not tell.
    pub os: String,
}

/// What replies told in passing. What is newer counts.
#[derive(Default)]
pub(super) struct Told(Lock<Supported>);

impl Told {
    pub(super) fn now(&self) -> Supported {
        *self.locked()
    }

    /// Reads the head of any reply: engines tell their newest version in it, whatever the status.
    pub(super) fn head(&self, headers: &HeaderMap) {
        let max = headers.get("api-version").and_then(|value| value.to_str().ok()?.parse().ok());
        self.learn(Supported::new(None, max));
    }

    pub(super) fn learn(&self, told: Supported) {
        let mut known = self.locked();
        // Another newest version is another release, whose oldest version is not known.
        let same = told.max.is_none_or(|max| known.max.is_none_or(|known| known == max));
        *known = if same { told.or(*known) } else { told };
    }

    fn locked(&self) -> MutexGuard<'_, Supported> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The one question that clones of a daemon share.
///
/// A caller who comes while another asks gets that answer, a failure included. A failure is not kept for those who
/// come later.
#[derive(Default)]
pub(super) struct Question {
    /// How many questions were answered, one way or another.
    answered: AtomicU64,
    last: Mutex<Last>,
}

#[derive(Default)]
struct Last {
    versions: Option<EngineVersions>,
    /// The newest version as the replies' heads told it at that time.
    told: Option<ApiVersion>,
    failure: Option<Error>,
}

impl Question {
    pub(super) async fn ask(&self, link: &Link) -> Result<EngineVersions, Error> {
        let came = self.answered.load(Ordering::Acquire);
        let mut last = self.last.lock().await;
        let told = link.told.now().max;
        // If replies tell another version since, the engine was exchanged for another.
        if let Some(versions) = last.versions.as_ref().filter(|_| last.told.is_none() || last.told == told) {
            return Ok(versions.clone());
        }
        let waited = self.answered.load(Ordering::Acquire) != came;
        if let Some(failure) = last.failure.as_ref().filter(|_| waited) {
            return Err(failure.share());
        }
        let answer = probe(link).await;
        *last = Last {
            versions: answer.as_ref().ok().cloned(),
            told: link.told.now().max,
            failure: answer.as_ref().err().map(Error::share),
        };
        self.answered.fetch_add(1, Ordering::Release);
        answer
    }
}

async fn probe(link: &Link) -> Result<EngineVersions, Error> {
    match exchange(link, Probe, None, Policy::default()).await {
        Ok(reply) => {
            let context = Context { endpoint: Some(link.transport.endpoint()), ..Context::default() };
            EngineVersions::from_reply(reply.into_inner(), link.told.now(), &context)
        }
        // Something between may forbid the question, and the head of its refusal still tell the engine's version.
        Err(error) if error.phase() == Phase::Answer => match link.told.now() {
            Supported { min, max: Some(max), .. } => Ok(EngineVersions {
                release: String::new(),
                min: min.unwrap_or(ApiVersion::OLDEST.min(max)),
                max,
                os: String::new(),
            }),
            Supported { max: None, .. } => Err(error),
        },
        Err(error) => Err(error),
    }
}

/// `GET /version` without a version in the path, of which little more than the range is read.
struct Probe;

impl Operation for Probe {
    type Reply = Json<SystemVersion>;
    const ROW: &'static Row = &rows::SYSTEM_VERSION;

    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default())
    }
}

impl EngineVersions {
    fn from_reply(reply: SystemVersion, told: Supported, context: &Context) -> Result<Self, Error> {
        let read = |text: &str| text.parse::<ApiVersion>();
        let max = read(&reply.api_version).or_else(|error| told.max.ok_or(error));
        let max =
            max.map_err(|error| Error::unreadable("it names no API version", context).because(error))?;
        // Engines before 1.13 do not tell their minimum; they take what the catalogue calls the oldest.
        let min = reply
            .min_api_version
            .as_deref()
            .and_then(|text| read(text).ok())
            .or(told.min)
            .unwrap_or(ApiVersion::OLDEST.min(max));
        Ok(Self { release: reply.version, min, max, os: reply.os })
    }
}
