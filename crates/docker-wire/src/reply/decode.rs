//! JSON into models.

use serde::de::DeserializeOwned;

/// Decodes one JSON value.
///
/// That it is text is checked once and in one go, which costs far less than once for each string in it.
pub(super) fn decode<T: DeserializeOwned>(json: &[u8]) -> Result<T, serde_json::Error> {
    match std::str::from_utf8(json) {
        Ok(text) => serde_json::from_str(text),
        // A string that is no text may stand where nobody looks.
        Err(_) => serde_json::from_slice(json),
    }
}
