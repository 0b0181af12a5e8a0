//! `GET /images/json`

use crate::{
    api::{Filters, setters},
    catalogue::{Row, rows},
    model::ImageSummary,
    operation::{Operation, Parts},
    reply,
};

/// Lists images.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version; `shared_size` since 1.42, `manifests` since 1.47, `identity` since 1.54, `filter` until 1.40.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct List {
    all: Option<bool>,
    filters: Option<Filters>,
    filter: Option<String>,
    shared_size: Option<bool>,
    digests: Option<bool>,
    manifests: Option<bool>,
    identity: Option<bool>,
}

impl List {
    /// Makes the operation: all images that have a name or no child.
    pub fn new() -> Self {
        Self::default()
    }

    setters! { []
        /// Sets whether images between are listed as well.
        all: flag,
        /// Sets what it is narrowed to.
        filters: one(Filters),
        /// Sets a name that it is narrowed to. Until API 1.40; use `filters`.
        filter: text,
        /// Sets whether the size that is shared is counted. Since API 1.42.
        shared_size: flag,
        /// Sets whether digests are told.
        digests: flag,
        /// Sets whether manifests are told. Since API 1.47.
        manifests: flag,
        /// Sets whether the origin of images is told. Since API 1.54.
        identity: flag,
    }
}

impl Operation for List {
    type Reply = reply::List<ImageSummary>;
    const ROW: &'static Row = &rows::IMAGE_LIST;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Ok(Parts::default()
            .query("all", self.all)
            .query("filters", self.filters)
            .query("filter", self.filter)
            .query("shared-size", self.shared_size)
            .query("digests", self.digests)
            .query("manifests", self.manifests)
            .query("identity", self.identity))
    }
}
