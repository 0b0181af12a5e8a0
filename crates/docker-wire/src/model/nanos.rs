//! A length of time as the engine writes it.

use std::time::Duration;

use serde::{Serialize, Serializer};

use super::lenient::{Kind, Lenient, Scalar};

/// A length of time in nanoseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Nanos(i64);

impl Nanos {
    /// Makes it of nanoseconds.
    pub const fn new(nanoseconds: i64) -> Self {
        Self(nanoseconds)
    }

    /// Tells the nanoseconds.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Tells the length of time; a negative one is none.
    pub fn duration(self) -> Duration {
        Duration::from_nanos(u64::try_from(self.0).unwrap_or_default())
    }
}

/// Durations beyond 292 years become 292 years.
impl From<Duration> for Nanos {
    fn from(duration: Duration) -> Self {
        Self(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX))
    }
}

impl Serialize for Nanos {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl Lenient for Nanos {
    fn from_signed(value: i64) -> Self {
        Self(value)
    }

    fn from_text(value: &str) -> Self {
        Self(i64::from_text(value))
    }
}

impl Scalar for Nanos {
    fn takes(kind: Kind<'_>) -> bool {
        i64::takes(kind)
    }
}
