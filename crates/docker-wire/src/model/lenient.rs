//! Decoding that does not fail because an engine is older, newer or another product.
//!
//! serde's own behaviour is strict: one `null` or one number in quotes loses the whole reply. Here a value of an
//! unexpected type is read as well as it can be, and otherwise as if it were absent. Only what is no JSON fails.

mod value;

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// A type that can be read from any JSON value.
///
/// Each method is one kind of JSON value; what a type does not expect is its default.
pub(crate) trait Lenient: Default {
    fn from_bool(_value: bool) -> Self {
        Self::default()
    }

    fn from_signed(_value: i64) -> Self {
        Self::default()
    }

    fn from_unsigned(value: u64) -> Self {
        i64::try_from(value).map(Self::from_signed).unwrap_or_default()
    }

    fn from_float(_value: f64) -> Self {
        Self::default()
    }

    fn from_text(_value: &str) -> Self {
        Self::default()
    }

    fn from_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }

    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }

    /// Reads an object into the place where it will stay: a large model is dear to move.
    fn fill<'de, A: MapAccess<'de>>(&mut self, map: A) -> Result<(), A::Error> {
        *self = Self::from_map(map)?;
        Ok(())
    }
}

/// Lets serde read a [`Lenient`] type into a place that has its default.
pub(crate) struct Place<'a, T>(pub(crate) &'a mut T);

impl<'de, T: Lenient> DeserializeSeed<'de> for Place<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Lenient> Visitor<'de> for Place<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        *self.0 = T::from_bool(value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        *self.0 = T::from_signed(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        *self.0 = T::from_unsigned(value);
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        *self.0 = T::from_float(value);
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        *self.0 = T::from_text(value);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        *self.0 = T::default();
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        *self.0 = T::from_list(list)?;
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.0.fill(map)
    }
}

/// Lets serde read a [`Lenient`] type.
pub(crate) struct Loose<T>(pub(crate) T);

impl<'de, T: Lenient> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor(PhantomData)).map(Self)
    }
}

struct LooseVisitor<T>(PhantomData<T>);

impl<'de, T: Lenient> Visitor<'de> for LooseVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<T, E> {
        Ok(T::from_bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<T, E> {
        Ok(T::from_signed(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<T, E> {
        Ok(T::from_unsigned(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<T, E> {
        Ok(T::from_float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<T, E> {
        Ok(T::from_text(value))
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        T::from_list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::from_map(map)
    }
}

/// Reads a model that is a whole reply: that it is an object is the one thing that is insisted on.
pub(crate) fn whole<'de, D: Deserializer<'de>, T: Lenient>(deserializer: D) -> Result<T, D::Error> {
    struct Whole<T>(PhantomData<T>);

    impl<'de, T: Lenient> Visitor<'de> for Whole<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::from_map(map)
        }
    }

    deserializer.deserialize_map(Whole(PhantomData))
}

/// A key, borrowed where it has no escapes.
pub(crate) enum Key<'de> {
    Borrowed(&'de str),
    Owned(String),
}

impl Key<'_> {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Owned(text) => text,
        }
    }

    pub(crate) fn into_string(self) -> String {
        match self {
            Self::Borrowed(text) => text.to_owned(),
            Self::Owned(text) => text,
        }
    }
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key::Borrowed(text))
            }

            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key::Owned(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<Key<'de>, E> {
                Ok(Key::Owned(text))
            }
        }

        deserializer.deserialize_str(KeyVisitor)
    }
}

impl Lenient for bool {
    fn from_bool(value: bool) -> Self {
        value
    }

    fn from_signed(value: i64) -> Self {
        value != 0
    }

    fn from_text(value: &str) -> Self {
        matches!(value, "true" | "1")
    }
}

impl Lenient for i64 {
    fn from_signed(value: i64) -> Self {
        value
    }

    fn from_unsigned(value: u64) -> Self {
        Self::try_from(value).unwrap_or(Self::MAX)
    }

    fn from_float(value: f64) -> Self {
        // The cast saturates, which is as near as an integer can come.
        value as Self
    }

    fn from_text(value: &str) -> Self {
        value.trim().parse().unwrap_or_default()
    }
}

impl Lenient for f64 {
    fn from_signed(value: i64) -> Self {
        value as Self
    }

    fn from_unsigned(value: u64) -> Self {
        value as Self
    }

    fn from_float(value: f64) -> Self {
        value
    }

    fn from_text(value: &str) -> Self {
        value.trim().parse().unwrap_or_default()
    }
}

impl Lenient for String {
    fn from_bool(value: bool) -> Self {
        value.to_string()
    }

    fn from_signed(value: i64) -> Self {
        value.to_string()
    }

    fn from_unsigned(value: u64) -> Self {
        value.to_string()
    }

    fn from_float(value: f64) -> Self {
        value.to_string()
    }

    fn from_text(value: &str) -> Self {
        value.to_owned()
    }
}

/// Absent, `null` and an object or list in the place of a scalar are `None`.
impl<T: Lenient + Scalar> Lenient for Option<T> {
    fn from_bool(value: bool) -> Self {
        T::takes(Kind::Bool).then(|| T::from_bool(value))
    }

    fn from_signed(value: i64) -> Self {
        T::takes(Kind::Number).then(|| T::from_signed(value))
    }

    fn from_unsigned(value: u64) -> Self {
        T::takes(Kind::Number).then(|| T::from_unsigned(value))
    }

    fn from_float(value: f64) -> Self {
        T::takes(Kind::Number).then(|| T::from_float(value))
    }

    fn from_text(value: &str) -> Self {
        T::takes(Kind::Text(value)).then(|| T::from_text(value))
    }

    fn from_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        if T::takes(Kind::List) {
            return T::from_list(list).map(Some);
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        if T::takes(Kind::Map) {
            return T::from_map(map).map(Some);
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn fill<'de, A: MapAccess<'de>>(&mut self, map: A) -> Result<(), A::Error> {
        if T::takes(Kind::Map) {
            return self.insert(T::default()).fill(map);
        }
        *self = Self::from_map(map)?;
        Ok(())
    }
}

/// A kind of JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    Bool,
    Number,
    Text(&'a str),
    List,
    Map,
}

/// Says which kinds of values mean something to a type; `None` is made of the others.
pub(crate) trait Scalar {
    fn takes(kind: Kind<'_>) -> bool;
}

impl Scalar for bool {
    fn takes(kind: Kind<'_>) -> bool {
        matches!(kind, Kind::Bool | Kind::Number | Kind::Text("true" | "false" | "1" | "0"))
    }
}

impl Scalar for i64 {
    fn takes(kind: Kind<'_>) -> bool {
        match kind {
            Kind::Number => true,
            Kind::Text(text) => text.trim().parse::<Self>().is_ok(),
            Kind::Bool | Kind::List | Kind::Map => false,
        }
    }
}

impl Scalar for f64 {
    fn takes(kind: Kind<'_>) -> bool {
        match kind {
            Kind::Number => true,
            Kind::Text(text) => text.trim().parse::<Self>().is_ok(),
            Kind::Bool | Kind::List | Kind::Map => false,
        }
    }
}

impl Scalar for String {
    fn takes(kind: Kind<'_>) -> bool {
        matches!(kind, Kind::Bool | Kind::Number | Kind::Text(_))
    }
}

impl<T> Scalar for Vec<T> {
    fn takes(kind: Kind<'_>) -> bool {
        // One value where a list is expected is a list of one.
        matches!(kind, Kind::List | Kind::Text(_))
    }
}

impl<T> Scalar for BTreeMap<String, T> {
    fn takes(kind: Kind<'_>) -> bool {
        kind == Kind::Map
    }
}

impl<T: Lenient + Scalar> Lenient for Vec<T> {
    fn from_text(value: &str) -> Self {
        if T::takes(Kind::Text(value)) { vec![T::from_text(value)] } else { Self::new() }
    }

    fn from_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut made = Self::new();
        while let Some(Loose(element)) = list.next_element::<Loose<Option<T>>>()? {
            if made.is_empty() {
                // Most lists are of one, and room for four models is much.
                made.reserve_exact(1);
            }
            made.extend(element);
        }
        Ok(made)
    }
}

impl<T: Lenient> Lenient for BTreeMap<String, T> {
    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let mut made = Self::new();
        while let Some(key) = map.next_key::<String>()? {
            map.next_value_seed(Place(made.entry(key).or_default()))?;
        }
        Ok(made)
    }
}

impl<T: Lenient> Lenient for Box<T> {
    fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        T::from_map(map).map(Self::new)
    }

    fn fill<'de, A: MapAccess<'de>>(&mut self, map: A) -> Result<(), A::Error> {
        (**self).fill(map)
    }
}
