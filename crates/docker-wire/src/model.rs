//! What the engine's JSON says, as types.
//!
//! A model is the union over all versions of the API. Fields of replies are optional or have a default, `null` is the
//! same as absent, words are open (`Other`), and fields that this crate does not know stay in `extra`: decoding does
//! not fail because an engine is older, newer or another product. Models that are sent have a setter named as each
//! field; what was not set is not sent. Which version has a field is the [catalogue](crate::catalogue)'s business. The models are made of the facts in
//! `facts/models/`, whose ranges are held against the catalogue's.

mod data;
#[rustfmt::skip]
mod generated;
pub(crate) mod lenient;
pub(crate) mod macros;
mod nanos;
mod nothing;
mod private;
mod progress;
mod shorthand;
#[cfg(test)]
mod tests;
mod value;

// The one glob: the list is the generator's business.
pub use data::Data;
pub use generated::*;
pub use nanos::Nanos;
pub use nothing::Nothing;
pub use private::Private;
pub use progress::{ErrorDetail, ProgressDetail, ProgressLine};
pub(crate) use value::take;
pub use value::{Bind, ByteSize, ContainerPort, ImageReference, ParseValueError, Protocol, Publish};
