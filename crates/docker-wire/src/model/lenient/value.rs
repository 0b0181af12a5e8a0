//! JSON whose meaning is not known.

use serde::de::{MapAccess, SeqAccess};

use super::{Kind, Lenient, Scalar};

/// Any JSON, as it is.
impl Lenient for serde_json::Value {
    fn from_bool(value: bool) -> Self {
        Self::Bool(value)
    }

    fn from_signed(value: i64) -> Self {
        value.into()
    }

    fn from_unsigned(value: u64) -> Self {
        value.into()
    }

    fn from_float(value: f64) -> Self {
        value.into()
    }

    fn from_text(value: &str) -> Self {
        value.into()
    }

    fn from_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut made = Vec::new();
        while let Some(element) = list.next_element()? {
            made.push(element);
        }
        Ok(Self::Array(made))
    }

    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let mut made = serde_json::Map::new();
        while let Some((key, value)) = map.next_entry()? {
            made.insert(key, value);
        }
        Ok(Self::Object(made))
    }
}

impl Scalar for serde_json::Value {
    fn takes(_kind: Kind<'_>) -> bool {
        true
    }
}
