//! What people are told of each worker: why it is not running yet, what it does, and what went wrong last.
//!
//! ```text
//! driver ── every step of the core ──┐
//! engines ── remarks ────────────────┼──▶ Book ──▶ Explanation: `latent explain`, the log
//! master ── remarks ─────────────────┘
//! ```
//!
//! The phase, and what a worker waits for, are the core's; the book adds since when, how far a start has come, what
//! hosts and master say, and everything about the last failure. It decides nothing, and knows no engine, no master and
//! no clock but the one that it is given. Nothing in it is secret: logs and reasons come without.

mod book;
mod explanation;
mod words;

pub use self::{
    book::Book,
    explanation::{Explanation, Failure, Trouble},
    words::{age, class},
};
