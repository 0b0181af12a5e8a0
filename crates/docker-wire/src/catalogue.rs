//! What each version of the Engine API can say: one table, and the one function that enforces it.
//!
//! The table is generated from the facts in `crates/docker-wire/facts/`: one line per operation, parameter, header
//! and place in a body, with the first and the last version that has it, what an engine does that lacks it, and what
//! the claim rests on. [`admit`] holds a request against it; everything else here only reads. A second table tells what
//! [replies](Row::reply_fields) have since when, and how they write what is empty; nothing is enforced there, and a
//! program that does not ask for it does not carry it.
//!
//! It knows nothing about paths with values in them, and nothing about transports. Next: [`operation`](crate::operation),
//! which asks [`admit`] before a request is made.
//!
//! # Examples
//!
//! ```
//! use docker_wire::{ApiVersion, catalogue};
//!
//! let create = catalogue::route("POST", "/containers/create").map(|route| route.row);
//! let platform = create.and_then(|row| row.query("platform"));
//! assert_eq!(platform.map(|gate| gate.since), Some(ApiVersion::V1_41));
//! ```

mod admit;
mod gate;
mod locate;
mod read;
#[rustfmt::skip]
mod replies;
mod reply_field;
#[rustfmt::skip]
pub mod rows;

pub use crate::error::{Below, Gated, Mistyped};
pub use admit::{Policy, Said, admit, broken};
pub use gate::{Condition, Gate, Place, Row, Source, Stream};
pub(crate) use locate::locate;
pub use locate::{nearest_operation, nearest_route};
pub use read::{Change, Changed, Route, diff, operation, operations, route};
pub use reply_field::{Empty, ReplyField, ReplyPlace};
