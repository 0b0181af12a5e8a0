//! `GET /info`

use crate::{
    catalogue::{Row, rows},
    model::SystemInfo,
    operation::{Operation, Parts},
    reply::Json,
};

/// Asks the engine about itself and its machine.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Info;

impl Info {
    /// Makes the operation.
    pub fn new() -> Self {
        Self
    }
}

impl Operation for Info {
    type Reply = Json<SystemInfo>;
    const ROW: &'static Row = &rows::SYSTEM_INFO;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default())
    }
}
