//! The number of an Engine API version.

use std::{fmt, str::FromStr};

/// A version of the Engine API, such as 1.41.
///
/// It is the number that stands in the path of a request (`/v1.41/…`), not the release of the engine.
///
/// # Examples
///
/// ```
/// use docker_wire::ApiVersion;
///
/// let pinned: ApiVersion = "1.41".parse()?;
/// assert_eq!(pinned, ApiVersion::V1_41);
/// assert!(pinned < ApiVersion::NEWEST);
/// # Ok::<(), docker_wire::ParseVersionError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiVersion {
    major: u16,
    minor: u16,
}

macro_rules! known_versions {
    ($($name:ident = $minor:literal),* $(,)?) => {
        impl ApiVersion {
            $(
                #[doc = concat!("API version 1.", stringify!($minor), ".")]
                pub const $name: Self = Self::new(1, $minor);
            )*

            /// Every version that the catalogue knows, oldest first.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

known_versions! {
    V1_24 = 24, V1_25 = 25, V1_26 = 26, V1_27 = 27, V1_28 = 28, V1_29 = 29, V1_30 = 30, V1_31 = 31,
    V1_32 = 32, V1_33 = 33, V1_34 = 34, V1_35 = 35, V1_36 = 36, V1_37 = 37, V1_38 = 38, V1_39 = 39,
    V1_40 = 40, V1_41 = 41, V1_42 = 42, V1_43 = 43, V1_44 = 44, V1_45 = 45, V1_46 = 46, V1_47 = 47,
    V1_48 = 48, V1_49 = 49, V1_50 = 50, V1_51 = 51, V1_52 = 52, V1_53 = 53, V1_54 = 54, V1_55 = 55,
}

impl ApiVersion {
    /// The oldest version that the catalogue knows.
    pub const OLDEST: Self = Self::V1_24;
    /// The newest version that the catalogue knows.
    pub const NEWEST: Self = Self::V1_55;

    /// Makes a version from its two numbers.
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor }
    }

    /// Reads a version that the catalogue knows, as a person writes it who wants to pin one.
    ///
    /// [`from_str`](FromStr::from_str) reads any version, since engines name older and newer ones; a person who writes
    /// `1.4` most probably means 1.40 or 1.41.
    ///
    /// # Errors
    ///
    /// Fails if the text is no version, or one that the catalogue does not know; the error names the ones it knows.
    ///
    /// # Examples
    ///
    /// ```
    /// use docker_wire::ApiVersion;
    ///
    /// assert_eq!(ApiVersion::known("v1.41"), Ok(ApiVersion::V1_41));
    /// assert_eq!(
    ///     ApiVersion::known("1.4").unwrap_err().to_string(),
    ///     "API 1.4 is not known; write one from 1.24 to 1.55, perhaps 1.40"
    /// );
    /// ```
    pub fn known(text: &str) -> Result<Self, ParseVersionError> {
        let version: Self = text.parse()?;
        if Self::ALL.contains(&version) { Ok(version) } else { Err(ParseVersionError::Unknown(version)) }
    }

    /// Tells the known version that was probably meant by an unknown one: a digit too few or too many.
    pub(crate) fn meant(self) -> Option<Self> {
        let minor = match self.minor {
            few @ 0..10 => few.saturating_mul(10),
            many => many / 10,
        };
        let meant = Self::new(self.major, minor);
        (!Self::ALL.contains(&self) && Self::ALL.contains(&meant)).then_some(meant)
    }

    /// Tells the number before the dot.
    pub const fn major(self) -> u16 {
        self.major
    }

    /// Tells the number after the dot.
    pub const fn minor(self) -> u16 {
        self.minor
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl fmt::Debug for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiVersion({self})")
    }
}

/// Says that a text is no API version, or none that is known where a known one is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseVersionError {
    /// The text, or its beginning, is no version.
    NoVersion(String),
    /// The catalogue does not know the version.
    Unknown(ApiVersion),
}

impl fmt::Display for ParseVersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (oldest, newest) = (ApiVersion::OLDEST, ApiVersion::NEWEST);
        match self {
            Self::NoVersion(text) => {
                let text = text.escape_debug();
                write!(f, "`{text}` is no API version; write two numbers and a dot, such as 1.41")
            }
            Self::Unknown(version) => {
                write!(f, "API {version} is not known; write one from {oldest} to {newest}")?;
                version.meant().map_or(Ok(()), |meant| write!(f, ", perhaps {meant}"))
            }
        }
    }
}

impl std::error::Error for ParseVersionError {}

impl FromStr for ApiVersion {
    type Err = ParseVersionError;

    /// Reads `1.41` or `v1.41`: two numbers without signs, spaces and leading zeros, of any size that exists.
    ///
    /// Whether a version is known is another question: [`known`](ApiVersion::known) asks both.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text_bytes = text.as_bytes();
        number(text_bytes.strip_prefix(b"v").unwrap_or(text_bytes))
            .and_then(|(major, rest)| Some((major, number(rest.strip_prefix(b".")?)?)))
            .and_then(|(major, (minor, rest))| rest.is_empty().then(|| Self::new(major, minor)))
            .ok_or_else(|| ParseVersionError::NoVersion(text.chars().take(40).collect()))
    }
}

/// Reads a number without sign and leading zeros from the front, and returns what is left. Every reply names a version,
/// so that it counts how long this takes.
fn number(text: &[u8]) -> Option<(u16, &[u8])> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(digits);
    if digits.is_empty() || (digits.len() > 1 && digits[0] == b'0') {
        return None;
    }
    let read = |number: u16, digit: &u8| number.checked_mul(10)?.checked_add(u16::from(digit - b'0'));
    Some((digits.iter().try_fold(0, read)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_number_and_not_by_text() {
        assert!(ApiVersion::new(1, 9) < ApiVersion::new(1, 41));
    }

    #[test]
    fn a_version_is_read_with_and_without_the_letter() {
        assert_eq!("1.41".parse(), Ok(ApiVersion::V1_41));
        assert_eq!("v1.41".parse(), Ok(ApiVersion::V1_41));
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in [
            "",
            "1",
            "1.",
            ".41",
            "1.41.0",
            "1.4x",
            "1.041",
            "01.41",
            "vv1.41",
            "V1.41",
            "+1.41",
            "1.+4",
            " 1.41",
            "latest",
            "1.99999999",
        ] {
            assert!(text.parse::<ApiVersion>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn what_a_person_may_pin_is_what_is_known() {
        for (text, expected) in [
            ("v1.41", Ok("1.41")),
            ("1.41", Ok("1.41")),
            ("1.24", Ok("1.24")),
            ("1.55", Ok("1.55")),
            ("1.4", Err("API 1.4 is not known; write one from 1.24 to 1.55, perhaps 1.40")),
            ("1.410", Err("API 1.410 is not known; write one from 1.24 to 1.55, perhaps 1.41")),
            ("2.0", Err("API 2.0 is not known; write one from 1.24 to 1.55")),
            ("1.23", Err("API 1.23 is not known; write one from 1.24 to 1.55")),
            ("1.56", Err("API 1.56 is not known; write one from 1.24 to 1.55")),
            ("0.41", Err("API 0.41 is not known; write one from 1.24 to 1.55")),
            ("", Err("`` is no API version; write two numbers and a dot, such as 1.41")),
            ("latest", Err("`latest` is no API version; write two numbers and a dot, such as 1.41")),
            (" 1.41", Err("` 1.41` is no API version; write two numbers and a dot, such as 1.41")),
            ("1.41\n", Err("`1.41\\n` is no API version; write two numbers and a dot, such as 1.41")),
            ("1.", Err("`1.` is no API version; write two numbers and a dot, such as 1.41")),
            ("-1.41", Err("`-1.41` is no API version; write two numbers and a dot, such as 1.41")),
            ("1.41.0", Err("`1.41.0` is no API version; write two numbers and a dot, such as 1.41")),
            ("1,41", Err("`1,41` is no API version; write two numbers and a dot, such as 1.41")),
        ] {
            let read = ApiVersion::known(text).map(|version| version.to_string());
            assert_eq!(
                read.map_err(|error| error.to_string()),
                expected.map(str::to_owned).map_err(str::to_owned),
                "{text:?}"
            );
        }
    }

    #[test]
    fn all_versions_are_in_order_and_without_gaps() {
        for pair in ApiVersion::ALL.windows(2) {
            assert_eq!(pair[0].minor() + 1, pair[1].minor());
        }
        assert_eq!(ApiVersion::ALL.first(), Some(&ApiVersion::OLDEST));
        assert_eq!(ApiVersion::ALL.last(), Some(&ApiVersion::NEWEST));
    }
}
