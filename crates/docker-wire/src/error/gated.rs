//! The error that a version gate makes.

use std::fmt;

use crate::version::ApiVersion;

/// What an engine does with a field that its version does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Below {
    /// It takes the request and silently does without.
    Ignored,
    /// It refuses the request.
    Refused,
    /// It does something else.
    Differs,
}

/// Says that a value has not the type of its place. The value itself is never shown: it may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Mistyped {
    /// The type of the place as the catalogue writes it, such as `integer:int64` or `array<string>|string`.
    pub expected: &'static str,
    /// What was found there, such as `string`, `object` or `integer out of range`.
    pub found: &'static str,
}

impl fmt::Display for Mistyped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

/// Says that the pinned version cannot carry a request, and why. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gated {
    /// The operation's id in the catalogue; empty for a path that is no operation.
    pub operation: &'static str,
    /// Where the request says it: `operation`, ``query `platform` ``, ``filter `until` ``, ``header `X-…` ``, ``body `/HostConfig/Init` ``.
    pub place: String,
    /// The same place as the catalogue writes it: a name, or a JSON pointer with `*`; empty for the operation.
    pub at: String,
    /// The version that was pinned.
    pub pinned: ApiVersion,
    /// The first version that can carry it; `None` if no version knows it, or none takes such a value.
    pub since: Option<ApiVersion>,
    /// The last version that can carry it; `None` while the newest can.
    pub until: Option<ApiVersion>,
    /// What an engine of the pinned version would have done with it.
    pub below: Below,
    /// For a name that no version knows: the nearest name that exists there.
    pub nearest: Option<String>,
    /// For a value that has not the type of its place: both types. No version can carry it.
    pub mistyped: Option<Mistyped>,
}

impl fmt::Display for Gated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, pinned, .. } = self;
        if let Some(mistyped) = self.mistyped {
            return write!(f, "{place} has a value of the wrong type: {mistyped}");
        }
        match (self.since, self.until) {
            (None, _) => {
                write!(f, "{place} is not in any version of the API")?;
                if let Some(nearest) = &self.nearest {
                    write!(f, "; did you mean `{nearest}`?")?;
                }
                Ok(())
            }
            (Some(since), _) if *pinned < since => {
                write!(f, "{place} needs API {since}, and {pinned} is pinned{}", self.consequence())
            }
            (Some(_), Some(until)) => {
                write!(f, "{place} was last in API {until}, and {pinned} is pinned{}", self.consequence())
            }
            (Some(since), None) => write!(f, "{place} needs API {since}, and {pinned} is pinned"),
        }
    }
}

impl Gated {
    fn consequence(&self) -> &'static str {
        match self.below {
            Below::Ignored => "; that engine would silently ignore it",
            Below::Refused => "; that engine would refuse it",
            Below::Differs => "; that engine would do something else",
        }
    }
}
