//! `POST /containers/{id}/rename`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Gives a container another name.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none,
/// [`Error::is_conflict`](crate::Error::is_conflict) if the name is taken.
///
/// # Cancel safety
///
/// The engine may have done it.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Rename {
    id: String,
    name: String,
}

impl Rename {
    /// Makes the operation for a container by id or name, with the name that it gets.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into() }
    }
}

impl Operation for Rename {
    type Reply = Empty;
    const ROW: &'static Row = &rows::CONTAINER_RENAME;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).query("name", Some(self.name)))
    }
}
