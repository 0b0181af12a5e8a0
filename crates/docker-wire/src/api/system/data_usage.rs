//! `GET /system/df`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model,
    operation::{Operation, Parts},
    reply::Json,
};

/// Asks what takes room on the engine. It takes its time.
///
/// # Errors
///
/// If the engine fails, or counts already for somebody else.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// Since 1.25; `type` since 1.42, `verbose` since 1.52.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct DataUsage {
    r#type: Option<Vec<String>>,
    verbose: Option<bool>,
}

impl DataUsage {
    /// Makes the operation.
    pub fn new() -> Self {
        Self::default()
    }

    setters! { []
        /// Sets what is counted: `container`, `image`, `volume`, `build-cache`. Since API 1.42.
        r#type: texts,
        /// Sets whether each object comes along. Since API 1.52.
        verbose: flag,
    }
}

impl Operation for DataUsage {
    type Reply = Json<model::DataUsage>;
    const ROW: &'static Row = &rows::SYSTEM_DATA_USAGE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().queries("type", self.r#type.unwrap_or_default()).query("verbose", self.verbose))
    }
}
