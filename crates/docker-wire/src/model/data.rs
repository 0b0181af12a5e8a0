//! Bytes that stand in JSON as base64.

use std::fmt;

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::{Serialize, Serializer};

use super::lenient::{Kind, Lenient, Scalar};

/// Writes padding, as engines insist, and reads without as well.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes that stand in JSON as base64: a secret, a config, a profile. Not shown by [`Debug`].
///
/// # Examples
///
/// ```
/// use docker_wire::model::SecretSpec;
///
/// let spec = SecretSpec::new().name("password").data("hunter2");
/// assert_eq!(serde_json::to_string(&spec)?, r#"{"Name":"password","Data":"aHVudGVyMg=="}"#);
/// assert!(!format!("{spec:?}").contains("hunter2"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Data(Vec<u8>);

impl Data {
    /// Takes the bytes out.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl AsRef<[u8]> for Data {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Data {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Data {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_owned())
    }
}

impl From<String> for Data {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}

impl From<&str> for Data {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_owned())
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(not shown)")
    }
}

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

/// What is no base64 is nothing.
impl Lenient for Data {
    fn from_text(value: &str) -> Self {
        Self(BASE64.decode(value).unwrap_or_default())
    }
}

impl Scalar for Data {
    fn takes(kind: Kind<'_>) -> bool {
        matches!(kind, Kind::Text(text) if BASE64.decode(text).is_ok())
    }
}
