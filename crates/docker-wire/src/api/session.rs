//! Sessions of BuildKit.

mod open;

pub use open::Open;
