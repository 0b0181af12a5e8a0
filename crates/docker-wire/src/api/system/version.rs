//! `GET /version`

use crate::{
    catalogue::{Row, rows},
    model::SystemVersion,
    operation::{Operation, Parts},
    reply::Json,
};

/// Asks for the versions of the engine and its parts.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version; the parts since 1.35.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Version;

impl Version {
    /// Makes the operation.
    pub fn new() -> Self {
        Self
    }
}

impl Operation for Version {
    type Reply = Json<SystemVersion>;
    const ROW: &'static Row = &rows::SYSTEM_VERSION;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default())
    }
}
