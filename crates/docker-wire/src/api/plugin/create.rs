//! `POST /plugins/create`

use crate::{
    api::Contents,
    catalogue::{Row, rows},
    operation::{Operation, Parts},
    reply::Empty,
};

/// Makes a plugin of an archive with a `config.json` and the root file system in `rootfs/`.
///
/// # Errors
///
/// [`Error::is_conflict`](crate::Error::is_conflict) if the name is taken; others if the archive lacks something.
///
/// # Cancel safety
///
/// The engine may have made it: look for it by its name.
///
/// # API version
///
/// Since 1.25.
#[derive(Debug)]
#[non_exhaustive]
pub struct Create {
    name: String,
    contents: Contents,
}

impl Create {
    /// Makes the operation for a name, with a tag or not, and an archive.
    pub fn new(name: impl Into<String>, contents: impl Into<Contents>) -> Self {
        Self { name: name.into(), contents: contents.into() }
    }
}

impl Operation for Create {
    type Reply = Empty;
    const ROW: &'static Row = &rows::PLUGIN_CREATE;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default()
            .query("name", Some(self.name))
            .stream("application/x-tar", self.contents.into_body()?))
    }
}
