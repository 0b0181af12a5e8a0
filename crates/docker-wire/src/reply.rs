//! What the engine's answers are read as.
//!
//! An operation names its reply as an associated type: [`Empty`], [`Json`], [`List`], or one of the streams. A reply is
//! returned as soon as its head is there; streams go on from there. A stream that ends before its end is an error and
//! never silence, and so is an error that the engine reports within one.

mod archive;
mod decode;
mod empty;
mod failure;
mod hijacked;
mod json;
mod lines;
mod list;
mod logs;
mod path_info;
mod pong;
mod progress;
mod raw;
#[cfg(test)]
mod tests;
mod upgraded;
mod waiting;
mod web_socket;

use http::Response;

pub use crate::codec::multiplex::{LogPiece, LogSlice, Stream};
pub use archive::Archive;
pub use empty::Empty;
pub use hijacked::{Hijacked, HijackedReader, HijackedWriter};
pub use json::Json;
pub use lines::Lines;
pub use list::List;
pub use logs::Logs;
pub use path_info::PathInfo;
pub use pong::Pong;
pub use progress::{Finished, Progress};
pub use raw::Raw;
pub use upgraded::Upgraded;
pub use waiting::{Exit, Waiting};
pub use web_socket::WebSocket;

use crate::{
    body::{Body, Duplex},
    error::{Context, Error},
    transport::BoxFuture,
};

/// The largest reply that is read into memory as one JSON value: 64 MiB.
pub(crate) const WHOLE_REPLY: usize = 64 << 20;

/// Something that an answer with a success status can be read as.
pub trait Reply: Sized + Send {
    /// Whether it goes on after its head for as long as it likes; then it is not timed unless the caller says so.
    const STREAMS: bool = false;

    /// Whether the connection becomes a raw stream.
    const HIJACKS: bool = false;

    /// What the raw stream speaks; only asked of replies that hijack.
    const PROTOCOL: &'static str = "tcp";

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

/// Makes a reply of a head whose body streams on.
fn streaming<R: Send + 'static>(reply: R) -> BoxFuture<'static, Result<R, Error>> {
    Box::pin(std::future::ready(Ok(reply)))
}
