//! `GET /images/{name}/attestations`

use crate::{
    api::{json_text, setters},
    catalogue::{Row, rows},
    model::{AttestationStatement, Platform},
    operation::{Operation, Parts},
    reply::List,
};

/// Lists the statements about an image, such as how it was built.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// Since 1.55.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Attestations {
    name: String,
    platform: Option<Vec<Platform>>,
    statement: Option<bool>,
    r#type: Option<Vec<String>>,
}

impl Attestations {
    /// Makes the operation for an image by name or id.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), platform: None, statement: None, r#type: None }
    }

    setters! { []
        /// Sets of which platforms.
        platform: list(Platform),
        /// Sets whether the statements themselves come along.
        statement: flag,
        /// Sets of which kinds.
        r#type: texts,
    }
}

impl Operation for Attestations {
    type Reply = List<AttestationStatement>;
    const ROW: &'static Row = &rows::IMAGE_ATTESTATIONS;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        let platform: Vec<_> = self.platform.iter().flatten().map(json_text).collect::<Result<_, _>>()?;
        Ok(Parts::default()
            .path("name", self.name)
            .queries("platform", platform)
            .query("statement", self.statement)
            .queries("type", self.r#type.unwrap_or_default()))
    }
}
