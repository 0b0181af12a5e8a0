//! Byte formats: how chunks, JSON values, output frames and archives lie in a stream.
//!
//! Everything here is pure: bytes are pushed in as they arrive, however they were cut, and values are taken out.
//! Nothing is copied that arrived in one piece, and nothing grows without a bound.

pub mod archive;
pub mod chunked;
pub mod lines;
pub mod multiplex;
pub mod websocket;

use std::fmt;

/// Says that bytes are not in the format that they should be in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodecError {
    /// A single value is longer than this many bytes.
    TooLong(usize),
    /// The bytes ended in the middle of a value or a frame.
    Truncated,
    /// The bytes break the format; the text says where.
    Malformed(String),
    /// The engine reported an error in a frame of its own; the text is the engine's.
    Reported(String),
}

impl fmt::Display for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(limit) => write!(f, "one value is longer than {limit} bytes"),
            Self::Truncated => f.write_str("the stream ended in the middle of a value"),
            Self::Malformed(what) => f.write_str(what),
            Self::Reported(message) => write!(f, "the engine reported: {message}"),
        }
    }
}

impl std::error::Error for CodecError {}
