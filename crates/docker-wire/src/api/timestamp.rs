//! A point in time, as the engine takes it.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A point in time, in seconds and nanoseconds since 1970.
///
/// # Examples
///
/// ```
/// use docker_wire::api::Timestamp;
///
/// assert_eq!(Timestamp::from_secs(1_700_000_000).to_string(), "1700000000");
/// assert_eq!(Timestamp::from_nanos(1_700_000_000_000_000_005).to_string(), "1700000000.000000005");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(Duration);

impl Timestamp {
    /// Makes it of whole seconds since 1970.
    pub const fn from_secs(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    /// Makes it of nanoseconds since 1970, as events carry them.
    pub const fn from_nanos(nanoseconds: u64) -> Self {
        Self(Duration::from_nanos(nanoseconds))
    }
}

/// Times before 1970 become 1970.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self(time.duration_since(UNIX_EPOCH).unwrap_or_default())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.subsec_nanos() {
            0 => write!(f, "{}", self.0.as_secs()),
            nanos => write!(f, "{}.{nanos:09}", self.0.as_secs()),
        }
    }
}
