//! Errors of streams that began well.

use crate::{
    codec::CodecError,
    error::{Context, Error, InBand, Kind},
};

/// Turns a codec's error into the crate's.
pub(super) fn broken_format(error: CodecError, context: &Context) -> Error {
    match error {
        CodecError::Reported(message) => in_band(InBand { message, ..InBand::default() }, context),
        error @ (CodecError::TooLong(_) | CodecError::Truncated | CodecError::Malformed(_)) => {
            Error::unreadable(error.to_string(), context).because(error)
        }
    }
}

/// Makes an error of what the engine reported within a reply.
pub(super) fn in_band(in_band: InBand, context: &Context) -> Error {
    Error::new(Kind::InBand(Box::new(in_band)), context)
}
