//! An object without fields.

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::lenient::{Kind, Lenient, Scalar};

/// An object without fields, such as the values of `ExposedPorts`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Nothing {}

impl Lenient for Nothing {}

impl Scalar for Nothing {
    fn takes(_kind: Kind<'_>) -> bool {
        true
    }
}

impl Serialize for Nothing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_map(Some(0))?.end()
    }
}
