//! Python, as far as a configuration is known without running it: what is literal, names for it, and what is made of it
//! by operators, formats, loops and a few functions without effect.
//!
//! The text is parsed whole, also where a part of it is of another Python than today's, and walked in the order of its
//! statements. Nothing is run: no function of the file's own is called, nothing is imported, and the only thing that is
//! read is a file that `open("…").read()` names. What is not known stays as it is written, with its line.

mod called;
mod evaluate;
mod format;
mod gathered;
mod known;
mod names;
mod operate;
mod walk;

use std::path::Path;

use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange};

use self::walk::Walk;

/// A value of an argument.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    None,
    Flag(bool),
    /// An integer or a float, as TOML writes it.
    Number(String),
    Text(String),
    List(Vec<Value>),
    Dict(Vec<(String, Value)>),
    /// A variable of the environment, as it is written, with its line.
    Variable(String, String, usize),
    /// A call such as `Interpolate("…")`, by the last part of its name.
    Call(String, Vec<Argument>),
    /// Anything else, as it is written, with its line.
    Other(String, usize),
}

/// An argument of a call.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Argument {
    /// Its keyword, `*` or `**`; none is a positional one.
    pub(super) name: Option<String>,
    pub(super) value: Value,
    pub(super) line: usize,
}

/// A call that was come by, and where it begins: as often as loops come by it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) range: TextRange,
    pub(super) arguments: Vec<Argument>,
}

/// Why a text cannot be taken for what is in it, and the line.
pub(super) struct Wrong {
    pub(super) line: usize,
    pub(super) why: &'static str,
}

/// Finds every call of one of these names; what no Python can be is told where it is in such a call, or where there is none.
/// Files are looked for in a folder.
pub(super) fn calls(text: &str, names: &'static [&str], folder: &Path) -> Result<Vec<Call>, Wrong> {
    let parsed = parse_unchecked(text, ParseOptions::from(Mode::Module));
    let mut walk = Walk::new(text, names, folder);
    if let Some(module) = parsed.syntax().as_module() {
        walk.body(&module.body);
    }
    let calls = walk.finish()?;
    let in_call = |at: TextRange| {
        calls.iter().any(|call| call.range.start() <= at.start() && at.start() <= call.range.end())
    };
    // Parts that are not come by are not judged, so a file of Python 2 is taken for what is in it.
    let wrong = parsed.errors().iter().map(Ranged::range).find(|at| calls.is_empty() || in_call(*at));
    match wrong {
        Some(at) => Err(Wrong {
            line: line(text, at),
            why: "the call is never closed, or is no Python; give the whole call",
        }),
        None => Ok(calls),
    }
}

/// The line at which a piece of a text begins.
fn line(text: &str, at: TextRange) -> usize {
    text.get(..at.start().to_usize()).unwrap_or(text).matches('\n').count() + 1
}
