//! Values that are mistaken easily where they are plain text or numbers: sizes, ports, platforms, names of images, mounts.
//!
//! Each is read by [`FromStr`](std::str::FromStr) with an error that names what is wrong, and is written as the API
//! writes it. What sends them takes them as they are; operations take the text as well, and report what is wrong with
//! it when the request is made, before anything is sent.

mod bind;
mod bytes;
mod image;
mod mount;
mod path;
mod platform;
mod port;
mod publish;

use std::fmt;

pub use bind::Bind;
pub use bytes::ByteSize;
pub use image::ImageReference;
pub use port::{ContainerPort, Protocol};
pub use publish::Publish;

/// Says what is wrong with a text that should be a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseValueError(String);

impl ParseValueError {
    /// What was read, what it should be, and what is wrong with it.
    fn new(text: &str, what: &str, why: impl fmt::Display) -> Self {
        let start: String = text.chars().take(200).collect();
        Self(format!("`{}` is no {what}: {why}", start.escape_debug()))
    }

    /// What was read, and what of it is wrong.
    fn of(text: &str, why: impl fmt::Display) -> Self {
        let start: String = text.chars().take(200).collect();
        Self(format!("`{}` {why}", start.escape_debug()))
    }
}

impl fmt::Display for ParseValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ParseValueError {}

/// Lets a value be said as text where an operation keeps the first mistake until the request is made.
macro_rules! from_text {
    ($name:ty) => {
        impl TryFrom<&str> for $name {
            type Error = $crate::model::ParseValueError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::model::ParseValueError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl TryFrom<&String> for $name {
            type Error = $crate::model::ParseValueError;

            fn try_from(text: &String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
    };
}
use from_text;

/// Takes a value, or keeps why it is none, if nothing was wrong before.
pub(crate) fn take<T>(value: impl TryInto<T, Error: fmt::Display>, wrong: &mut Option<String>) -> Option<T> {
    value
        .try_into()
        .map_err(|error| {
            wrong.get_or_insert_with(|| error.to_string());
        })
        .ok()
}
