//! A run as a file: versioned lines of events and of the effects they had.
//!
//! ```text
//! {"format":4,"epoch":7,"plans":[…],"limits":{…}}
//! {"now":0,"event":{"Listed":["host",[]]},"effects":[…]}
//! ```
//!
//! The first line says what the fleet was made of, or, where the file begins in the middle of a run, all that it knew.
//! Lines are made and read here, but written and stored elsewhere: the core does no I/O. A reader refuses formats
//! newer than its own; older ones it must go on reading for ever.
//!
//! | format | what it added |
//! |---|---|
//! | 1 | |
//! | 2 | hosts that are switched: `powers` |
//! | 3 | a beginning in the middle of a run: `fleet`; `origin_unix_ms`; workers that are cordoned |
//! | 4 | another configuration while workers run: `edition`, `Reconfigured` |
//!
//! Properties of builds may hold secrets: what is written for keeps goes through [`Step::hidden`] and
//! [`Header::middle`], which put a digest in the place of every value.

mod hide;
mod play;

use std::{collections::BTreeMap, error, fmt};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::{
    hide::Hide,
    play::{Played, Player, Replay, replay},
};
use super::{Effect, Event, Fleet, Limits, Plan, Power, Time};

/// The format that this version writes.
pub const FORMAT: u32 = 4;

/// The first line: what the fleet was made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The number of the format.
    pub format: u32,
    /// As [`Fleet::new`] was given it.
    pub epoch: u32,
    /// As [`Fleet::new`] was given them.
    #[serde(default)]
    pub plans: Vec<Plan>,
    /// As [`Fleet::new`] was given them.
    #[serde(default)]
    pub limits: Limits,
    /// As [`Fleet::powered`] was given them.
    #[serde(default)]
    pub powers: BTreeMap<String, Power>,
    /// When [`Time`] was 0, in milliseconds since 1970, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_unix_ms: Option<u64>,
    /// All that the fleet knew, where the file begins in the middle of a run; then plans, limits and powers are in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fleet: Option<Value>,
}

/// Every other line: one call of [`Fleet::step`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When it happened.
    pub now: Time,
    /// What happened.
    pub event: Event,
    /// What it led to.
    pub effects: Vec<Effect>,
}

impl Header {
    /// Describes a new fleet in the format of this version.
    pub fn new(epoch: u32, plans: Vec<Plan>, limits: Limits) -> Self {
        Self {
            format: FORMAT,
            epoch,
            plans,
            limits,
            powers: BTreeMap::new(),
            origin_unix_ms: None,
            fleet: None,
        }
    }

    /// Makes the fleet it describes.
    ///
    /// # Errors
    ///
    /// Fails when it begins in the middle of a run, and what the fleet knew cannot be read.
    pub fn fleet(self) -> Result<Fleet, JournalError> {
        match self.fleet {
            Some(fleet) => {
                serde_json::from_value(fleet).map_err(|source| JournalError::Unreadable { line: 1, source })
            }
            None => Ok(Fleet::new(self.epoch, self.plans, self.limits).powered(self.powers)),
        }
    }

    /// Writes it as one line, without the line's end.
    ///
    /// # Errors
    ///
    /// Fails when a value has no JSON form.
    pub fn encode(&self) -> Result<String, JournalError> {
        encode(self)
    }

    /// Reads the first line.
    ///
    /// # Errors
    ///
    /// Fails when it is no header, and when its format is newer than this version.
    pub fn decode(line: &str) -> Result<Self, JournalError> {
        // The number is read alone first: the rest of a newer header may look like anything.
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let Format { format } = decode(line, 1)?;
        if format > FORMAT {
            return Err(JournalError::Newer { format });
        }
        decode(line, 1)
    }
}

impl Step {
    /// Writes it as one line, without the line's end.
    ///
    /// # Errors
    ///
    /// Fails when a value has no JSON form.
    pub fn encode(&self) -> Result<String, JournalError> {
        encode(self)
    }
}

/// Why a journal cannot be written or replayed.
#[derive(Debug)]
pub enum JournalError {
    /// There is no first line.
    Empty,
    /// A later version wrote it.
    Newer {
        /// The number of its format.
        format: u32,
    },
    /// A line is not what it should be.
    Unreadable {
        /// Its number, from 1.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A value has no JSON form.
    Unwritable(serde_json::Error),
    /// The same event has other effects now.
    Differs {
        /// The number of its line, from 1.
        line: usize,
        /// The effects in the journal.
        recorded: Vec<Effect>,
        /// The effects now.
        replayed: Vec<Effect>,
    },
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the journal is empty"),
            Self::Newer { format } => write!(
                f,
                "the journal has format {format}, and this version reads up to {FORMAT}; replay it with the version that wrote it"
            ),
            Self::Unreadable { line, .. } => {
                write!(f, "line {line} of the journal is not readable")
            }
            Self::Unwritable(_) => f.write_str("a step has no JSON form"),
            Self::Differs { line, recorded, replayed } => {
                write!(f, "line {line} of the journal had the effects {recorded:?} and now has {replayed:?}")
            }
        }
    }
}

impl error::Error for JournalError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } | Self::Unwritable(source) => Some(source),
            Self::Empty | Self::Newer { .. } | Self::Differs { .. } => None,
        }
    }
}

fn encode(line: &impl Serialize) -> Result<String, JournalError> {
    serde_json::to_string(line).map_err(JournalError::Unwritable)
}

fn decode<'a, T: Deserialize<'a>>(text: &'a str, line: usize) -> Result<T, JournalError> {
    serde_json::from_str(text).map_err(|source| JournalError::Unreadable { line, source })
}
