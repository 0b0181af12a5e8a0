//! Values that are never shown.

use std::{fmt, ops::Deref};

use serde::{
    Serialize, Serializer,
    de::{MapAccess, SeqAccess},
};

use super::lenient::{Kind, Lenient, Scalar};

/// A value that [`Debug`] does not show: an environment, options that may hold a password.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Hides a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Takes the value out.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Private<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Private<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(not shown)")
    }
}

impl<T: Serialize> Serialize for Private<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: Lenient> Lenient for Private<T> {
    fn from_text(value: &str) -> Self {
        Self(T::from_text(value))
    }

    fn from_list<'de, A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error> {
        T::from_list(list).map(Self)
    }

    fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        T::from_map(map).map(Self)
    }
}

impl<T: Scalar> Scalar for Private<T> {
    fn takes(kind: Kind<'_>) -> bool {
        T::takes(kind)
    }
}
