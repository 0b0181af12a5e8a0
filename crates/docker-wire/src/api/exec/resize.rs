//! `POST /exec/{id}/resize`

use crate::{
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Sets the size of the terminal of a command in a container.
///
/// # Errors
///
/// [`Error::is_not_found`](crate::Error::is_not_found) if there is none,
/// [`Error::is_conflict`](crate::Error::is_conflict) if it does not run.
///
/// # Cancel safety
///
/// The engine may have done it. Doing it again is harmless.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Resize {
    id: String,
    h: u16,
    w: u16,
}

impl Resize {
    /// Makes the operation for a command by id, with rows and columns.
    pub fn new(id: impl Into<String>, h: u16, w: u16) -> Self {
        Self { id: id.into(), h, w }
    }
}

impl Operation for Resize {
    type Reply = Empty;
    const ROW: &'static Row = &rows::EXEC_RESIZE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default().path("id", self.id).query("h", Some(self.h)).query("w", Some(self.w)))
    }
}
