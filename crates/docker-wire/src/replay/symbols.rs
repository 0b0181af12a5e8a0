//! Symbolic values: what the engine chooses, written by name so that two recordings of one scenario look alike.
//!
//! [`Binder`] finds them while a recording is written, [`Literals`] puts them back while it is read. How they look in
//! a file is told by [`format`](mod@super::format).

mod binder;
mod expand;
mod kind;
mod place;
mod scan;

pub(crate) use binder::Binder;
pub(crate) use expand::Literals;
use kind::Kind;
pub(crate) use place::strip;
use place::{Form, Place};
