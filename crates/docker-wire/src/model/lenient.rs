//! Decoding that does not fail because an engine is older, newer, or another product.
//!
//! What has the wrong type counts as absent: a number where text was expected is its text, `null` is empty. The raw
//! bytes stay with the reply, so nothing is hidden.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// A value that can be read from any JSON.
pub trait Lenient<'de>: Sized + Default {
    /// Reads text.
    fn text(text: &str) -> Self {
        let _ = text;
        Self::default()
    }

    /// Reads a whole number.
    fn integer(number: i64) -> Self {
        let _ = number;
        Self::default()
    }

    /// Reads a whole number beyond the signed ones.
    fn large(number: u64) -> Self {
        i64::try_from(number).map_or_else(|_| Self::default(), Self::integer)
    }

    /// Reads another number.
    fn float(number: f64) -> Self {
        let _ = number;
        Self::default()
    }

    /// Reads `true` or `false`.
    fn flag(flag: bool) -> Self {
        let _ = flag;
        Self::default()
    }

    /// Reads an array.
    ///
    /// # Errors
    ///
    /// Fails if it is no JSON.
    fn array<A: SeqAccess<'de>>(mut array: A) -> Result<Self, A::Error> {
        while array.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }

    /// Reads an object.
    ///
    /// # Errors
    ///
    /// Fails if it is no JSON.
    fn object<A: MapAccess<'de>>(mut object: A) -> Result<Self, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }
}

/// Reads a value leniently where serde asks for a seed.
pub(crate) struct Seed<T>(pub(crate) PhantomData<T>);

impl<T> Seed<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Lenient<'de>> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Lenient<'de>> Visitor<'de> for Seed<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::text(text))
    }

    fn visit_i64<E>(self, number: i64) -> Result<T, E> {
        Ok(T::integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<T, E> {
        Ok(T::large(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<T, E> {
        Ok(T::float(number))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<T, E> {
        Ok(T::flag(flag))
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<T, A::Error> {
        T::array(array)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<T, A::Error> {
        T::object(object)
    }
}

impl Lenient<'_> for String {
    fn text(text: &str) -> Self {
        text.to_owned()
    }

    fn integer(number: i64) -> Self {
        number.to_string()
    }

    fn large(number: u64) -> Self {
        number.to_string()
    }

    fn float(number: f64) -> Self {
        number.to_string()
    }

    fn flag(flag: bool) -> Self {
        flag.to_string()
    }
}

impl Lenient<'_> for i64 {
    fn text(text: &str) -> Self {
        text.parse().unwrap_or_default()
    }

    fn integer(number: i64) -> Self {
        number
    }

    #[expect(clippy::cast_possible_truncation, reason = "a saturating cast is what is wanted")]
    fn float(number: f64) -> Self {
        number as Self
    }
}

impl Lenient<'_> for u64 {
    fn text(text: &str) -> Self {
        text.parse().unwrap_or_default()
    }

    fn integer(number: i64) -> Self {
        Self::try_from(number).unwrap_or_default()
    }

    fn large(number: u64) -> Self {
        number
    }
}

impl Lenient<'_> for bool {
    fn text(text: &str) -> Self {
        text.eq_ignore_ascii_case("true") || text == "1"
    }

    fn integer(number: i64) -> Self {
        number != 0
    }

    fn flag(flag: bool) -> Self {
        flag
    }
}

impl<'de, T: Lenient<'de>> Lenient<'de> for Option<T> {
    fn text(text: &str) -> Self {
        Some(T::text(text))
    }

    fn integer(number: i64) -> Self {
        Some(T::integer(number))
    }

    fn large(number: u64) -> Self {
        Some(T::large(number))
    }

    fn float(number: f64) -> Self {
        Some(T::float(number))
    }

    fn flag(flag: bool) -> Self {
        Some(T::flag(flag))
    }

    fn array<A: SeqAccess<'de>>(array: A) -> Result<Self, A::Error> {
        T::array(array).map(Some)
    }

    fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        T::object(object).map(Some)
    }
}

impl<'de, T: Lenient<'de>> Lenient<'de> for Vec<T> {
    /// Engines write a list of one as its only element here and there.
    fn text(text: &str) -> Self {
        vec![T::text(text)]
    }

    fn array<A: SeqAccess<'de>>(mut array: A) -> Result<Self, A::Error> {
        let mut all = Self::new();
        while let Some(element) = array.next_element_seed(Seed::<T>::new())? {
            all.push(element);
        }
        Ok(all)
    }
}

impl<'de, T: Lenient<'de>> Lenient<'de> for BTreeMap<String, T> {
    fn object<A: MapAccess<'de>>(mut object: A) -> Result<Self, A::Error> {
        let mut all = Self::new();
        while let Some(key) = object.next_key::<String>()? {
            all.insert(key, object.next_value_seed(Seed::<T>::new())?);
        }
        Ok(all)
    }
}

/// Keeps a value of any type as it is.
impl<'de> Lenient<'de> for serde_json::Value {
    fn text(text: &str) -> Self {
        text.into()
    }

    fn integer(number: i64) -> Self {
        number.into()
    }

    fn large(number: u64) -> Self {
        number.into()
    }

    fn float(number: f64) -> Self {
        number.into()
    }

    fn flag(flag: bool) -> Self {
        flag.into()
    }

    fn array<A: SeqAccess<'de>>(array: A) -> Result<Self, A::Error> {
        Self::deserialize(serde::de::value::SeqAccessDeserializer::new(array))
    }

    fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        Self::deserialize(serde::de::value::MapAccessDeserializer::new(object))
    }
}
