//! What one row about replies says, and the short words in which the generated tables say it.

use super::{Source, gate::v};
use crate::version::ApiVersion;

/// One thing that a reply can tell, and the versions that have it.
///
/// Nothing is insisted on: an engine that is newer than the version in a path may tell more, and Podman less. It is
/// for those who want to know what to expect; models decode without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReplyField {
    /// Where a reply tells it.
    pub place: ReplyPlace,
    /// The status of the replies that it belongs to.
    pub status: u16,
    /// The type of the value there, as for a [`Gate`](super::Gate).
    pub r#type: &'static str,
    /// The first version that has it.
    pub since: ApiVersion,
    /// The last version that has it; `None` while the newest has.
    pub until: Option<ApiVersion>,
    /// If it is not about the place but about one value of it: the value.
    pub value: Option<&'static str>,
    /// How an empty value is written, and up to which version; nothing where it is not known or not a field.
    pub empty: &'static [(ApiVersion, Empty)],
    /// What the claim rests on.
    pub source: Source,
    /// The values that are known, where there is a list; engines may tell others, too.
    pub values: &'static [&'static str],
}

/// Where in a reply something is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ReplyPlace {
    /// A place in the JSON body: a JSON pointer with `*` for any key or index; empty for the body as a whole, and for
    /// each value of a stream.
    Body(&'static str),
    /// A header.
    Header(&'static str),
}

/// How an engine writes an empty value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Empty {
    /// It leaves the field out.
    Omit,
    /// It may write `null`.
    Null,
    /// It writes the value: `""`, `0`, `false`, `[]`, `{}`.
    Always,
}

impl ReplyField {
    /// Tells whether a version has it. Versions newer than the newest known one are treated as that one.
    pub fn has(&self, version: ApiVersion) -> bool {
        self.since <= version && self.until.is_none_or(|until| version.min(ApiVersion::NEWEST) <= until)
    }

    /// Tells how an engine of a version writes it when it is empty.
    pub fn empty_at(&self, version: ApiVersion) -> Option<Empty> {
        self.empty.iter().find(|(until, _)| version <= *until).map(|(_, empty)| *empty)
    }
}

impl ReplyPlace {
    /// Tells the name of a header, or the pointer into the body.
    pub fn at(self) -> &'static str {
        match self {
            Self::Body(at) | Self::Header(at) => at,
        }
    }
}

/// A place in the body.
pub(super) const fn body(pointer: &'static str, r#type: &'static str, since: u16) -> ReplyField {
    field(ReplyPlace::Body(pointer), r#type, since)
}

/// A header.
pub(super) const fn header(name: &'static str, r#type: &'static str, since: u16) -> ReplyField {
    field(ReplyPlace::Header(name), r#type, since)
}

/// How an empty value is written up to a version.
pub(super) const fn to(minor: u16, empty: Empty) -> (ApiVersion, Empty) {
    (v(minor), empty)
}

const fn field(place: ReplyPlace, r#type: &'static str, since: u16) -> ReplyField {
    ReplyField {
        place,
        status: 200,
        r#type,
        since: v(since),
        until: None,
        value: None,
        empty: &[],
        source: Source::Types,
        values: &[],
    }
}

impl ReplyField {
    pub(super) const fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub(super) const fn until(self, until: u16) -> Self {
        Self { until: Some(v(until)), ..self }
    }

    pub(super) const fn value(self, value: &'static str) -> Self {
        Self { value: Some(value), ..self }
    }

    pub(super) const fn omit(self) -> Self {
        self.empty(const { &[to(u16::MAX, Empty::Omit)] })
    }

    pub(super) const fn null(self) -> Self {
        self.empty(const { &[to(u16::MAX, Empty::Null)] })
    }

    pub(super) const fn always(self) -> Self {
        self.empty(const { &[to(u16::MAX, Empty::Always)] })
    }

    pub(super) const fn empty(self, empty: &'static [(ApiVersion, Empty)]) -> Self {
        Self { empty, ..self }
    }

    pub(super) const fn spec(self) -> Self {
        Self { source: Source::Spec, ..self }
    }

    pub(super) const fn types(self) -> Self {
        Self { source: Source::Types, ..self }
    }

    pub(super) const fn engine_code(self) -> Self {
        Self { source: Source::EngineCode, ..self }
    }

    pub(super) const fn values(self, values: &'static [&'static str]) -> Self {
        Self { values, ..self }
    }
}
