//! What the engine's answers are read as.
//!
//! An operation names its reply as an associated type: [`Empty`], [`Json`], or one of the streams. A reply is
//! returned as soon as its head is there; streams go on from there.

mod empty;
mod json;

use http::Response;

pub use empty::Empty;
pub use json::Json;

use crate::{
    body::{Body, Duplex},
    error::{Context, Error},
    transport::BoxFuture,
};

/// The largest reply that is read into memory as one JSON value: 64 MiB.
pub(crate) const WHOLE_REPLY: usize = 64 << 20;

/// Something that an answer with a success status can be read as.
pub trait Reply: Sized + Send {
    /// Whether the connection becomes a raw stream.
    const HIJACKS: bool = false;

    /// Reads an ordinary answer.
    fn receive(response: Response<Body>, context: Context) -> BoxFuture<'static, Result<Self, Error>>;

    /// Takes over a raw stream; only asked of replies that hijack.
    ///
    /// # Errors
    ///
    /// Fails unless the reply hijacks.
    fn hijacked(response: Response<Duplex>, context: &Context) -> Result<Self, Error> {
        drop(response);
        Err(Error::unreadable("a raw stream where an ordinary answer was expected", context))
    }
}
