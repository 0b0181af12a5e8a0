//! What an engine says about its versions when it refuses one.

use std::fmt;

use crate::version::ApiVersion;

/// The API versions that an engine takes, as far as it told them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct Supported {
    /// The oldest version.
    pub min: Option<ApiVersion>,
    /// The newest version.
    pub max: Option<ApiVersion>,
}

impl Supported {
    /// Makes a range of which one end or both are known.
    pub const fn new(min: Option<ApiVersion>, max: Option<ApiVersion>) -> Self {
        Self { min, max }
    }

    /// Reads the engine's words about a version that it refuses, too old or too new; `None` if they are about
    /// something else.
    pub(crate) fn read(message: &str) -> Option<Self> {
        let about = message.contains(" is too old") || message.contains(" is too new");
        let read = |end: &str| {
            let (_, rest) = message.split_once(&format!("{end} supported API version is "))?;
            let after = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            rest[..after].trim_end_matches('.').parse().ok()
        };
        let said = Self { min: read("Minimum"), max: read("Maximum") };
        (about && said != Self::default()).then_some(said)
    }

    /// Fills what is not known from another source.
    pub(crate) fn or(self, other: Self) -> Self {
        Self { min: self.min.or(other.min), max: self.max.or(other.max) }
    }
}

impl fmt::Display for Supported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.min, self.max) {
            (Some(min), Some(max)) => write!(f, "{min} to {max}"),
            (Some(min), None) => write!(f, "{min} and newer"),
            (None, Some(max)) => write!(f, "up to {max}"),
            (None, None) => f.write_str("versions that it does not tell"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_range_is_read_out_of_the_words() {
        let (min, max) = (ApiVersion::new(1, 12), ApiVersion::V1_41);
        for (said, expected) in [
            (
                "client version 1.11 is too old. Minimum supported API version is 1.12, please upgrade your client to a newer version",
                Supported::new(Some(min), None),
            ),
            (
                "client version 1.42 is too new. Maximum supported API version is 1.41",
                Supported::new(None, Some(max)),
            ),
            (
                "client version 1.42 is too new. Maximum supported API version is 1.41.\n",
                Supported::new(None, Some(max)),
            ),
        ] {
            assert_eq!(Supported::read(said), Some(expected), "{said}");
        }
    }

    #[test]
    fn other_words_say_nothing_of_versions() {
        for said in [
            "",
            "No such container: 1.41",
            "client version 1.42 is too new.",
            "client version 1.42 is too new. Maximum supported API version is unknown",
            "the image wants: Minimum supported API version is 1.12",
        ] {
            assert_eq!(Supported::read(said), None, "{said}");
        }
    }
}
