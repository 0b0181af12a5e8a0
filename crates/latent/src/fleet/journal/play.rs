//! Takes a journal through a fleet again.

use super::{Header, JournalError, Step, decode};
use crate::fleet::{Effect, Fleet};

/// A fleet that is taken through a journal line by line.
#[derive(Debug)]
pub struct Player {
    fleet: Fleet,
    /// The number of the line that was read last, from 1.
    line: usize,
}

/// One step of a journal, done again.
#[derive(Debug)]
pub struct Played {
    /// The number of its line, from 1.
    pub line: usize,
    /// The step as it was written.
    pub step: Step,
    /// What the event leads to now.
    pub replayed: Vec<Effect>,
}

impl Player {
    /// Begins with the first line.
    ///
    /// # Errors
    ///
    /// As [`Header::decode`] and [`Header::fleet`].
    pub fn new(header: &str) -> Result<Self, JournalError> {
        Ok(Self { fleet: Header::decode(header)?.fleet()?, line: 1 })
    }

    /// Takes the fleet through the next line.
    ///
    /// # Errors
    ///
    /// Fails when it is no step; the fleet is as before.
    pub fn play(&mut self, text: &str) -> Result<Played, JournalError> {
        self.line += 1;
        let step: Step = decode(text, self.line)?;
        let replayed = self.fleet.step(step.now, step.event.clone());
        Ok(Played { line: self.line, step, replayed })
    }

    /// The fleet after the last line.
    pub fn fleet(&self) -> &Fleet {
        &self.fleet
    }
}

impl Played {
    /// Whether the event has the effects that it had.
    pub fn agrees(&self) -> bool {
        self.step.effects == self.replayed
    }

    /// Returns the step if its event has the effects that it had.
    ///
    /// # Errors
    ///
    /// Fails with both if it has others.
    pub fn into_step(self) -> Result<Step, JournalError> {
        if self.agrees() {
            return Ok(self.step);
        }
        Err(JournalError::Differs { line: self.line, recorded: self.step.effects, replayed: self.replayed })
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
    let mut lines = lines.into_iter();
    let mut player = Player::new(lines.next().ok_or(JournalError::Empty)?)?;
    let mut steps = Vec::new();
    for text in lines {
        steps.push(player.play(text)?.into_step()?);
    }
    Ok(Replay { fleet: player.fleet, steps })
}

/// A journal that was taken through a fleet again.
#[derive(Debug)]
pub struct Replay {
    /// The fleet after the last step.
    pub fleet: Fleet,
    /// All steps.
    pub steps: Vec<Step>,
}
