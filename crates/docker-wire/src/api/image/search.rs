//! `GET /images/search`

use crate::{
    api::{Filters, setters},
    auth::RegistryAuth,
    catalogue::{Row, rows},
    model::ImageFound,
    operation::{Operation, Parts},
    reply::List,
};

/// Searches for images in a registry.
///
/// # Errors
///
/// If the registry cannot be reached.
///
/// # Cancel safety
///
/// Cancel safe.
///
/// # API version
///
/// In every version.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Search {
    term: String,
    limit: Option<i64>,
    filters: Option<Filters>,
    auth: Option<RegistryAuth>,
}

impl Search {
    /// Makes the operation for what is searched for, with a registry before it or not.
    pub fn new(term: impl Into<String>) -> Self {
        Self { term: term.into(), limit: None, filters: None, auth: None }
    }

    setters! { []
        /// Sets how many at most.
        limit: int,
        /// Sets what it is narrowed to.
        filters: one(Filters),
        /// Sets the credentials for the registry.
        auth: one(RegistryAuth),
    }
}

impl Operation for Search {
    type Reply = List<ImageFound>;
    const ROW: &'static Row = &rows::IMAGE_SEARCH;

    #[inline]
    fn into_parts(self) -> Result<Parts, String> {
        Parts::default()
            .query("term", Some(self.term))
            .query("limit", self.limit)
            .query("filters", self.filters)
            .secret_header("x-registry-auth", self.auth.map(|auth| auth.header()))
    }
}
