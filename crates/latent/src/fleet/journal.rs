//! A run as a file: versioned lines of events and of the effects they had.
//!
//! ```text
//! {"format":2,"epoch":7,"plans":[…],"limits":{…}}
//! {"now":0,"event":{"Listed":["host",[]]},"effects":[…]}
//! ```
//!
//! Lines are made and read here, but written and stored elsewhere: the core does no I/O. A reader refuses formats
//! newer than its own; older ones it must go on reading for ever.

use std::{collections::BTreeMap, error, fmt};

use serde::{Deserialize, Serialize};

use super::{Effect, Event, Fleet, Limits, Plan, Power, Time};

/// The format that this version writes.
pub const FORMAT: u32 = 2;

/// The first line: what the fleet was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The number of the format.
    pub format: u32,
    /// As [`Fleet::new`] was given it.
    pub epoch: u32,
    /// As [`Fleet::new`] was given them.
    pub plans: Vec<Plan>,
    /// As [`Fleet::new`] was given them.
    pub limits: Limits,
    /// As [`Fleet::powered`] was given them.
    #[serde(default)]
    pub powers: BTreeMap<String, Power>,
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
        Self { format: FORMAT, epoch, plans, limits, powers: BTreeMap::new() }
    }

    /// Makes the fleet it describes.
    pub fn fleet(self) -> Fleet {
        Fleet::new(self.epoch, self.plans, self.limits).powered(self.powers)
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

/// Takes a journal through a new fleet, and checks that every event has the effects it had.
///
/// A last line that was cut off by a crash is an error like any other; drop it before if it may occur.
///
/// # Errors
///
/// Fails at the first line that cannot be read or has other effects now.
pub fn replay<'a>(lines: impl IntoIterator<Item = &'a str>) -> Result<Replay, JournalError> {
    let mut lines = (1..).zip(lines);
    let (_, first) = lines.next().ok_or(JournalError::Empty)?;
    let mut fleet = Header::decode(first)?.fleet();
    let mut steps = Vec::new();
    for (line, text) in lines {
        let step: Step = decode(text, line)?;
        let effects = fleet.step(step.now, step.event.clone());
        if effects != step.effects {
            return Err(JournalError::Differs { line, recorded: step.effects, replayed: effects });
        }
        steps.push(step);
    }
    Ok(Replay { fleet, steps })
}

/// A journal that was taken through a fleet again.
#[derive(Debug)]
pub struct Replay {
    /// The fleet after the last step.
    pub fleet: Fleet,
    /// All steps.
    pub steps: Vec<Step>,
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
