//! `POST /configs/create`

use crate::{
    api::setters,
    catalogue::{Row, rows},
    model::{ConfigCreated, ConfigSpec, Data, Driver},
    operation::{Operation, Parts},
    reply::Json,
};

/// Creates a config.
///
/// # Errors
///
/// [`Error::is_conflict`](crate::Error::is_conflict) if the name is taken; status 400 if it is too long; 503 if the engine
/// is no manager of a swarm.
///
/// # Cancel safety
///
/// The engine may have created it: look for it by its name.
///
/// # API version
///
/// Since 1.30; `templating` since 1.37.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Create {
    spec: ConfigSpec,
}

impl Create {
    /// Makes the operation for a name and what is in it.
    pub fn new(name: impl Into<String>, data: impl Into<Data>) -> Self {
        Self::from_spec(ConfigSpec::new().name(name).data(data))
    }

    /// Makes the operation of a whole spec, such as that of another config.
    pub fn from_spec(spec: ConfigSpec) -> Self {
        Self { spec }
    }

    setters! { [spec]
        /// Sets its labels.
        labels: options,
        /// Sets what fills in its placeholders for each task. Since API 1.37.
        templating: one(Driver),
    }
}

impl Operation for Create {
    type Reply = Json<ConfigCreated>;
    const ROW: &'static Row = &rows::CONFIG_CREATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default().json(&self.spec)
    }
}
