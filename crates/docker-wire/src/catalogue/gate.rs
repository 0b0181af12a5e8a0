//! What one row of the catalogue says, and the short words in which the generated tables say it.

use crate::{error::Below, version::ApiVersion};

/// One operation of the Engine API, with everything a request can say to it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Row {
    /// Its id in the engine's own specification, such as `ContainerCreate`.
    pub id: &'static str,
    /// The group it belongs to, such as `container`.
    pub tag: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path with its parameters in braces, such as `/containers/{id}/start`.
    pub path: &'static str,
    /// The first version that has it.
    pub since: ApiVersion,
    /// The last version that has it; `None` while the newest has.
    pub until: Option<ApiVersion>,
    /// How its request and its reply move, where they are not one body each.
    pub streams: &'static [Stream],
    /// Everything a request can say: path, query, filters, headers, body, each sorted by name. Body places are sorted segment
    /// by segment, a place before what is inside it and its plain gate before its conditions.
    pub gates: &'static [Gate],
}

/// How a request or a reply moves, where it is more than one body read at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stream {
    /// The connection becomes a raw two-way stream.
    Hijack,
    /// The connection becomes a WebSocket.
    Websocket,
    /// Standard output and error in frames with a header of 8 bytes, unless there is a terminal.
    Frames,
    /// Progress messages, one JSON value after the other.
    JsonStream,
    /// JSON values, one per line.
    Ndjson,
    /// The request body is a tar archive.
    TarIn,
    /// The reply body is a tar archive.
    TarOut,
    /// The reply's head comes first and its body when something has happened.
    Wait,
}

/// One thing that a request can say, and the versions that can carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gate {
    /// Where a request says it.
    pub place: Place,
    /// The type of the value there, such as `integer:int64` or `map<string>`: `string`, `boolean`, `integer`, `number`,
    /// `object`, `empty` (an object without fields), `array<…>`, `map<…>`, each perhaps with a format after a colon;
    /// `array<string>|string` is either. `string:json-object` is a parameter that holds JSON. Of a filter, it is the type
    /// of its values, which are all text there: `boolean` is `true`, `false`, `1` or `0`, and `string:time` is a time or
    /// how long ago it was.
    pub r#type: &'static str,
    /// The first version that has it.
    pub since: ApiVersion,
    /// The last version that has it; `None` while the newest has.
    pub until: Option<ApiVersion>,
    /// What must be said there for this gate to apply; `None` applies to anything.
    pub condition: Option<Condition>,
    /// What an engine does with it that lacks it.
    pub below: Below,
    /// What the claim rests on.
    pub source: Source,
    /// The values that are known, where there is a list; others may be accepted, too.
    pub values: &'static [&'static str],
}

/// Where in a request something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Place {
    /// A parameter in the path, by the name in the braces.
    Path(&'static str),
    /// A query parameter.
    Query(&'static str),
    /// A key of the JSON object that the query parameter `filters` holds.
    Filter(&'static str),
    /// A header.
    Header(&'static str),
    /// A place in the JSON body: a JSON pointer with `*` for any key or index; empty for the body as a whole.
    Body(&'static str),
}

/// What must be said at a place for its gate to apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Condition {
    /// An object with more than one key, an array with more than one element, a parameter given more than once.
    MoreThanOne,
    /// This very value.
    Value(&'static str),
}

/// What a claim of the catalogue rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// The published specifications.
    Spec,
    /// The types that the engine decodes requests into.
    Types,
    /// A check or a handler in the engine's code.
    EngineCode,
    /// Tried out on a running engine.
    Observed,
}

impl Gate {
    /// Tells whether a version has it. Versions newer than the newest known one are treated as that one.
    pub fn admits(&self, version: ApiVersion) -> bool {
        has(self.since, self.until, version)
    }
}

impl Row {
    /// Tells whether a version has it. Versions newer than the newest known one are treated as that one.
    pub fn admits(&self, version: ApiVersion) -> bool {
        has(self.since, self.until, version)
    }
}

fn has(since: ApiVersion, until: Option<ApiVersion>, version: ApiVersion) -> bool {
    since <= version && until.is_none_or(|until| version.min(ApiVersion::NEWEST) <= until)
}

impl Place {
    /// Tells the name of a parameter, filter or header, or the pointer into the body.
    pub fn at(self) -> &'static str {
        match self {
            Self::Path(at) | Self::Query(at) | Self::Filter(at) | Self::Header(at) | Self::Body(at) => at,
        }
    }
}

/// A version by its minor number, as the tables write it.
pub(super) const fn v(minor: u16) -> ApiVersion {
    ApiVersion::new(1, minor)
}

/// A parameter in the path.
pub(super) const fn path(name: &'static str, r#type: &'static str, since: u16) -> Gate {
    gate(Place::Path(name), r#type, since)
}

/// A query parameter.
pub(super) const fn query(name: &'static str, r#type: &'static str, since: u16) -> Gate {
    gate(Place::Query(name), r#type, since)
}

/// A key of the filters, by the type of its values.
pub(super) const fn filter(name: &'static str, r#type: &'static str, since: u16) -> Gate {
    gate(Place::Filter(name), r#type, since)
}

/// A header.
pub(super) const fn header(name: &'static str, r#type: &'static str, since: u16) -> Gate {
    gate(Place::Header(name), r#type, since)
}

/// A place in the body.
pub(super) const fn body(pointer: &'static str, r#type: &'static str, since: u16) -> Gate {
    gate(Place::Body(pointer), r#type, since)
}

const fn gate(place: Place, r#type: &'static str, since: u16) -> Gate {
    let (below, source) = (Below::Ignored, Source::Types);
    Gate { place, r#type, since: v(since), until: None, condition: None, below, source, values: &[] }
}

impl Gate {
    pub(super) const fn until(self, until: u16) -> Self {
        Self { until: Some(v(until)), ..self }
    }

    pub(super) const fn more_than_one(self) -> Self {
        Self { condition: Some(Condition::MoreThanOne), ..self }
    }

    pub(super) const fn value(self, value: &'static str) -> Self {
        Self { condition: Some(Condition::Value(value)), ..self }
    }

    pub(super) const fn refused(self) -> Self {
        Self { below: Below::Refused, ..self }
    }

    pub(super) const fn differs(self) -> Self {
        Self { below: Below::Differs, ..self }
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

    pub(super) const fn observed(self) -> Self {
        Self { source: Source::Observed, ..self }
    }

    pub(super) const fn values(self, values: &'static [&'static str]) -> Self {
        Self { values, ..self }
    }
}
