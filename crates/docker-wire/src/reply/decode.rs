//! JSON into models.

use serde::de::DeserializeOwned;

/// Decodes one JSON value.
///
/// That it is text is checked once and in one go, which costs far less than once for each string in it. A string that is
/// no text, where an engine shows a name that it was given, is read as well as it can be.
pub(super) fn decode<T: DeserializeOwned>(json: &[u8]) -> Result<T, serde_json::Error> {
    match std::str::from_utf8(json) {
        Ok(text) => serde_json::from_str(text),
        // Replacing goes byte by byte, which is left to those that need it.
        Err(_) => serde_json::from_str(&String::from_utf8_lossy(json)),
    }
}
